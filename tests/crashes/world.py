"""What the servers of a deed say: written down, so that it can be said again.

Batches are small here: few titles make many commits.  Progress is told once, whatever
time has passed: there are as many commits each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.models import Server
from sync import execute, gather, progress
from sync import finalize as finalizing
from sync.adapters.base import ServerAdapter
from sync.finalize import project
from sync.types import ObservedItem, ScanEvent
from tests.sync.scripted import ScriptedAdapter, listing, movie, show

_STAGED_AT_ONCE: Final = 4
_MOVIES_AT_ONCE: Final = 2
_SHOWS_AT_ONCE: Final = 1
#: A title whose merging raises, while the world is out of joint.
POISON: Final = "Poison"


@dataclass(slots=True)
class World:
    """Servers by slug, and the events of their next scans."""

    events: dict[str, Sequence[ScanEvent]] = field(default_factory=dict)
    is_poisonous: bool = False
    #: What was made before the deed and is needed for it: tokens, numbers.
    kept: dict[str, str] = field(default_factory=dict)

    def says(self, slug: str, *items: ObservedItem, token: str | None = None) -> None:
        """From now on the server lists exactly these items."""
        self.plays(slug, *listing(*items, token=token))

    def plays(self, slug: str, *events: ScanEvent) -> None:
        """From now on a scan of the server meets exactly these events."""
        self.events[slug] = events

    def begins(self) -> None:
        """Let them speak in this process; others are asked over HTTP, as ever."""
        by_http: Callable[[Server], ServerAdapter] = vars(execute)["adapter_of"]

        def adapter_of(server: Server) -> ServerAdapter:
            if server.slug not in self.events:
                return by_http(server)
            return ScriptedAdapter(lambda request, known: self._scan(server.slug))

        vars(execute)["adapter_of"] = adapter_of
        vars(gather)["_BATCH"] = _STAGED_AT_ONCE
        vars(progress)["_EVERY"] = float("inf")
        vars(finalizing)["_MOVIES_AT_ONCE"] = _MOVIES_AT_ONCE
        vars(finalizing)["_SHOWS_AT_ONCE"] = _SHOWS_AT_ONCE
        real = vars(project)["resolve_item"]

        def resolve_item(kind: str, observations: Any, *more: Any, **how: Any) -> Any:
            if self.is_poisonous and any(
                observed.values.get("title") == POISON for observed in observations
            ):
                raise RuntimeError("poison")
            return real(kind, observations, *more, **how)

        vars(project)["resolve_item"] = resolve_item

    def _scan(self, slug: str) -> Iterator[ScanEvent]:
        yield from self.events[slug]


def library(words: str, *titles: str) -> list[ObservedItem]:
    """These movies with these words, and a show of two seasons."""
    return [
        *(movie(title, year=2001, overview=f"{words} {title}") for title in titles),
        *show("Serial", (1, 1), (1, 2), (2, 1)),
    ]
