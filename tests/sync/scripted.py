"""A server whose answers are written down: what gather and finalize are fed in tests.

It stands in for the protocol alone; rows, leases, adoption and projection are real.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import ClassVar

import pytest

from catalog.fields import JSONValue
from catalog.models import Server
from sync import execute, servers, settle, triggers
from sync.models import Run, Trigger
from sync.types import (
    KINDS,
    CheckResult,
    ItemRead,
    Kind,
    Known,
    ListingRead,
    ObservedItem,
    ScanEvent,
    ScanRequest,
)

Script = Callable[[ScanRequest, Known], Iterator[ScanEvent]]


class ScriptedAdapter:
    """Yields the events a test wrote for its server."""

    kind: ClassVar[str] = "scripted"
    label: ClassVar[str] = "Scripted"
    has_files: ClassVar[bool] = True

    def __init__(self, script: Script) -> None:
        self._script = script

    def scan(
        self, request: ScanRequest, known: Known
    ) -> Generator[ScanEvent, None, None]:
        yield from self._script(request, known)

    def check(self) -> Iterator[CheckResult]:
        return iter(())


class Theatre:
    """Servers by slug, each with what it says next."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scripts: dict[str, Script] = {}
        monkeypatch.setattr(execute, "adapter_of", self._adapter_of)

    def _adapter_of(self, server: Server) -> ScriptedAdapter:
        return ScriptedAdapter(self.scripts[server.slug])

    def server(self, name: str, *items: ObservedItem) -> Server:
        """A new server that says this, added as the command does it."""
        added = servers.add_server(
            name=name, kind="media-processor", api_url=f"http://{name}.example"
        )
        if added.run is not None:
            settle.resolve_now(added.run.pk)
        self.says(name, *items)
        return added.server

    def says(self, slug: str, *items: ObservedItem, token: str | None = None) -> None:
        """From now on the server lists exactly these items."""
        self.scripts[slug] = lambda request, known: listing(*items, token=token)

    def plays(self, slug: str, *events: ScanEvent) -> None:
        """From now on a scan of the server meets exactly these events."""
        self.scripts[slug] = lambda request, known: iter(events)

    def sync(self, *slugs: str) -> Run:
        """A whole sync, as a person starts it."""
        trigger = triggers.request_sync(
            source=Trigger.Source.COMMAND, servers=list(slugs) or None
        )
        return execute.carry_out(triggers.plan(trigger.pk))


def listing(*items: ObservedItem, token: str | None = None) -> Iterator[ScanEvent]:
    """A whole listing of these items."""
    yield from (ItemRead(item=item) for item in items)
    yield ListingRead(kinds=KINDS, token=token)


def movie(key: str, files: int = 1, **values: JSONValue) -> ObservedItem:
    """A movie with an id of its own name and one file."""
    return ObservedItem(
        kind="movie",
        remote_key=key,
        values={"title": key, **values},
        files=[_file(f"{key}/{n}") for n in range(files)],
    )


def show(key: str, *numbers: tuple[int, int]) -> list[ObservedItem]:
    """A show with these (season, episode) pairs, parents first."""
    items = [_item("show", key, None, title=key)]
    for season in sorted({s for s, _ in numbers}):
        path = f"{key}/Season {season}"
        items.append(_item("season", path, key, title=path, season_number=season))
    for season, episode in numbers:
        path = f"{key}/Season {season}"
        items.append(
            _item(
                "episode",
                f"{path}/S{season:02}E{episode:02}",
                path,
                title=f"Part {episode}",
                season_number=season,
                episode_number=episode,
            )
        )
    return items


def _item(
    kind: Kind, key: str, parent: str | None, **values: JSONValue
) -> ObservedItem:
    files = [_file(key)] if kind == "episode" else []
    return ObservedItem(
        kind=kind, remote_key=key, parent_key=parent, values=values, files=files
    )


def _file(path: str) -> dict[str, JSONValue]:
    return {
        "url": f"http://files.example/{path}.mp4",
        "container": "mp4",
        "size_bytes": 1,
        "modified_at": None,
        "fingerprint": None,
    }
