"""What a bulk change would do to each of its titles: the preview, kept as rows.

What is applied later are these rows, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Count, F, Q

from catalog import bulk as statements
from catalog import entered, lines
from catalog.fields import Field, JSONValue, UnknownField, named
from catalog.models import Item, PriorityRule
from sync import locks, orders
from sync.bulk.present import Present, Spot, present
from sync.bulk.refusal import BulkError
from sync.models import BulkChange, BulkRow, Observation

#: Titles looked at, or written, at once.
BATCH: Final = 500
#: Deeds that set or clear rules; the others lock and unlock.
RULES: Final = frozenset({BulkChange.Deed.USE, BulkChange.Deed.USUAL})
GONE: Final = "It is no longer there."
_COLUMNS: Final = (
    *("bulk_id", "title", "line", "about", "field", "key"),
    *("wanted", "seen", "before", "written_at", "state", "why"),
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person chose: a field or entry, and a value or a server's slug.

    The value is typed, or given as JSON.
    """

    name: str
    text: str = ""
    value: JSONValue = None
    server: str = ""


def preview(change: BulkChange, choice: Choice) -> None:
    """Write a row for each title of the selection.  Raises BulkError.

    One that was previewed before is previewed anew; one that was applied is not.
    """
    planner = _planner(change, choice)
    with transaction.atomic():
        change = _not_applied(change)
        change.rows.all().delete()
        for titles in in_batches(change.titles):
            write(change, planner(titles))
        change.name = choice.name
        change.value = planner.value
        change.state = BulkChange.State.PREVIEWED
        change.save(update_fields=["name", "value", "state"])
        count(change)


def _not_applied(change: BulkChange) -> BulkChange:
    held = BulkChange.objects.select_for_update().filter(
        pk=change.pk,
        state__in=[BulkChange.State.CHOOSING, BulkChange.State.PREVIEWED],
    )
    if (found := held.first()) is None:
        raise BulkError("It was applied meanwhile: nothing of it can be changed.")
    return found


def in_batches(values: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    """The values, so many at once."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


def write(change: BulkChange, rows: Sequence[BulkRow]) -> None:
    """Keep rows of a preview."""
    statements.insert(
        BulkRow,
        _COLUMNS,
        [(change.pk, *(getattr(row, name) for name in _COLUMNS[1:])) for row in rows],
    )


def count(change: BulkChange) -> None:
    """Bring what is counted of its rows up to date."""
    states = BulkRow.State
    counted = change.rows.aggregate(
        planned=Count("pk", filter=Q(state=states.PLANNED)),
        same=Count("pk", filter=Q(state=states.SAME)),
        refused=Count("pk", filter=Q(state=states.REFUSED)),
        changed=Count("pk", filter=Q(state=states.DONE)),
        overtaken=Count("pk", filter=Q(state=states.OVERTAKEN)),
        replaces=Count("pk", filter=Q(state=states.PLANNED, before__isnull=False)),
    )
    BulkChange.objects.filter(pk=change.pk).update(**counted)
    for name, number in counted.items():
        setattr(change, name, number)


def _planner(change: BulkChange, choice: Choice) -> _Locking | _Ruling:
    deed = BulkChange.Deed(change.deed)
    if deed in RULES:
        return _Ruling(deed, change.kind, choice)
    sample = Item.objects.filter(pk__in=change.titles[:BATCH]).first()
    if sample is None:
        raise BulkError("The titles that were selected are no longer there.")
    return _Locking(deed, sample, choice)


class _Locking:
    """Rows that lock one field or entry, or take its lock off."""

    def __init__(self, deed: BulkChange.Deed, sample: Item, choice: Choice) -> None:
        self.deed = deed
        try:
            self.declared, self.key = locks.lockable(sample, choice.name)
            self.value = self._typed(choice)
        except (locks.LockError, entered.Unfit) as error:
            raise BulkError(str(error)) from None

    def _typed(self, choice: Choice) -> JSONValue:
        if self.deed != BulkChange.Deed.LOCK:
            return None
        if choice.value is not None:
            return entered.checked(self.declared, self.key, choice.value)
        if not choice.text.strip():
            raise BulkError(
                "Write the value to lock. To lock that there is none, choose "
                "\u201cLock as empty\u201d."
            )
        text = lines.to_typed(self.declared, choice.text)
        return entered.read(self.declared, self.key, text)

    def __call__(self, titles: Sequence[int]) -> list[BulkRow]:
        spots = [
            Spot(pk, BulkRow.About.LOCK, self.declared.name, self.key) for pk in titles
        ]
        now = present(spots)
        return [self._row(spot, now.get(spot)) for spot in spots]

    def _row(self, spot: Spot, now: Present | None) -> BulkRow:
        if now is None:
            return row_of(spot, None, None, why=GONE)
        if self.deed == BulkChange.Deed.UNLOCK:
            return row_of(spot, now, None)
        if self.deed != BulkChange.Deed.KEEP:
            return row_of(spot, now, {"value": self.value})
        if now.lock is not None:
            return row_of(spot, now, {"value": now.lock.value})
        if now.value is None:
            return row_of(spot, now, None, why="It has no value to lock.")
        return row_of(spot, now, {"value": now.value})


class _Ruling:
    """Rows that let a server come first for a field, or take such rules away."""

    def __init__(self, deed: BulkChange.Deed, kind: str, choice: Choice) -> None:
        self.deed, self.kind = deed, kind
        try:
            self.declared = _field(kind, choice.name)
            orders.scope(kind=kind, field=self.declared.name)
            self.server = (
                orders.servers_named([choice.server])[0]
                if deed == BulkChange.Deed.USE
                else None
            )
        except orders.RuleError as error:
            raise BulkError(str(error)) from None
        self.value = self.server.slug if self.server else None

    def __call__(self, titles: Sequence[int]) -> list[BulkRow]:
        name = self.declared.name
        of_kind = [Spot(pk, BulkRow.About.RULE, name, self.kind) for pk in titles]
        wide = [Spot(pk, BulkRow.About.RULE, name, "") for pk in titles]
        # Below a show or season there are others, whose a rule without a kind is too.
        has_below = self.kind in (Item.Kind.SHOW, Item.Kind.SEASON)
        now = present([*of_kind, *([] if has_below else wide)])
        if self.server is None:
            return self._usual(of_kind, wide, now)
        offered = set(self._offered(titles))
        found = []
        for spot, wider in zip(of_kind, wide, strict=True):
            here = now.get(spot)
            if here is None:
                found.append(row_of(spot, None, None, why=GONE))
            elif here.is_locked:
                why = "Its value is locked, and a lock beats every server."
                found.append(row_of(spot, here, None, why=why))
            elif spot.title not in offered:
                why = f"{self.server.name} has no value for it."
                found.append(row_of(spot, here, None, why=why))
            else:
                slugs = self._slugs(here.rule or _rule_at(now, wider))
                found.append(row_of(spot, here, {"servers": slugs}))
        return found

    def _slugs(self, rule: PriorityRule | None) -> list[str]:
        """The server, then those that a rule named so far."""
        named = list(rule.servers) if rule else []
        first = self.server.slug if self.server else ""
        return [first, *(slug for slug in named if slug != first)]

    def _usual(
        self, of_kind: Sequence[Spot], wide: Sequence[Spot], now: Mapping[Spot, Present]
    ) -> list[BulkRow]:
        """A row for each rule there is; one for a title that has none."""
        found = []
        for spot, wider in zip(of_kind, wide, strict=True):
            ruled = [one for one in (spot, wider) if _rule_at(now, one)]
            for one in ruled or [spot]:
                why = "" if one in now else GONE
                found.append(row_of(one, now.get(one), None, why=why))
        return found

    def _offered(self, titles: Sequence[int]) -> Iterable[int | None]:
        """The titles for which the server has a value now."""
        rows = Observation.objects.filter(
            server=self.server, item__in=titles, kind=self.kind, listed=True
        )
        # `present` has a bit for each field with a value.
        with_bit = rows.annotate(bit=_bit(self.declared)).filter(bit__gt=0)
        return with_bit.values_list("item_id", flat=True)


def _bit(declared: Field) -> Any:
    return F("present").bitand(1 << declared.bit)


def _rule_at(now: Mapping[Spot, Present], spot: Spot) -> PriorityRule | None:
    found = now.get(spot)
    return found.rule if found else None


def _field(kind: str, name: str) -> Field:
    try:
        declared, _ = named(kind, name.partition(".")[0])
    except UnknownField as error:
        raise BulkError(str(error)) from None
    return declared


def row_of(
    spot: Spot,
    now: Present | None,
    wanted: JSONValue,
    *,
    why: str = "",
    line: int | None = None,
) -> BulkRow:
    """A row of a preview; `why` says why it cannot be."""
    state = BulkRow.State.PLANNED
    if why:
        state = BulkRow.State.REFUSED
    elif now is not None and is_so(now, wanted):
        state = BulkRow.State.SAME
    return BulkRow(
        title=spot.title,
        line=line,
        about=spot.about,
        field=spot.field,
        key=spot.key,
        wanted=wanted,
        seen=now.seen if now else None,
        before=now.held if now else None,
        state=state,
        why=why,
    )


def is_so(now: Present, wanted: Any) -> bool:
    """Whether there is already what is wanted."""
    if wanted is None:
        return now.lock is None and now.rule is None
    if "servers" in wanted:
        return now.rule is not None and now.rule.servers == wanted["servers"]
    return now.lock is not None and now.lock.value == wanted["value"]
