"""The one writer of merged data.

Finalize collects what must change in a `Batch` and applies it here, inside its own
transaction and under its own lease.  Everything is keyed and sorted, so applying the
same decision twice writes nothing the second time and concurrent writers never
deadlock.  Refuses to decide anything: which value wins is `sync.resolve`'s business.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Model

from catalog import bulk
from catalog.fields import ENTRY_MEMBERS, SINGLE, JSONValue
from catalog.models import (
    Alias,
    Artwork,
    Caption,
    ExternalId,
    FieldChange,
    FieldSource,
    Item,
    MediaFile,
)
from catalog.public_id import new_public_id
from catalog.sleeping import PARKED, put_to_sleep
from catalog.slugs import free_slugs, wanted_slug

_VALUES: Final = tuple(declared.name for declared in SINGLE)
_CREATE: Final = (
    "id",
    "public_id",
    "kind",
    "parent_id",
    "number",
    "slug",
    "available",
    "created_at",
    *_VALUES,
)
_ENTRY_MODEL: Final = {
    "external_ids": ExternalId,
    "artwork": Artwork,
    "captions": Caption,
    "files": MediaFile,
}


class NewItem(NamedTuple):
    """A title to create, with its place in the tree."""

    id: int
    kind: str
    parent: int | None
    number: int | None


class EntryRow(NamedTuple):
    """A keyed entry to write."""

    item: int
    kind: str
    field: str
    key: str
    value: JSONValue
    server: int | None
    position: int


class SourceRow(NamedTuple):
    """A provenance row to write; unless `fresh`, "since" and its run stay."""

    item: int
    field: str
    key: str
    server: int | None
    origin: str
    reason: str
    rule: int | None
    fresh: bool


class HistoryRow(NamedTuple):
    """A history row to append."""

    item: int
    action: str
    field: str
    key: str
    old: JSONValue
    new: JSONValue
    old_source: str
    new_source: str
    reason: str


@dataclass(slots=True)
class Batch:
    """What must change for a set of titles; applied together or not at all."""

    created: list[NewItem] = field(default_factory=list)
    moved: list[tuple[int, int, int]] = field(default_factory=list)
    absorbed: list[tuple[int, int]] = field(default_factory=list)
    states: dict[int, tuple[bool, Mapping[str, JSONValue]]] = field(
        default_factory=dict
    )
    entries: list[EntryRow] = field(default_factory=list)
    removed_entries: list[tuple[int, str, str]] = field(default_factory=list)
    sources: list[SourceRow] = field(default_factory=list)
    removed_sources: list[tuple[int, str, str]] = field(default_factory=list)
    history: list[HistoryRow] = field(default_factory=list)


def reserve_item_ids(how_many: int) -> list[int]:
    """Ids for titles a batch is about to create, and that none that sleeps had."""
    ids = bulk.reserve_ids(Item, how_many)
    asleep = set(
        Alias.objects.filter(former__in=ids).values_list("former", flat=True)
        if ids
        else ()
    )
    free = [pk for pk in ids if pk not in asleep]
    # Only where a restored database counts on from the titles that are awake.
    return free + reserve_item_ids(len(asleep)) if asleep else free


def apply(
    batch: Batch,
    *,
    at: datetime,
    run: int | None,
    by: int | None,
    before_absorbing: Callable[[], object],
) -> int:
    """Write the batch; the number of rows written.

    The caller holds the transaction and has checked its lease in it.  `run` and the
    person `by` whom it was asked for stand in the history.
    `before_absorbing` is called when all titles stand and none is gone yet: rows that
    point at titles are to be moved then.
    """
    _park([*(i for i, _ in batch.absorbed), *(move[0] for move in batch.moved)])
    written = _create(batch, at)
    written += bulk.update(Item, ("id", "parent_id", "number"), sorted(batch.moved))
    new = {item.id for item in batch.created}
    written += bulk.update(
        Item,
        ("id", "available", *_VALUES),
        [
            (item, available, *(values.get(name) for name in _VALUES))
            for item, (available, values) in sorted(batch.states.items())
            if item not in new
        ],
    )
    written += _write_entries(batch, new)
    written += bulk.delete(
        FieldSource, ("item_id", "field", "key"), sorted(batch.removed_sources)
    )
    written += _write_sources(batch.sources, new, at, run)
    written += bulk.insert(
        FieldChange,
        (
            "item_id",
            "action",
            "field",
            "key",
            "old",
            "new",
            "old_source",
            "new_source",
            "reason",
            "run",
            "by_id",
            "at",
        ),
        [(*row, run, by, at) for row in batch.history],
    )
    before_absorbing()
    return written + put_to_sleep(batch.absorbed, at, run, by)


def _create(batch: Batch, at: datetime) -> int:
    rows: list[bulk.Row] = []
    for kind in ("movie", "show", "season", "episode"):
        items = [item for item in batch.created if item.kind == kind]
        ids = [new_public_id() for _ in items]
        slugs: Sequence[str | None] = [None] * len(items)
        if kind in {"movie", "show"}:
            slugs = free_slugs(
                kind,
                [
                    _wanted(batch, item, name)
                    for item, name in zip(items, ids, strict=True)
                ],
            )
        for item, public_id, slug in zip(items, ids, slugs, strict=True):
            available, values = batch.states[item.id]
            rows.append(
                (
                    item.id,
                    public_id,
                    item.kind,
                    item.parent,
                    item.number,
                    slug,
                    available,
                    at,
                    *(values.get(name) for name in _VALUES),
                )
            )
    return bulk.insert(Item, _CREATE, rows)


def _wanted(batch: Batch, item: NewItem, public_id: uuid.UUID) -> str:
    _, values = batch.states[item.id]
    title, year = values.get("title"), values.get("year")
    return wanted_slug(
        title if isinstance(title, str) else None,
        year if isinstance(year, int) else None,
        str(public_id),
    )


def _write_entries(batch: Batch, new: AbstractSet[int]) -> int:
    written = 0
    for name, model in _ENTRY_MODEL.items():
        written += bulk.delete(
            model,
            ("item_id", "key"),
            sorted((i, k) for i, f, k in batch.removed_entries if f == name),
        )
        rows = sorted(
            (row for row in batch.entries if row.field == name),
            key=lambda row: (row.item, row.key),
        )
        if name == "external_ids":
            written += _put(
                model,
                ("item_id", "key", "kind", "value", "server_id"),
                [(r.item, r.key, r.kind, r.value, r.server) for r in rows],
                new,
                key=("item_id", "key"),
            )
            continue
        members = ENTRY_MEMBERS[name]
        placed = ("position",) if name == "files" else ()
        written += _put(
            model,
            ("item_id", "key", "server_id", *placed, *members),
            [
                (
                    r.item,
                    r.key,
                    r.server,
                    *((r.position,) if placed else ()),
                    *_members(r.value, members),
                )
                for r in rows
            ],
            new,
            key=("item_id", "key"),
        )
    return written


def _put(
    model: type[Model],
    columns: Sequence[str],
    rows: Sequence[bulk.Row],
    new: AbstractSet[int],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> int:
    """Write rows that start with their title's id.

    Titles of this batch have no rows yet: theirs go in without a search for others.
    """
    fresh = [row for row in rows if row[0] in new]
    others = [row for row in rows if row[0] not in new] if new else rows
    return bulk.insert(model, columns, fresh) + bulk.upsert(
        model, columns, others, key=key, keep=keep
    )


def _write_sources(
    sources: Sequence[SourceRow], new: AbstractSet[int], at: datetime, run: int | None
) -> int:
    written = 0
    for fresh in (True, False):
        written += _put(
            FieldSource,
            (
                "item_id",
                "field",
                "key",
                "server_id",
                "origin",
                "reason",
                "rule_id",
                "since",
                "run",
            ),
            sorted(
                ((*row[:-1], at, run) for row in sources if row.fresh is fresh),
                key=lambda row: row[:3],
            ),
            new,
            key=("item_id", "field", "key"),
            keep=() if fresh else ("since", "run"),
        )
    return written


def _members(value: JSONValue, members: Sequence[str]) -> tuple[JSONValue, ...]:
    if not isinstance(value, Mapping):
        raise TypeError(f"An entry must be a map with {', '.join(members)}.")
    return tuple(
        bool(value.get(m)) if m == "pending" else value.get(m) for m in members
    )


def _park(items: Sequence[int]) -> None:
    """Take titles that leave their number out of the others' way, until they arrive."""
    placed = Item.objects.filter(pk__in=items, parent__isnull=False)
    bulk.update(
        Item,
        ("id", "number"),
        [(pk, PARKED + pk) for pk in placed.values_list("pk", flat=True)],
    )
