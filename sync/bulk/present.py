"""What titles have now where a bulk change is about to write, in a fixed number of
queries for any number of titles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from catalog import entered
from catalog.fields import BY_NAME as FIELDS
from catalog.fields import ENTRY_MEMBERS, JSONValue, Merge
from catalog.models import (
    Artwork,
    Caption,
    ExternalId,
    FieldLock,
    Item,
    MediaFile,
    PriorityRule,
)
from sync.models import BulkRow

_ENTRIES: Final[Mapping[str, Any]] = {
    "external_ids": ExternalId,
    "artwork": Artwork,
    "captions": Caption,
    "files": MediaFile,
}


class Spot(NamedTuple):
    """A field or entry of a title, or the place of a rule of its own.

    The key of a rule is the kind it is for.
    """

    title: int
    about: str
    field: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What is at a spot: the catalog's value, and a lock or a rule."""

    value: JSONValue
    lock: FieldLock | None = None
    rule: PriorityRule | None = None
    #: Of the place of a rule: whether a lock stands in its way.
    is_locked: bool = False

    @property
    def shown(self) -> JSONValue:
        """What counts: the catalog may be a moment behind a lock."""
        return self.lock.value if self.lock else self.value

    @property
    def held(self) -> JSONValue:
        """The lock or rule as a row keeps it; None where there is none."""
        if self.lock is not None:
            return {
                "value": self.lock.value,
                "by": self.lock.by_id,
                "at": self.lock.at.isoformat(),
            }
        return {"servers": self.rule.servers} if self.rule is not None else None

    @property
    def seen(self) -> JSONValue:
        """A name for all of it: where something is another, so is this."""
        return entered.mark([self.value, self.held, self.is_locked])


def spot_of(row: BulkRow) -> Spot:
    """Where a row writes; it has a title."""
    return Spot(row.title or 0, row.about, row.field, row.key)


def present(spots: Collection[Spot]) -> dict[Spot, Present]:
    """What is there now; spots of titles that are gone are left out."""
    titles = {spot.title for spot in spots}
    fields = {spot.field for spot in spots}
    keys = {spot.key for spot in spots}
    values = _values(titles, fields, keys)
    locks = {
        Spot(lock.item_id, BulkRow.About.LOCK, lock.field, lock.key): lock
        for lock in FieldLock.objects.filter(item__in=titles, field__in=fields)
    }
    locked = {(spot.title, spot.field) for spot in locks}
    rules: dict[Spot, PriorityRule] = {}
    if any(spot.about == BulkRow.About.RULE for spot in spots):
        found = PriorityRule.objects.filter(item__in=titles, field__in=fields)
        rules = {
            Spot(rule.item_id or 0, BulkRow.About.RULE, rule.field, rule.kind): rule
            for rule in found
        }
    return {
        spot: Present(
            value=_value(values[spot.title], spot),
            lock=locks.get(spot),
            rule=rules.get(spot),
            is_locked=spot.about == BulkRow.About.RULE
            and (spot.title, spot.field) in locked,
        )
        for spot in spots
        if spot.title in values
    }


_Values = dict[tuple[str, str], JSONValue]


def _value(values: _Values, spot: Spot) -> JSONValue:
    # What a rule decides are all entries of a field.
    key = "" if spot.about == BulkRow.About.RULE else spot.key
    return values.get((spot.field, key))


def _values(
    titles: Collection[int], fields: Collection[str], keys: Collection[str]
) -> dict[int, _Values]:
    """The catalog's values, by title."""
    known = [FIELDS[name] for name in fields if name in FIELDS]
    single = [f.name for f in known if f.merge is not Merge.KEYED]
    found: dict[int, _Values] = defaultdict(dict)
    for pk, *values in Item.objects.filter(pk__in=titles).values_list("pk", *single):
        found[pk] = {(n, ""): v for n, v in zip(single, values, strict=True)}
    for declared in known:
        if declared.merge is Merge.KEYED:
            _add_entries(found, declared.name, titles, keys)
    return found


def _add_entries(
    found: dict[int, _Values],
    name: str,
    titles: Collection[int],
    keys: Collection[str],
) -> None:
    rows = _ENTRIES[name].objects.filter(item__in=titles, key__in=keys)
    members = ENTRY_MEMBERS.get(name, ("value",))
    for item, key, *values in rows.values_list("item_id", "key", *members):
        entry: JSONValue = dict(zip(members, values, strict=True))
        found[item][name, key] = values[0] if name == "external_ids" else entry
