"""What servers said last, by laws 6 and 7: from the events of their scans alone.

An own account of what is stored, kept beside the real one and compared with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.types import (
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    ObservedItem,
    ScanEvent,
)
from tests.laws.parts import ALL, Name, Wanted, asks_for, laid_over
from tests.laws.table import GROUPS, GROUPS_OF

_BELOW = ("season", "episode")


@dataclass(slots=True)
class Memory:
    """One server's items, those it lists now, and the tokens of kinds and groups."""

    items: dict[Name, ObservedItem] = field(default_factory=dict)
    listed: set[Name] = field(default_factory=set)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    quarantined: set[Name] = field(default_factory=set)
    #: What a curator is asked about: how the scan ended, and what would be stored.
    held: tuple[str, Memory] | None = None

    def become(self, after: Memory) -> None:
        """This is what is stored from now on; nothing is asked any more."""
        self.items, self.listed = after.items, after.listed
        self.tokens, self.quarantined = after.tokens, after.quarantined
        self.held = None

    def asked_with(self, wanted: Wanted) -> dict[str, str]:
        """The tokens under which all that is wanted is stored, by kind."""
        found: dict[str, str] = {}
        for kind in GROUPS_OF:
            stored = {self.tokens.get((kind, g)) for g in wanted.groups(kind)}
            if len(stored) == 1 and (token := stored.pop()) is not None:
                found[kind] = token
        return found

    def after(
        self,
        told: Sequence[ScanEvent],
        wanted: Wanted,
        offered: Mapping[Name, ObservedItem],
    ) -> tuple[str, Memory]:
        """How a scan ends that was told this, and what would then be stored.

        `offered` is what the server has: it tells what an unread item looks like.
        """
        new = Memory(
            dict(self.items), set(self.listed), dict(self.tokens), set(self.quarantined)
        )
        return _Hearing(new, wanted, offered).hear(told), new


class _Hearing:
    """One scan, as law 6 takes it."""

    def __init__(
        self, memory: Memory, wanted: Wanted, offered: Mapping[Name, ObservedItem]
    ) -> None:
        self.memory, self.wanted, self.offered = memory, wanted, offered

    def hear(self, told: Sequence[ScanEvent]) -> str:
        """Take in a scan that ended; how it ended, as law 6 names it."""
        read: dict[str, str | None] = {}
        unchanged: set[str] = set()
        failed: set[str] = set()
        for event in told:
            match event:
                case ListingRead(kinds=kinds, token=token):
                    read.update(dict.fromkeys(kinds, token))
                case ListingUnchanged(kinds=kinds):
                    unchanged.update(kinds)
                case ListingFailed(kinds=kinds):
                    failed.update(kinds)
        if not any(self.wanted.groups(kind) for kind in GROUPS_OF):
            return "unchanged"
        if not read and not unchanged:
            return "failed"
        owed = self._take(told, read)
        self._quarantine(told, read)
        self._withdraw(told, read)
        for kind, token in read.items():
            self._keep_token(kind, None if kind in owed else token)
        if failed or owed:
            return "partial"
        return "complete" if read else "unchanged"

    def _wish(self, name: Name) -> frozenset[str]:
        """What was asked of an item: as it stands on the server, else as stored."""
        item = self.offered.get(name) or self.memory.items[name]
        top = item.kind if item.kind == "movie" else "show"
        key = item.remote_key if top == "movie" else item.remote_key.split("/")[0]
        above = self.offered.get((top, key)) or self.memory.items.get((top, key))
        return self.wanted.of(item, above or item)

    def _take(self, told: Sequence[ScanEvent], read: dict[str, str | None]) -> set[str]:
        """Adopt what was read whole; the kinds of which something is owed.

        The listing alone says what is there, whatever could be read of it.
        """
        owed: set[str] = set()
        for event in told:
            if isinstance(event, ItemKept | ItemRejected):
                name: Name = (event.kind, event.remote_key)
                if not self._wish(name):
                    continue
                if isinstance(event, ItemKept):
                    owed.add(event.kind)
                if event.kind in read and name in self.memory.items:
                    self.memory.listed.add(name)
            if isinstance(event, ItemUnchanged) and event.kind in read:
                # Stored so, or read so by an attempt that broke off.
                name = (event.kind, event.remote_key)
                if self._wish(name) == ALL:
                    self.memory.items[name] = self.offered[name]
                    self.memory.listed.add(name)
            if isinstance(event, ItemRead) and event.item.kind in read:
                name = (event.item.kind, event.item.remote_key)
                if wish := self._wish(name):
                    before = self.memory.items.get(name)
                    self.memory.items[name] = laid_over(event.item, before, wish)
                    self.memory.listed.add(name)
        return owed

    def _withdraw(self, told: Sequence[ScanEvent], read: dict[str, str | None]) -> None:
        """Only a listing read to its end; nothing below what could not be accepted.

        Of titles that were not asked for it says nothing.
        """
        named = _named(told)
        rejected = _of(told, ItemRejected)
        for name in self.memory.listed - named:
            hidden = any(name[1].startswith(f"{key}/") for _, key in rejected)
            if (
                name[0] in read
                and not (name[0] in _BELOW and hidden)
                and self._wish(name)
            ):
                self.memory.listed.discard(name)

    def _quarantine(
        self, told: Sequence[ScanEvent], read: dict[str, str | None]
    ) -> None:
        """Who is rejected; free is who was looked at whole, or is there no more."""
        rejected = {
            name
            for name in _of(told, ItemRejected)
            if name[0] in read and self._wish(name)
        }
        named = _named(told)
        for name in self.memory.quarantined - rejected:
            if name[0] not in read:
                continue
            if name not in self.offered and name not in self.memory.items:
                # Never stored, and gone: only who asked for all of a kind knows.
                wish = self.wanted.everywhere(name[0])
            else:
                wish = self._wish(name)
            if wish and (name not in named or wish == ALL):
                self.memory.quarantined.discard(name)
        self.memory.quarantined |= rejected

    def _keep_token(self, kind: str, token: str | None) -> None:
        """A token stands for what was read of every item of its kind."""
        mine = [place for place in self.memory.tokens if place[0] == kind]
        for place in mine:
            if self.memory.tokens[place] != token:
                del self.memory.tokens[place]
        if token is not None:
            wish = self.wanted.everywhere(kind)
            for group in GROUPS:
                if asks_for(wish, group):
                    self.memory.tokens[kind, group] = token


def _named(told: Sequence[ScanEvent]) -> set[Name]:
    """All that the listings named."""
    return {
        *((e.item.kind, e.item.remote_key) for e in told if isinstance(e, ItemRead)),
        *_of(told, ItemUnchanged, ItemKept, ItemRejected),
    }


def _of(
    told: Sequence[ScanEvent],
    *kinds: type[ItemUnchanged] | type[ItemKept] | type[ItemRejected],
) -> set[Name]:
    return {(e.kind, e.remote_key) for e in told if isinstance(e, kinds)}
