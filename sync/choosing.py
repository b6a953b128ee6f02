"""One click on a title's page: what counts there from now on.

Each is a lock, or a rule for this one field of this one title; what is said here of
values is only how a click finds the one that was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from catalog import entered
from catalog.fields import Field, JSONValue, Merge
from catalog.models import FieldLock, Item, PriorityRule, Server
from catalog.queries import hold_item
from sync import locks, orders
from sync.explain import explain
from sync.locks import Edit, LockError
from sync.models import Run


class Deed(StrEnum):
    """What a click does."""

    LOCK = "lock"  # the value as it is
    EMPTY = "empty"  # lock that there is none
    UNLOCK = "unlock"
    TAKE = "take"  # lock the entry that another server offers
    USE = "use"  # this server first, for this field of this title
    USUAL = "usual"  # no rule of this field and title any more


class Click(NamedTuple):
    """A deed and what the person saw: `seen` is when the lock they saw was made.

    `which` is the server to use, or the `entered.mark` of the value to lock.
    """

    name: str
    deed: Deed
    which: str = ""
    seen: datetime | None = None


@transaction.atomic
def choose(item: Item, click: Click, *, by: User | None = None) -> Run | None:
    """Do it; the run that has to resolve because of it, if anything changed.

    Raises LockError and RuleError, and ItemNotFound where the title is gone.
    """
    item = hold_item(item)
    name = click.name
    match click.deed:
        case Deed.LOCK:
            edit = Edit(name=name, seen=click.seen, shown=click.which)
        case Deed.EMPTY:
            edit = Edit(name=name, text="", seen=click.seen)
        case Deed.UNLOCK:
            edit = Edit(name=name, unlock=True, seen=click.seen)
        case Deed.TAKE:
            offered = _offered(item, name, click.which)
            edit = Edit(name=name, offered=offered, seen=click.seen)
        case Deed.USE:
            return _use(item, click, by)
        case Deed.USUAL:
            return _usual(item, name, by)
    return locks.edit(item, [edit], by=by)


def rules_here(item: Item) -> frozenset[str]:
    """The fields that a rule for just this title decides."""
    rules = PriorityRule.objects.filter(item=item, kind__in=_alone(item))
    return frozenset(rules.exclude(field="").values_list("field", flat=True))


def _alone(item: Item) -> tuple[str, ...]:
    """The kinds of rules that are for this title and nothing below it."""
    has_below = item.kind in (Item.Kind.SHOW, Item.Kind.SEASON)
    return (item.kind,) if has_below else ("", item.kind)


def _use(item: Item, click: Click, by: User | None) -> Run | None:
    """A server's turn: a lock would stand in its way, and goes."""
    declared, key = locks.lockable(item, click.name)
    chosen = orders.servers_named([click.which])
    # Without a kind, a rule would be for those below the title as well.
    place = orders.scope(kind=item.kind, field=declared.name, item=item)
    run = orders.set_rule(place, [*chosen, *_others(item, declared, chosen)], by=by).run
    if FieldLock.objects.filter(item=item, field=declared.name, key=key).exists():
        unlock = Edit(name=click.name, unlock=True, seen=click.seen)
        return locks.edit(item, [unlock], by=by) or run
    return run


def _others(item: Item, field: Field, chosen: Sequence[Server]) -> list[Server]:
    """Those that a rule named so far, in its order."""
    rule = _rules(item, field.name).order_by("-kind").first()
    named = rule.servers if rule else []
    there = Server.objects.present().in_bulk(named, field_name="slug")
    return [there[s] for s in named if s in there and there[s] not in chosen]


def _usual(item: Item, name: str, by: User | None) -> Run | None:
    field = name.partition(".")[0]
    run = None
    for kind in list(_rules(item, field).values_list("kind", flat=True)):
        place = orders.scope(kind=kind, field=field, item=item)
        run = orders.clear_rule(place, by=by).run
    if run is None:
        raise orders.RuleError("There is no such rule any more. Look again.")
    return run


def _rules(item: Item, field: str) -> QuerySet[PriorityRule]:
    return PriorityRule.objects.filter(item=item, kind__in=_alone(item), field=field)


def _offered(item: Item, name: str, mark: str) -> JSONValue:
    declared, key = locks.lockable(item, name)
    explanation = explain(item, only=name)
    explained = (
        explanation.entries[declared.name][key]
        if declared.merge is Merge.KEYED
        else explanation.fields[declared.name]
    )
    for other in explained.alternatives:
        if entered.mark(other.value) == mark:
            return other.value
    raise LockError(f"No server offers that for {name} any more. Look again.")
