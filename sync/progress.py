"""Tells how far a scan or a run is, without ever being in its way.

Every word is a short write of its own, so that others see it at once: never within a
transaction, which would hide it until its commit, and given up where somebody else is
writing.  At most two a second, and one more when adopting begins.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from catalog.if_free import write_if_free
from sync.models import Moving, Scan
from sync.pace import Count, Pace, estimated, stored_of
from sync.types import (
    KINDS,
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    Kind,
    ListingCounted,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    ObservedItem,
    ScanEvent,
)

_EVERY: Final = 0.5  # seconds
_LONGEST: Final = 200  # characters of a title
_NAMED: Final = frozenset({"movie", "show"})


class Teller:
    """Writes the progress of some rows; `always` is written with every word."""

    def __init__(self, rows: QuerySet[Any], **always: Any) -> None:
        self._rows = rows
        self._always = always
        self._next = 0.0
        self._pace = Pace()
        self._phase = ""

    def tell(
        self,
        phase: Moving.Phase,
        counts: Sequence[Count],
        current: str = "",
        *,
        at_once: bool = False,
        **more: Any,
    ) -> None:
        """Say how far it is, unless something was said just now."""
        now = time.monotonic()
        if now < self._next and not at_once:
            return
        self._next = now + _EVERY
        if phase != self._phase:
            self._phase, self._pace = phase, Pace()
        rate = self._pace.note(now, sum(count.done for count in counts))
        write_if_free(
            self._rows,
            phase=phase,
            counts=stored_of(estimated(counts)),
            rate=round(rate, 3),
            current=_storable(current),
            moved_at=timezone.now(),
            **self._always,
            **more,
        )


class ScanTeller:
    """The progress of one scan, from the events it meets."""

    def __init__(
        self,
        scan: Scan,
        expected: Mapping[str, int],
        kinds: Collection[Kind] = KINDS,
    ) -> None:
        self._teller = Teller(
            Scan.objects.filter(pk=scan.pk, epoch=scan.epoch, state=Scan.State.RUNNING)
        )
        self._done: Counter[str] = Counter()
        self._expected: dict[str, int] = {k: n for k, n in expected.items() if n}
        if self._expected:
            # What it had none of last time is expected to be none again.
            self._expected = {**dict.fromkeys(_NAMED, 0), **self._expected}
        self._exact: set[str] = set()
        for kind in set(KINDS).difference(kinds):
            self._expected[kind] = 0
            self._exact.add(kind)
        self._phase = Moving.Phase.LISTING

    def show(self, event: ScanEvent) -> None:
        """Take in an event, and say how far the scan is."""
        current = ""
        match event:
            case ListingCounted(kind=kind, items=items):
                self._expected[kind] = items
            case ListingUnchanged(kinds=kinds):
                for kind in kinds:
                    self._done[kind] = self._expected.setdefault(kind, 0)
                    self._exact.add(kind)
            case ListingRead(kinds=kinds) | ListingFailed(kinds=kinds):
                for kind in kinds:
                    self._expected[kind] = self._done[kind]
                    self._exact.add(kind)
            case ItemRead(item=item):
                current = _title(item)
                self._count(item.kind)
            case (
                ItemUnchanged(kind=kind, remote_key=key)
                | ItemKept(kind=kind, remote_key=key)
                | ItemRejected(kind=kind, remote_key=key)
            ):
                current = key
                self._count(kind)
        self._teller.tell(self._phase, self.counts(), current, items=self._done.total())

    def adopting(self) -> None:
        """Everything is read; what follows is one transaction, silent to its end."""
        self._teller.tell(
            Moving.Phase.ADOPTING,
            self.counts(),
            at_once=True,
            read_at=timezone.now(),
        )

    def counts(self) -> list[Count]:
        """Per kind what is done, of how many, in the order people name them.

        Movies or shows of which nothing was heard yet are among them: how much of
        the whole is done, nobody knows until then.
        """
        return [
            Count(kind, self._done[kind], self._expected.get(kind), kind in self._exact)
            for kind in ("movie", "show", "season", "episode")
            if self._done[kind]
            or self._expected.get(kind)
            or (kind in _NAMED and kind not in self._expected)
        ]

    def _count(self, kind: Kind) -> None:
        self._done[kind] += 1
        self._phase = Moving.Phase.DETAILS


def _title(item: ObservedItem) -> str:
    """The item as people call it; an episode after its show."""
    title = str(item.values.get("title") or item.remote_key.rpartition("/")[2])
    if item.kind in _NAMED:
        return title
    return f"{item.remote_key.partition('/')[0]} › {title}"


def _storable(text: str) -> str:
    clean = text.encode(errors="replace").decode().replace("\0", " ")
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
