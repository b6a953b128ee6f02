"""Resolve titles and collect what must be written for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.fields import JSONValue
from catalog.writes import Batch, EntryRow, HistoryRow, NewItem, SourceRow
from sync.changes import Current, ItemChanges, diff_item
from sync.finalize.current import load_current
from sync.finalize.work import Work
from sync.models import Observation
from sync.resolve import NO_LOCKS, Locks, Observed, Order, Resolution, resolve_item
from sync.rules import load_locks
from sync.store import read_observed

_NEW: Final = Current()


@dataclass(slots=True)
class Tally:
    """What changed in the catalog: titles, fields and entries, rows."""

    created: int = 0
    updated: int = 0
    cleared: int = 0
    unavailable: int = 0
    restored: int = 0
    writes: int = 0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Moment:
    """Under which order, at what time and in which run titles are projected."""

    order: Order
    server_ids: Mapping[str, int]
    at: datetime
    run: int | None = None

    @property
    def slugs(self) -> dict[int, str]:
        """Server slugs by primary key."""
        return {pk: slug for slug, pk in self.server_ids.items()}


def project(works: Sequence[Work], moment: Moment, batch: Batch) -> Tally:
    """Resolve these titles and add what differs to the batch; ids must be given."""
    tally = Tally()
    looked_at = [work for work in works if work.resolve]
    observed = _observations(looked_at)
    locks = load_locks(pk for work in looked_at for pk in (work.id, *work.absorbed))
    current = load_current(
        [work.id for work in looked_at if not work.is_new], moment.slugs
    )
    for work in looked_at:
        now = _NEW if work.is_new else current[work.id]
        if not work.members:
            _orphan(work, now, batch, tally)
            continue
        resolution = resolve_item(
            work.kind,
            [observed[pk] for pk in work.members],
            moment.order,
            lineage=work.lineage,
            locks=_locks_of(work, locks),
        )
        changes = diff_item(now, resolution, created=work.is_new)
        _collect(work, now, resolution, changes, moment, batch)
        _count(changes, tally)
    return tally


def _locks_of(work: Work, locks: Mapping[int, Locks]) -> Locks:
    """The title's own locks, and where it has none those of titles it absorbs."""
    if not locks:
        return NO_LOCKS
    held: dict[tuple[str, str], JSONValue] = {}
    for pk in (*reversed(work.absorbed), work.id):
        held.update(locks.get(pk, NO_LOCKS))
    return held


def _observations(works: Sequence[Work]) -> dict[int, Observed]:
    pks = [pk for work in works for pk in work.members]
    found: dict[int, Observed] = {}
    for start in range(0, len(pks), 1000):
        chunk = pks[start : start + 1000]
        found.update(read_observed(Observation.objects.filter(pk__in=chunk)))
    return found


def _orphan(work: Work, now: Current, batch: Batch, tally: Tally) -> None:
    """A title without any observation keeps its values and is hidden."""
    if now.available:
        batch.states[work.id] = (False, now.values)
        batch.history.append(
            HistoryRow(work.id, "unavailable", "", "", None, None, "", "", "")
        )
        tally.unavailable += 1


def _collect(
    work: Work,
    now: Current,
    resolution: Resolution,
    changes: ItemChanges,
    moment: Moment,
    batch: Batch,
) -> None:
    item = work.id
    if work.is_new and item not in work.wakes:
        parent = work.parent.id if work.parent else None
        batch.created.append(NewItem(item, work.kind, parent, work.number))
    if work.is_new or changes.values or changes.available is not None:
        values: dict[str, JSONValue] = {**now.values, **changes.values}
        batch.states[item] = (resolution.available, values)
    server_ids = moment.server_ids
    batch.entries.extend(
        EntryRow(
            item,
            work.kind,
            name,
            key,
            entry.value,
            server_ids[entry.server] if entry.server else None,
            entry.position,
        )
        for name, key, entry in changes.entries
    )
    batch.removed_entries.extend((item, n, k) for n, k in changes.removed_entries)
    for change in changes.sources:
        source = change.source
        batch.sources.append(
            SourceRow(
                item,
                change.field,
                change.key,
                server_ids[source.server] if source.server else None,
                source.origin,
                source.reason,
                source.rule,
                change.fresh,
            )
        )
    batch.removed_sources.extend((item, n, k) for n, k in changes.removed_sources)
    batch.history.extend(HistoryRow(item, *row) for row in changes.history)


def _count(changes: ItemChanges, tally: Tally) -> None:
    for row in changes.history:
        setattr(tally, row.action, getattr(tally, row.action) + 1)
