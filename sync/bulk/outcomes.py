"""What a bulk change would make of values, decided by the resolver itself.

Asked of some rows, never of all: what is stored of their titles is read whole, in a
fixed number of queries.  Nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from catalog.fields import BY_NAME, JSONValue, Merge
from catalog.models import Item
from sync.models import BulkChange, BulkRow
from sync.preview import read_whole
from sync.resolve import Choice, Order, Resolution, Rule, resolve_item
from sync.rules import load_order

#: So many of the rows that would change are looked at.
SAMPLE: Final = 500
LOCK: Final = "lock"


class Side(NamedTuple):
    """A value, and whose it is: a server's (slug), a lock's, or nobody's."""

    value: JSONValue
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one row would make of a value of its title.

    A rule is for all entries of a field: the first that moves stands for them.  Of
    files it is the one that plays first.
    """

    row: BulkRow
    item: Item
    name: str
    before: Side
    after: Side

    @property
    def is_other(self) -> bool:
        """Whether the value would be another."""
        return self.before.value != self.after.value

    @property
    def is_cleared(self) -> bool:
        """Whether there would be none any more."""
        return self.is_other and self.after.value is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Some of what would change, those that get another value first, and counts."""

    of: int
    outcomes: Sequence[Outcome]

    @property
    def others(self) -> int:
        """How many of these values would be others."""
        return sum(one.is_other for one in self.outcomes)

    @property
    def cleared(self) -> int:
        """How many of those would be none."""
        return sum(one.is_cleared for one in self.outcomes)

    def shown(self, number: int) -> list[Outcome]:
        """The first of them."""
        return sorted(self.outcomes, key=lambda one: not one.is_other)[:number]


def sample(change: BulkChange) -> Sample:
    """What the first rows of a previewed bulk change would make of values."""
    rows = change.rows.filter(state=BulkRow.State.PLANNED).order_by("pk")
    return Sample(of=change.planned, outcomes=_outcomes(list(rows[:SAMPLE])))


def _outcomes(rows: Sequence[BulkRow]) -> list[Outcome]:
    of_title: dict[int, list[BulkRow]] = defaultdict(list)
    for row in rows:
        of_title[row.title or 0].append(row)
    items = Item.objects.select_related("parent__parent").in_bulk(list(of_title))
    now = load_order()
    then = Order(now.places, _rules(now, rows))
    found = []
    titles = [(pk, item.kind) for pk, item in sorted(items.items())]
    for pk, kind, observed, locks in read_whole(titles):
        changed = dict(locks)
        for row in of_title[pk]:
            if row.about == BulkRow.About.LOCK:
                changed.pop((row.field, row.key), None)
                if row.wanted is not None:
                    wanted: Any = row.wanted
                    changed[row.field, row.key] = wanted["value"]
        lineage = _lineage(items[pk])
        before, after = (
            resolve_item(kind, observed, order, lineage=lineage, locks=locked)
            for order, locked in ((now, locks), (then, changed))
        )
        found += [_outcome(row, items[pk], before, after) for row in of_title[pk]]
    return found


def _rules(order: Order, rows: Sequence[BulkRow]) -> list[Rule]:
    """The rules as they would be."""
    scopes = {(rule.kind, rule.field, rule.item): rule for rule in order.rules}
    for number, row in enumerate(rows, start=1):
        if row.about != BulkRow.About.RULE:
            continue
        scope = (row.key, row.field, row.title)
        scopes.pop(scope, None)
        if row.wanted is not None:
            wanted: Any = row.wanted
            # A new rule has no id yet; no stored one has such.
            scopes[scope] = Rule(-number, tuple(wanted["servers"]), *scope)
    return list(scopes.values())


def _lineage(item: Item) -> tuple[int, ...]:
    found = [item.pk]
    while item.parent is not None:
        item = item.parent
        found.append(item.pk)
    return tuple(found)


def _outcome(row: BulkRow, item: Item, now: Resolution, then: Resolution) -> Outcome:
    name, key = row.field, row.key if row.about == BulkRow.About.LOCK else ""
    if BY_NAME[name].merge is not Merge.KEYED:
        before, after = _side(now.fields.get(name)), _side(then.fields.get(name))
    elif key:
        before, after = (
            _side(decided.entries.get(name, {}).get(key)) for decided in (now, then)
        )
    elif name == "files":
        before, after = _side(_plays(now)), _side(_plays(then))
    else:
        was, becomes = now.entries.get(name, {}), then.entries.get(name, {})
        keys = sorted(was.keys() | becomes.keys())
        moved = (k for k in keys if _side(was.get(k)) != _side(becomes.get(k)))
        key = next(moved, keys[0] if keys else "")
        before, after = _side(was.get(key)), _side(becomes.get(key))
    return Outcome(
        row=row,
        item=item,
        name=f"{name}.{key}" if key else name,
        before=before,
        after=after,
    )


def _side(choice: Choice | None) -> Side:
    if choice is None:
        return Side(None, None)
    return Side(choice.value, LOCK if choice.origin == "lock" else choice.server)


def _plays(decided: Resolution) -> Choice | None:
    files = decided.entries.get("files", {})
    return next((each for each in files.values() if each.value is not None), None)
