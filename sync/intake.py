"""What an adapter says of a server's items, taken in batches and made into rows.

Of a batch it is looked up what is stored; nothing is remembered of an item beyond it
but a bit for what is stored and was named.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Final, TypeAlias, TypeVar

from sync import left_over, store
from sync.known import Stored, StoredItems
from sync.leases import Held
from sync.models import Scan
from sync.overlay import overlaid
from sync.reading import Reading
from sync.staging import StagedRow, staged_row
from sync.store import Batch
from sync.types import (
    ALL_OF_IT,
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
    Problem,
    ScanEvent,
    Selection,
)

_BATCH: Final = 500
#: What was read of a slow server is worth keeping before a batch is full.
_SECONDS: Final = 5.0
#: Longest name of an item.  PostgreSQL indexes at most 2704 bytes of a row; three
#: names of a file system are 765.
_KEY_BYTES: Final = 1_000

_Name: TypeAlias = tuple[Kind, str]
_Item: TypeAlias = ItemRead | ItemUnchanged | ItemKept | ItemRejected
_T = TypeVar("_T")


class Intake:
    """Takes the events of one scan, stages them, and notes in `reading` what is so."""

    def __init__(
        self,
        scan: Scan,
        held: Held,
        reading: Reading,
        known: StoredItems,
        *,
        resumed: bool = False,
    ) -> None:
        self._resumed = resumed
        self._scan = scan
        self._held = held
        self._reading = reading
        self._known = known
        self._quarantined = frozenset(store.quarantined(scan.server))
        self._batch: list[tuple[_Item, Selection]] = []
        self._began = time.monotonic()

    def take(self, event: ScanEvent, selection: Selection) -> None:
        """Note what an event says, of which this much is asked.  Raises LeaseLost."""
        reading = self._reading
        match event:
            case ListingCounted():
                pass
            case ListingUnchanged(kinds=kinds):
                reading.unchanged.update(kinds)
            case ListingRead(kinds=kinds, token=token):
                reading.read.update(dict.fromkeys(kinds, token))
            case ListingFailed(kinds=kinds, problem=problem):
                reading.failed.update(dict.fromkeys(kinds, problem))
                self._write()
                with self._held.writing():
                    left_over.leave(self._scan, kinds)
            case _:
                self._batch.append((_storable(event), selection))
                if len(self._batch) >= _BATCH or self._is_old():
                    self._write()

    def rest(self) -> Batch:
        """What was taken and is not staged yet."""
        batch, self._batch = self._batch, []
        self._began = time.monotonic()
        names = [_name(event) for event, _ in batch]
        stored = self._all_of(names, self._known.marks)
        staged = self._staged(event for event, _ in batch)
        confirmed: set[_Name] = set()
        read: dict[_Name, tuple[ObservedItem, Selection]] = {}
        unusable: set[_Name] = set()
        named: set[_Name] = set(staged)
        for (event, selection), name in zip(batch, names, strict=True):
            self._see(name, selection, stored, named)
            match event:
                case ItemUnchanged() if self._resumed:
                    confirmed.add(name)
                case ItemKept(problem=problem):
                    self._reading.owed.add(event.kind)
                    self._reading.problem = self._reading.problem or problem
                case ItemRejected():
                    self._reading.rejected.setdefault(name, event)
                    read.pop(name, None)
                    confirmed.discard(name)
                    unusable.add(name)
                case ItemRead(item=item):
                    # Listed twice and differently: which one holds is not ours to
                    # guess.
                    if name not in self._reading.rejected:
                        read[name] = (item, selection)
        again = {
            _name(event)
            for event, _ in batch
            if isinstance(event, ItemKept | ItemRejected)
            and (before := stored.get(_name(event))) is not None
            and not before.listed
        }
        # The listing says whether an item is there, whatever became of the rest of it:
        # a withdrawn one that is named again and cannot be read is as it was.
        again -= read.keys() | (staged - unusable)
        for name, item in self._all_of(again, self._known.items).items():
            read[name] = (item, ALL_OF_IT)
        rows = self._rows(read, stored, unusable)
        return Batch(rows, unusable, self._left_over(confirmed), self._resumed)

    def _write(self) -> None:
        if batch := self.rest():
            with self._held.writing():
                store.put(self._scan, batch)

    def _is_old(self) -> bool:
        return time.monotonic() - self._began >= _SECONDS

    def _see(
        self,
        name: _Name,
        selection: Selection,
        stored: Mapping[_Name, Stored],
        named: set[_Name],
    ) -> None:
        before = stored.get(name)
        if (
            self._reading.seen.add(before.id)
            if before is not None
            else name not in named and name not in self._reading.rejected
        ):
            self._reading.items[name[0]] += 1
        named.add(name)
        if not selection.is_whole and name in self._quarantined:
            self._reading.in_part.add(name)

    def _staged(self, events: Iterable[_Item]) -> set[_Name]:
        """Those that were read before and now cannot be."""
        keys = _by_kind(
            _name(event)
            for event in events
            if isinstance(event, ItemKept | ItemRejected)
        )
        return {
            (kind, key)
            for kind, some in keys.items()
            for key, epoch in store.staged(self._scan, kind, some).items()
            if epoch == self._scan.epoch
        }

    def _left_over(self, names: set[_Name]) -> dict[Kind, list[str]]:
        """Those that an attempt that broke off had staged."""
        return {
            kind: sorted(left)
            for kind, keys in _by_kind(names).items()
            if (left := store.staged(self._scan, kind, keys))
        }

    def _all_of(
        self,
        names: Iterable[_Name],
        ask: Callable[[Kind, list[str]], Mapping[str, _T]],
    ) -> dict[_Name, _T]:
        return {
            (kind, key): found
            for kind, keys in _by_kind(names).items()
            for key, found in ask(kind, keys).items()
        }

    def _rows(
        self,
        read: Mapping[_Name, tuple[ObservedItem, Selection]],
        stored: Mapping[_Name, Stored],
        unusable: set[_Name],
    ) -> list[StagedRow]:
        """The rows to stage for what was read; none where nothing is new."""
        in_part = (
            name
            for name, (_, selection) in read.items()
            if not selection.is_whole and name in stored
        )
        before = self._all_of(in_part, self._known.items)
        rows: list[StagedRow] = []
        for name, (item, selection) in read.items():
            stood = stored.get(name)
            whole = overlaid(
                item,
                before.get(name),
                selection,
                was_listed=stood is not None and stood.listed,
            )
            try:
                row = _changed_row(whole, stood)
            except (ValueError, TypeError, RecursionError) as error:
                # What no adapter should let through must not end a whole scan.
                self._reading.rejected[name] = _unstorable(whole, error)
                unusable.add(name)
                continue
            if row is not None:
                rows.append(row)
        return rows


def _name(event: _Item) -> _Name:
    if isinstance(event, ItemRead):
        return event.item.kind, event.item.remote_key
    return event.kind, event.remote_key


def _by_kind(names: Iterable[_Name]) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = defaultdict(list)
    for kind, key in dict.fromkeys(names):
        found[kind].append(key)
    return found


def _changed_row(item: ObservedItem, stored: Stored | None) -> StagedRow | None:
    """The row to stage; None where the stored item says just the same."""
    row = staged_row(item)
    if (
        stored is not None
        and stored.listed
        and stored.content_hash == row.content_hash
        and stored.listing_token == item.listing_token
        and not item.detail_tokens
    ):
        return None
    return row


def _unstorable(item: ObservedItem, error: Exception) -> ItemRejected:
    problem = Problem(
        code="unstorable",
        message=f"It cannot be stored as it is ({type(error).__name__}).",
    )
    return ItemRejected(kind=item.kind, remote_key=item.remote_key, problem=problem)


def _storable(event: _Item) -> _Item:
    """The event; a rejection instead where its item's name is too long to be a key."""
    kind, key = _name(event)
    if len(whole := key.encode(errors="replace")) <= _KEY_BYTES:
        return event
    # A beginning that fits, and a digest of the whole.
    start = whole[: _KEY_BYTES // 2].decode(errors="ignore")
    short = f"{start}…{blake2b(whole, digest_size=8).hexdigest()}"
    if isinstance(event, ItemRead):
        problem = Problem(
            code="bad_name", message=f"Its name has more than {_KEY_BYTES} bytes."
        )
        return ItemRejected(kind=kind, remote_key=short, problem=problem)
    return replace(event, remote_key=short)
