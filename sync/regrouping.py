"""What a merge or a split would make of titles, told before it is decided.

Asked of the law itself (`sync.resolve`), over what is stored.  Nothing is written.  A
preview has a mark: what is decided later is decided of what was seen, or refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.fields import KEYED, JSONValue, of_kind
from catalog.models import FieldLock, Item, PriorityRule, Progress, Server, Watchlist
from sync.assignment import Held, Homes, assign_items
from sync.finalize.work import homes_in
from sync.identities import check_merge, check_split
from sync.models import Observation
from sync.resolve import Locks, Observed, Order, Resolution, resolve_item
from sync.rules import load_locks, load_order
from sync.sightings import Ref
from sync.store import read_observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An item of a server that a title is made of."""

    server: str
    remote_key: str
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One value as one side has it, and who gives it."""

    value: JSONValue
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A value that is not the same throughout: both sides, before or after.

    Of a merge `left` and `right` are what the two titles say now and `whole` what the
    one will say; of a split `whole` is what the title says now, and `left` and `right`
    what will be said by what remains and by what is split off.
    """

    field: str
    key: str
    left: Side
    right: Side
    whole: Side
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """All that a person has to know of a merge or a split before it."""

    left: tuple[Joined, ...]
    right: tuple[Joined, ...]
    rows: tuple[Compared, ...]
    locks: tuple[int, int]
    rules: tuple[int, int]
    watchlists: tuple[int, int]
    progress: tuple[int, int]
    below: tuple[int, int]
    mark: str
    kept: int
    wakes: bool = False


def of_merge(one: Item, other: Item) -> Regrouped:
    """What the two become; `left` keeps its public id.  Raises IdentityError."""
    check_merge(one, other)
    kept, other = sorted((one, other), key=lambda item: item.pk)
    stored = _stored(kept, other)
    mine, others = stored[kept.pk], stored[other.pk]
    order = load_order({other.pk: kept.pk})
    before = load_order()
    locks = load_locks([kept.pk, other.pk])
    own, foreign = locks.get(kept.pk, {}), locks.get(other.pk, {})
    both = {**foreign, **own}
    left = _decided(kept, mine, before, own)
    right = _decided(other, others, before, foreign)
    whole = _decided(kept, [*mine, *others], order, both)
    return _regrouped((kept, other), (mine, others), (left, right, whole), both)


def of_split(item: Item, server: Server) -> Regrouped:
    """What remains of a title, and what is split off it.  Raises IdentityError.

    `left` keeps the public id, with locks and rules: whichever side has more of what
    the title is made of, as when it is done.
    """
    taken, rest = check_split(item, server)
    stored = {(o.server, o.remote_key): o for o in _stored(item)[item.pk]}
    homes = _homes(item)
    assigned = assign_items(
        sorted((tuple(rest), tuple(taken))),
        dict.fromkeys(stored, Held(item.pk, item.pk)),
        homes,
    )
    stays, goes = sorted(assigned, key=lambda group: group.item != item.pk)
    order, locks = load_order(), load_locks([item.pk]).get(item.pk, {})
    mine = [stored[ref] for ref in stays.members]
    others = [stored[ref] for ref in goes.members]
    left = _decided(item, mine, order, locks)
    right = resolve_item(item.kind, others, order)
    whole = _decided(item, list(stored.values()), order, locks)
    told = _regrouped((item, None), (mine, others), (left, right, whole), locks)
    return replace(told, wakes=bool(goes.wakes or stays.wakes))


def _homes(item: Item) -> Homes[Ref]:
    rows = Observation.objects.filter(item=item, kind=item.kind)
    found = {
        (server, key): home
        for server, key, home in rows.values_list("server__slug", "remote_key", "home")
    }
    return homes_in(dict.fromkeys(found, item.pk), found)


def _stored(*items: Item) -> dict[int, list[Observed]]:
    rows = Observation.objects.filter(item__in=items, kind=items[0].kind)
    of_item = dict(rows.values_list("pk", "item_id"))
    found: dict[int, list[Observed]] = {item.pk: [] for item in items}
    for pk, observed in sorted(read_observed(rows).items()):
        found[of_item[pk] or 0].append(observed)
    return found


def _decided(
    item: Item, observed: Sequence[Observed], order: Order, locks: Locks
) -> Resolution:
    return resolve_item(item.kind, observed, order, lineage=(item.pk,), locks=locks)


def _regrouped(
    titles: tuple[Item, Item | None],
    sides: tuple[Sequence[Observed], Sequence[Observed]],
    decided: tuple[Resolution, Resolution, Resolution],
    locks: Locks,
) -> Regrouped:
    names = dict(Server.objects.values_list("slug", "name"))
    left, right, whole = decided
    rows = tuple(_rows(titles[0].kind, left, right, whole, names, locks))
    joined = [tuple(_joined(side, names)) for side in sides]
    pks = [title.pk if title else 0 for title in titles]
    counted = {
        model: _counts(model, pks)
        for model in (FieldLock, PriorityRule, Watchlist, Progress)
    }
    below = _below(pks)
    mark = mark_of([pks, joined, rows, list(counted.values()), below])
    return Regrouped(
        left=joined[0],
        right=joined[1],
        rows=rows,
        locks=counted[FieldLock],
        rules=counted[PriorityRule],
        watchlists=counted[Watchlist],
        progress=counted[Progress],
        below=below,
        mark=mark,
        kept=titles[0].pk,
    )


def _rows(
    kind: str,
    left: Resolution,
    right: Resolution,
    whole: Resolution,
    names: Mapping[str, str],
    locks: Locks,
) -> Iterable[Compared]:
    keyed = {declared.name for declared in KEYED}
    for declared in of_kind(kind):
        name = declared.name
        keys = [""]
        if name in keyed:
            found = (r.entries.get(name, {}) for r in (left, right, whole))
            keys = sorted({key for entries in found for key in entries})
        for key in keys:
            one, other, both = (
                _side(r, name, key, names) for r in (left, right, whole)
            )
            if one.value == other.value == both.value:
                continue
            yield Compared(
                field=name,
                key=key,
                left=one,
                right=other,
                whole=both,
                locked=(name, key) in locks,
            )


def _side(
    resolution: Resolution, name: str, key: str, names: Mapping[str, str]
) -> Side:
    choice = (
        resolution.entries.get(name, {}).get(key)
        if key
        else resolution.fields.get(name)
    )
    if choice is None:
        return Side(value=None, source="")
    source = names.get(choice.server or "", "") or choice.origin
    return Side(value=choice.value, source=source)


def _joined(side: Sequence[Observed], names: Mapping[str, str]) -> Iterable[Joined]:
    for observed in sorted(side, key=lambda o: (o.server, o.remote_key)):
        yield Joined(
            server=names.get(observed.server, observed.server),
            remote_key=observed.remote_key,
            listed=observed.listed,
        )


def _counts(model: type, pks: Sequence[int]) -> tuple[int, int]:
    rows = list(
        model._default_manager.filter(item__in=pks).values_list("item_id", flat=True)  # type: ignore[attr-defined]
    )
    return rows.count(pks[0]), rows.count(pks[1])


def _below(pks: Sequence[int]) -> tuple[int, int]:
    rows = list(Item.objects.filter(parent__in=pks).values_list("parent_id", flat=True))
    return rows.count(pks[0]), rows.count(pks[1])


def mark_of(told: object) -> str:
    """What was told, as short as a form sends it back."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=repr)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:24]
