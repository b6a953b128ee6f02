"""Reads of the catalog, shared by commands, admin, pages and API."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from catalog.fields import ENTRY_MEMBERS, SINGLE, JSONValue
from catalog.models import (
    Alias,
    Artwork,
    Caption,
    ExternalId,
    FieldLock,
    FieldSource,
    Item,
    MediaFile,
    PriorityRule,
    Server,
)
from catalog.models.provenance import in_words

_WITH_YEAR: Final = re.compile(r"^(?P<title>.+) \((?P<year>\d{4})\)$")
_SEASON: Final = re.compile(r"^(?P<title>.+) S(?P<season>\d+)$", re.IGNORECASE)
_EPISODE: Final = re.compile(
    r"^(?P<title>.+) S(?P<season>\d+)E(?P<episode>\d+)$", re.IGNORECASE
)


class ItemNotFound(LookupError):
    """No title, or more than one, answers to what was asked; the text says which."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value or entry of a title with its provenance.

    `source` is a server's name, ``lock`` or ``probe``; a lock says whose it is, if
    that is known, and since when.
    """

    value: JSONValue
    source: str | None
    reason: str | None
    rule: str | None
    since: datetime | None
    run: int | None
    locked_by: str | None = None
    locked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemValues:
    """All values of a title: single fields, and keyed entries by field and key."""

    fields: dict[str, Value]
    entries: dict[str, dict[str, Value]]


def find_item(text: str) -> Item:
    """The title named by a public id or as ``movie:Title (Year)``, ``show:Title``,
    ``season:Title S01``, ``episode:Title S01E02``.  Raises ItemNotFound.
    """
    kind, colon, name = text.partition(":")
    if not colon:
        return _by_public_id(text)
    name = name.strip()
    match kind:
        case "movie" | "show":
            return _one(_named(kind, name), text)
        case "season" if found := _SEASON.match(name):
            show = _one(_named("show", found["title"]), text)
            below = Item.objects.filter(parent=show, number=int(found["season"]))
            return _one(below, text)
        case "episode" if found := _EPISODE.match(name):
            show = _one(_named("show", found["title"]), text)
            below = Item.objects.filter(
                kind="episode",
                parent__parent=show,
                parent__number=int(found["season"]),
                number=int(found["episode"]),
            )
            return _one(below, text)
    raise ItemNotFound(
        f"{text!r} names no title. Use a public id, 'movie:Title (Year)', "
        "'show:Title', 'season:Title S01' or 'episode:Title S01E02'."
    )


def hold_item(item: Item) -> Item:
    """The title's row, kept from becoming part of another until the transaction ends.

    If that has happened already, the other one.  Raises ItemNotFound.
    """
    for _ in range(5):
        rows = Item.objects.select_for_update(no_key=True, of=("self",))
        if found := rows.select_related("parent__parent").filter(pk=item.pk).first():
            return found
        alias = Alias.objects.filter(public_id=item.public_id).first()
        if alias is None:
            break
        item = alias.item
    raise ItemNotFound("This title is no longer there.")


def _by_public_id(text: str) -> Item:
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        raise ItemNotFound(
            f"{text!r} is neither a public id nor 'movie:Title (Year)', 'show:Title', "
            "'season:Title S01' or 'episode:Title S01E02'."
        ) from None
    item = Item.objects.filter(public_id=public_id).first()
    if item is None:
        alias = Alias.objects.select_related("item").filter(public_id=public_id).first()
        item = alias.item if alias else None
    if item is None:
        raise ItemNotFound(f"No title has the id {text}.")
    return item


def _named(kind: str, name: str) -> QuerySet[Item]:
    of_kind = Item.objects.filter(kind=kind)
    whole = of_kind.filter(title=name)
    if whole.exists():
        return whole
    if found := _WITH_YEAR.match(name):
        dated = of_kind.filter(title=found["title"], year=int(found["year"]))
        if dated.exists():
            return dated
    return of_kind.filter(title__iexact=name)


def _one(items: QuerySet[Item], text: str) -> Item:
    found = list(items[:6])
    if len(found) == 1:
        return found[0]
    if not found:
        raise ItemNotFound(f"No title answers to {text!r}.")
    ids = ", ".join(f"{item} = {item.public_id}" for item in found[:5])
    raise ItemNotFound(f"{text!r} names several titles; use an id: {ids}")


def values_of(items: Sequence[Item]) -> dict[int, ItemValues]:
    """All values of these titles with their provenance, by primary key.

    Entries are in the order of their keys, files in the order of play.  A field or
    entry that is locked as empty is there with the value None.
    """
    pks = [item.pk for item in items]
    entries = _entries(pks)
    sources: dict[int, list[FieldSource]] = defaultdict(list)
    rows = FieldSource.objects.filter(item_id__in=pks).select_related("server")
    for row in rows.defer("server__secret"):
        sources[row.item_id].append(row)
    rules = _rules_in_words(
        {row.rule_id for found in sources.values() for row in found if row.rule_id}
    )
    locked = {
        (lock.item_id, lock.field, lock.key): lock
        for lock in FieldLock.objects.filter(item_id__in=pks).select_related("by")
    }
    found: dict[int, ItemValues] = {}
    for item in items:
        values = ItemValues({}, {})
        plays = {pair: number for number, pair in enumerate(entries[item.pk])}

        def place(row: FieldSource, plays: Any = plays) -> tuple[str, int, str]:
            is_file = row.field == "files"
            # An entry without a row is locked as empty, and comes last.
            last = len(plays)
            number = plays.get((row.field, row.key), last) if is_file else 0
            return row.field, number, row.key

        for row in sorted(sources[item.pk], key=place):
            if row.field in _SINGLE_NAMES:
                value = getattr(item, row.field)
                lock = locked.get((item.pk, row.field, ""))
                values.fields[row.field] = _value(value, row, rules, lock)
            else:
                value = entries[item.pk].get((row.field, row.key))
                lock = locked.get((item.pk, row.field, row.key))
                values.entries.setdefault(row.field, {})[row.key] = _value(
                    value, row, rules, lock
                )
        found[item.pk] = values
    return found


_SINGLE_NAMES: Final = frozenset(declared.name for declared in SINGLE)
_ENTRIES: Final[dict[str, Any]] = {
    "artwork": Artwork,
    "captions": Caption,
    "files": MediaFile,
}


def _rules_in_words(pks: Collection[int]) -> dict[int, str]:
    if not pks:
        return {}
    names = dict(Server.objects.values_list("slug", "name"))
    rules = PriorityRule.objects.filter(pk__in=pks)
    return {
        rule.pk: in_words(rule, names)
        for rule in rules.select_related("item__parent__parent")
    }


def _value(
    value: JSONValue,
    row: FieldSource,
    rules: Mapping[int, str],
    lock: FieldLock | None,
) -> Value:
    if row.origin != "lock":
        lock = None
    return Value(
        value=value,
        source=row.server.name if row.server else row.origin,
        reason=row.reason,
        rule=rules.get(row.rule_id) if row.rule_id else None,
        since=row.since,
        run=row.run,
        locked_by=lock.by.get_username() if lock and lock.by else None,
        locked_at=lock.at if lock else None,
    )


def _entries(pks: Sequence[int]) -> dict[int, dict[tuple[str, str], JSONValue]]:
    found: dict[int, dict[tuple[str, str], JSONValue]] = defaultdict(dict)
    ids = ExternalId.objects.filter(item_id__in=pks)
    for item, key, value in ids.values_list("item_id", "key", "value"):
        found[item]["external_ids", key] = value
    for name, model in _ENTRIES.items():
        members = ENTRY_MEMBERS[name]
        rows = model.objects.filter(item_id__in=pks)
        if model is MediaFile:
            rows = rows.order_by("position", "key")
        for item, key, *values in rows.values_list("item_id", "key", *members):
            found[item][name, key] = dict(zip(members, values, strict=True))
    return found


def in_chunks(items: QuerySet[Item], size: int = 500) -> Iterator[list[Item]]:
    """The titles in chunks, by primary key: bounded memory however many there are."""
    last = 0
    while chunk := list(
        items.filter(pk__gt=last).select_related("parent__parent").order_by("pk")[:size]
    ):
        yield chunk
        last = chunk[-1].pk


def spoken_name(item: Item) -> str:
    """``Fog (1980)``; a season or episode by its show and numbers, its own says little.

    The titles above must be loaded.
    """
    above = item.parent
    if above is None:
        return str(item)
    if above.parent is None:
        return f"{above.title} S{item.number:02}"
    return f"{above.parent.title} S{above.number:02}E{item.number:02}"
