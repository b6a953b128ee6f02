"""Which events of a scan are its business.  Pure.

Adapters leave out what a scan is not about, to spare requests; this is what counts,
and knows of an item that was read all that was read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sync.types import (
    ALL_OF_IT,
    NOTHING,
    Glimpse,
    ItemRead,
    ListingCounted,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    ObservedItem,
    ScanEvent,
    Selection,
)
from sync.wanted import WantedItems, top_key

_JUDGED: Final = Glimpse(is_judged=True)


class Sieve:
    """What a scan wants of each item that comes; parents come before children."""

    def __init__(self, wanted: WantedItems) -> None:
        self._wanted = wanted
        #: Of a scan about titles: what was read of shows.
        self._shows: dict[str, Glimpse] = {}

    def selection(self, event: ScanEvent) -> Selection:
        """What is wanted of the item; all of an event that is about a listing."""
        match event:
            case ListingUnchanged() | ListingRead() | ListingFailed():
                return ALL_OF_IT
            case ListingCounted():
                # How many there are tells nothing of how many are looked at.
                return NOTHING if self._wanted.targets else ALL_OF_IT
            case ItemRead(item=item):
                glimpse = self._glimpse(item) if self._wanted.targets else _JUDGED
                return self._wanted.selection(item.kind, item.remote_key, glimpse)
        return self._wanted.selection(event.kind, event.remote_key, _JUDGED)

    def _glimpse(self, item: ObservedItem) -> Glimpse:
        if item.kind in ("season", "episode"):
            key = top_key(item.kind, item.remote_key)
            number = tuple(
                _whole(item.values.get(name))
                for name in ("season_number", "episode_number")
                if name in item.values
            )
            # A show that this scan does not read was judged by the adapter.
            return replace(self._shows.get(key, _JUDGED), number=number)
        title, year = item.values.get("title"), item.values.get("year")
        glimpse = Glimpse(
            title=title if isinstance(title, str) else None,
            year=_whole(year),
            external_ids=item.external_ids,
            fingerprint=item.fingerprint,
        )
        if item.kind == "show":
            self._shows[item.remote_key] = glimpse
        return glimpse


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
