"""A server of the walk: what it offers now, and what goes wrong when it is asked.

It answers as a careful adapter does: a listing or an item whose token is known is not
read again.  So a token that is kept without what it covers shows as a change missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from sync.types import (
    NOTHING,
    Glimpse,
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    Kind,
    Known,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    ObservedItem,
    Problem,
    ScanEvent,
    ScanRequest,
    Selection,
)
from tests.laws.table import TABLE

Name = tuple[str, str]  # kind, remote key

#: The two listings of a server, and the kinds each of them covers.
LISTINGS: Final[dict[str, tuple[Kind, ...]]] = {
    "movies": ("movie",),
    "tv": ("show", "season", "episode"),
}
_TROUBLE: Final = Problem(code="scripted", message="The script wants it so.")
#: Parents come before what is below them.
_DEPTH: Final = ("movie", "show", "season", "episode")
_HAS_BELOW: Final = ("show", "season")
_GROUP: Final = {declared.name: declared.group for declared in TABLE}
#: What a listing shows of every item.
_ALWAYS: Final = ("title", "year", "season_number", "episode_number")


@dataclass(slots=True)
class Shelf:
    """What a server offers, and its faults until they are mended."""

    slug: str
    offers: dict[Name, ObservedItem] = field(default_factory=dict)
    down: bool = False
    #: Listings without a proven end, and after how many items they break off.
    broken: dict[str, int] = field(default_factory=dict)
    unreadable: set[Name] = field(default_factory=set)
    unacceptable: set[Name] = field(default_factory=set)
    #: What the last scan was told, event by event, and under which tokens it asked.
    told: list[ScanEvent] = field(default_factory=list)
    asked_with: dict[str, str] = field(default_factory=dict)
    has_tokens: bool = True
    changes: int = 0
    #: Whether it leaves out the parts of an item that are not asked for.
    spares: bool = False

    def offer(self, item: ObservedItem) -> None:
        """From now on this too, or this instead."""
        self.offers[item.kind, item.remote_key] = item
        self.changes += 1

    def take_away(self, name: Name) -> None:
        """From now on without it, and without what is below it."""
        for other in self.below(name):
            del self.offers[other]
        self.changes += 1

    def below(self, name: Name) -> list[Name]:
        """The item and all below it."""
        kind, key = name
        return [
            (k, other)
            for k, other in self.offers
            if (k, other) == name or (kind != "movie" and other.startswith(f"{key}/"))
        ]

    def mend(self) -> None:
        """All is well again."""
        self.down = False
        self.broken.clear()
        self.unreadable.clear()
        self.unacceptable.clear()

    def play(self, request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        """One scan; what is told is remembered."""
        self.told = []
        self.asked_with = {str(k): t for k, t in request.listing_tokens.items()}
        for event in self._events(request, known):
            self.told.append(event)
            yield event

    def _events(self, request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        for listing, of_listing in LISTINGS.items():
            kinds = tuple(kind for kind in of_listing if kind in request.kinds)
            if not kinds:
                continue
            if self.down:
                yield ListingFailed(kinds=kinds, problem=_TROUBLE)
                continue
            token = self.token(listing)
            held = {request.listing_tokens.get(kind) for kind in kinds}
            if held == {token} and self.has_tokens:
                yield ListingUnchanged(kinds=kinds)
                continue
            names = sorted(
                (name for name in self.offers if name[0] in of_listing),
                key=lambda name: (_DEPTH.index(name[0]), name[1]),
            )
            hidden = self._not_even_named()
            stored = _stored_tokens(names, known)
            for number, name in enumerate(n for n in names if n not in hidden):
                if number == self.broken.get(listing):
                    break
                yield from self._item(name, request, stored.get(name))
            if listing in self.broken:
                yield ListingFailed(kinds=kinds, problem=_TROUBLE)
            else:
                yield ListingRead(kinds=kinds, token=token if self.has_tokens else None)

    def _not_even_named(self) -> set[Name]:
        """What is below an item that cannot be accepted."""
        return {
            below
            for name in self.unacceptable & self.offers.keys()
            for below in self.below(name)
            if below != name
        }

    def _item(
        self, name: Name, request: ScanRequest, stored: str | None
    ) -> Iterator[ScanEvent]:
        kind, key = self.offers[name].kind, name[1]
        selection = NOTHING
        if kind in request.kinds:
            selection = request.wanted.selection(kind, key, self._glimpse(name))
        if name in self.unacceptable:
            # With one that is a folder for others, what is in it is not named.
            if selection or kind in _HAS_BELOW:
                yield ItemRejected(kind=kind, remote_key=key, problem=_TROUBLE)
            return
        if not selection:
            return
        if name in self.unreadable:
            yield ItemKept(kind=kind, remote_key=key, problem=_TROUBLE)
            return
        item = self.offers[name]
        token = _digest(item)
        if stored == token:
            yield ItemUnchanged(kind=kind, remote_key=key)
            return
        if self.spares:
            item = _spared(item, selection)
        yield ItemRead(item=replace(item, listing_token=token))

    def _glimpse(self, name: Name) -> Glimpse:
        """What the listing shows of an item: its show's looks, and its numbers."""
        item = self.offers[name]
        top = self.offers[top_of(item)]
        numbers = [item.values.get(n) for n in ("season_number", "episode_number")]
        year = top.values.get("year")
        return Glimpse(
            title=str(top.values.get("title")),
            year=year if isinstance(year, int) else None,
            external_ids=top.external_ids,
            fingerprint=top.fingerprint,
            number=tuple(n for n in numbers if isinstance(n, int)),
        )

    def token(self, listing: str) -> str:
        """Changes when anything that the listing names changes."""
        kinds = LISTINGS[listing]
        names = sorted(name for name in self.offers if name[0] in kinds)
        faults = sorted(str(name) for name in self.unacceptable if name[0] in kinds)
        return _hash([*(_digest(self.offers[name]) for name in names), *faults])


def _stored_tokens(names: list[Name], known: Known) -> dict[Name, str | None]:
    found: dict[Name, str | None] = {}
    for kind in _DEPTH:
        keys = [key for k, key in names if k == kind]
        for start in range(0, len(keys), 500):
            tokens = known.tokens(kind, keys[start : start + 500])
            found |= {(kind, key): t.listing for key, t in tokens.items()}
    return found


def top_of(item: ObservedItem) -> Name:
    """The movie or show that an item is, or is below."""
    if item.kind == "movie":
        return item.kind, item.remote_key
    return "show", item.remote_key.split("/")[0]


def _spared(item: ObservedItem, selection: Selection) -> ObservedItem:
    """The item without the documents that nobody asked for."""
    return replace(
        item,
        values={
            name: value
            for name, value in item.values.items()
            if name in _ALWAYS or selection.has_group(_GROUP[name])
        },
        artwork={
            key: value
            for key, value in item.artwork.items()
            if selection.has_entry("artwork", key)
        },
        captions={
            key: value
            for key, value in item.captions.items()
            if selection.has_entry("captions", key)
        },
        files=item.files if selection.has_group("files") else (),
    )


def _digest(item: ObservedItem) -> str:
    return _hash(
        [
            item.kind,
            item.remote_key,
            item.parent_key,
            item.values,
            item.external_ids,
            item.artwork,
            item.captions,
            item.files,
            item.fingerprint,
        ]
    )


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=dict)
    return blake2b(text.encode(), digest_size=8).hexdigest()
