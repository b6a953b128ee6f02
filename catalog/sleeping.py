"""Titles that become part of others, and wake again where a curator parts them.

A title that sleeps is an alias: its public id and its address lead to the title it
became part of, for good.  What was its own (locks, rules, shifts of captions, history,
what viewers did) counts there, and is kept with the alias; waking gives it back.  For
the catalog's writer alone, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce

from catalog import problems, viewing
from catalog.models import (
    Alias,
    CaptionShift,
    FieldChange,
    FieldLock,
    FormerLock,
    FormerRule,
    FormerShift,
    Item,
    PriorityRule,
)

#: Where titles wait that leave their place, out of their parent's numbers.
PARKED: Final = 1_000_000_000
#: What is below goes to sleep first.
_DEPTH: Final = {"episode": 0, "season": 1, "movie": 2, "show": 2}


class _Own(NamedTuple):
    """What curators hang on titles: its rows, what they become while a title sleeps,
    the scope of which a title has one at most, and all else of a row."""

    model: type[Model]
    former: type[Model]
    scope: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    @property
    def kept(self) -> QuerySet[Any]:
        return self.former._default_manager.all()


_LOCKS: Final = _Own(
    model=FieldLock,
    former=FormerLock,
    scope=("field", "key"),
    rest=("value", "by_id", "at"),
)
_RULES: Final = _Own(
    model=PriorityRule,
    former=FormerRule,
    scope=("kind", "field"),
    rest=("servers",),
)
_SHIFTS: Final = _Own(
    model=CaptionShift,
    former=FormerShift,
    scope=("key",),
    rest=("ms", "url", "server_id", "by_id", "at"),
)


class Waking(NamedTuple):
    """A title to wake, and what it hangs on; its number comes with what moves."""

    former: int
    parent: int | None


def put_to_sleep(
    absorbed: Sequence[tuple[int, int]], at: datetime, run: int | None, by: int | None
) -> int:
    """Make titles aliases of others (loser, winner); rows written.

    Where both hold a lock, rule or shift of one scope, the survivor's holds.
    """
    # Locked: what a curator hangs on one of them now either comes along or waits, and
    # then finds the survivor.
    rows = Item.objects.select_for_update().filter(pk__in=[a for a, _ in absorbed])
    losers = {item.pk: item for item in rows.order_by("pk")}
    pairs = sorted(
        ((losers[a], b) for a, b in absorbed if a in losers),
        key=lambda pair: (_DEPTH[pair[0].kind], pair[0].pk),
    )
    for loser, winner in pairs:
        FieldChange.objects.filter(item=loser).update(
            item_id=winner, former=Coalesce(F("former"), loser.pk)
        )
        Alias.objects.filter(item=loser).update(item_id=winner)
        alias = Alias.objects.create(
            public_id=loser.public_id,
            item_id=winner,
            slug=loser.slug,
            kind=loser.kind,
            created_at=at,
            former=loser.pk,
            into=winner,
            born_at=loser.created_at,
        )
        _keep(_LOCKS, alias, loser, winner)
        _keep(_RULES, alias, loser, winner)
        _keep(_SHIFTS, alias, loser, winner)
        FieldChange.objects.create(
            item_id=winner,
            action=FieldChange.Action.MERGED,
            old=str(loser.public_id),
            run=run,
            by_id=by,
            at=at,
        )
        viewing.combine(loser, winner, alias)
        problems.follow(loser, winner)
        Item.objects.filter(pk=loser.pk).delete()
    return 3 * len(pairs)


def _keep(own: _Own, alias: Alias, loser: Item, winner: int) -> None:
    """Note a title's own locks, rules or shifts; those of a free scope come along."""
    held = set(own.rows.filter(item_id=winner).values_list(*own.scope))
    for row in own.rows.filter(item=loser).order_by("pk").values():
        moved = tuple(row[name] for name in own.scope) not in held
        kept = {name: row[name] for name in (*own.scope, *own.rest)}
        own.kept.create(alias=alias, moved=moved, **kept)
        if moved:
            own.rows.filter(pk=row["id"]).update(item_id=winner)


def wake(
    waking: Sequence[Waking], at: datetime, run: int | None, by: int | None
) -> int:
    """Make aliases titles again, under the keys and addresses they had; rows written.

    Their values are for the caller to write, and where they stand.
    """
    for former, parent in waking:
        alias = Alias.objects.get(former=former)
        item = Item.objects.create(
            pk=former,
            public_id=alias.public_id,
            kind=alias.kind,
            parent_id=parent,
            number=None if parent is None else PARKED + former,
            slug=alias.slug,
            available=False,
            created_at=alias.born_at or at,
        )
        survivor = alias.item_id
        asleep = _asleep_in(former)
        Alias.objects.filter(former__in=asleep).update(item=item)
        changes = FieldChange.objects.filter(item_id=survivor)
        changes.filter(former__in=asleep).update(item=item)
        changes.filter(former=former).update(item=item, former=None)
        _give_back(_LOCKS, alias, item)
        _give_back(_RULES, alias, item)
        _give_back(_SHIFTS, alias, item)
        viewing.part(alias, item)
        problems.part(survivor, item, asleep)
        alias.delete()
        FieldChange.objects.create(
            item_id=survivor,
            action=FieldChange.Action.PARTED,
            old=str(item.public_id),
            run=run,
            by_id=by,
            at=at,
        )
    return 2 * len(waking)


def _asleep_in(former: int) -> list[int]:
    """The titles that became part of this one before it became part of another."""
    found: list[int] = []
    layer = [former]
    while layer:
        inner = Alias.objects.filter(into__in=layer, former__isnull=False)
        layer = [pk for pk in inner.values_list("former", flat=True) if pk is not None]
        found += layer
    return found


def _give_back(own: _Own, alias: Alias, item: Item) -> None:
    """Taken over ones go back as they are now, lifted ones stay lifted."""
    for kept in own.kept.filter(alias=alias).order_by("pk").values():
        scope = {name: kept[name] for name in own.scope}
        if kept["moved"]:
            own.rows.filter(item_id=alias.item_id, **scope).update(item=item)
            continue
        rest = {name: kept[name] for name in own.rest}
        own.rows.create(item=item, **scope, **rest)
