"""The titles below shows and seasons: found inside their parent by number alone.

Reads only.  A title follows the items it is made of, to another number or another
parent, by the same rule as movies and shows (`sync.assignment`); shows that exchange
items must therefore be looked at together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from catalog.models import Item
from sync.assignment import NO_HOMES, Held, assign_items
from sync.finalize.work import Dirty, Work, chunks, homes_in
from sync.models import Observation

_BELOW: Final = {"show": "season", "season": "episode"}
_NUMBER: Final = {"season": "season_number", "episode": "episode_number"}
Place = tuple[int, int]  # parent, number


class _Row(NamedTuple):
    """A stored season or episode: what it is linked to, and who changed it last."""

    pk: int
    item: int | None
    home: int | None
    scan: int | None


def below(parents: Sequence[Work], dirty: Dirty) -> list[Work]:
    """The titles one level below, each with its observations; ids of `parents` given.

    A title below them that nothing makes any more comes without members, and is
    absorbed where another takes its place.
    """
    if not parents:
        return []
    kind = _BELOW[parents[0].kind]
    by_id = {work.id: work for work in parents}
    groups = _by_place(kind, parents)
    places = sorted(groups)
    rows = {row.pk: row for place in places for row in groups[place]}
    held = {
        pk: Held(row.item, row.item) for pk, row in rows.items() if row.item is not None
    }
    parted = [
        row for place in places if by_id[place[0]].parted for row in groups[place]
    ]
    assigned = assign_items(
        [tuple(sorted(row.pk for row in groups[place])) for place in places],
        held,
        homes_in({r.pk: r.item for r in parted}, {r.pk: r.home for r in parted})
        if parted
        else NO_HOMES,
    )
    owned = {i for a in assigned for i in (a.item, *a.absorbed) if i is not None}
    stands = _places_of(parents, owned)
    left_over = _left_over(stands, owned, by_id)
    lost = {
        row.item
        for assignment in assigned
        for row in (rows[pk] for pk in assignment.members)
        if row.item is not None and row.item != assignment.item
    }
    works: list[Work] = []
    for place, assignment in zip(places, assigned, strict=True):
        parent = by_id[place[0]]
        free = left_over.pop(place, [])
        item = assignment.item
        if item is None and free:
            item = free.pop(0)
        before = [rows[pk].item for pk in assignment.members]
        moved = item is not None and (item in assignment.wakes or stands[item] != place)
        absorbed = (*assignment.absorbed, *free)
        works.append(
            Work(
                kind=kind,
                item=item,
                members=list(assignment.members),
                linked={pk: rows[pk].item for pk in assignment.members},
                absorbed=absorbed,
                parent=parent,
                number=place[1],
                is_new=item in assignment.wakes,
                wakes=assignment.wakes,
                parted=parent.parted,
                homes={pk: rows[pk].home for pk in assignment.members},
                moved=moved,
                regrouped=parent.regrouped,
                resolve=(
                    item is None
                    or moved
                    or parent.regrouped
                    or bool(absorbed)
                    or item in lost
                    or any(linked != item for linked in before)
                    or any(
                        dirty.holds(kind, rows[pk].scan) for pk in assignment.members
                    )
                    or dirty.names((item, *absorbed, *parent.lineage))
                ),
            )
        )
    return works + _orphans(kind, left_over, stands, by_id)


def _by_place(kind: str, parents: Sequence[Work]) -> dict[Place, list[_Row]]:
    """Stored seasons or episodes by the title they are below and their number."""
    owner = {pk: work.id for work in parents for pk in work.members}
    keys: dict[int, dict[str, int]] = defaultdict(dict)
    for chunk in chunks(sorted(owner)):
        rows = Observation.objects.filter(pk__in=chunk)
        for pk, server, key in rows.values_list("id", "server_id", "remote_key"):
            keys[server][key] = owner[pk]
    found: dict[Place, list[_Row]] = defaultdict(list)
    for server, above in sorted(keys.items()):
        for chunk in chunks(sorted(above)):
            stored = Observation.objects.filter(
                server_id=server, kind=kind, parent_key__in=chunk
            ).values_list(
                "id", "parent_key", _NUMBER[kind], "item_id", "home", "changed_by_id"
            )
            for pk, parent_key, number, item, home, scan in stored:
                if number is not None:
                    place = (above[str(parent_key)], number)
                    found[place].append(_Row(pk, item, home, scan))
    return found


def _places_of(parents: Sequence[Work], owned: Iterable[int]) -> dict[int, Place]:
    """Where titles stand: those below the parents and what they absorb, and `owned`."""
    above = [work.id for work in parents if not work.is_new]
    above.extend(old for work in parents for old in work.absorbed)
    found: dict[int, Place] = {}
    for chunk in chunks(sorted(above)):
        found.update(_standing(parent_id__in=chunk))
    for chunk in chunks(sorted(set(owned).difference(found))):
        found.update(_standing(pk__in=chunk))
    return found


def _standing(**condition: Any) -> dict[int, Place]:
    rows: list[Any] = list(
        Item.objects.filter(**condition).values_list("id", "parent_id", "number")
    )
    return {pk: (parent, number) for pk, parent, number in rows}


def _left_over(
    stands: dict[int, Place], owned: set[int], by_id: dict[int, Work]
) -> dict[Place, list[int]]:
    """Titles nothing is linked to, the oldest first, by the place they would keep."""
    goes_to = {old: work.id for work in by_id.values() for old in work.absorbed}
    found: dict[Place, list[int]] = defaultdict(list)
    for item, (parent, number) in sorted(stands.items()):
        if item not in owned:
            found[goes_to.get(parent, parent), number].append(item)
    return found


def _orphans(
    kind: str,
    left_over: dict[Place, list[int]],
    stands: dict[int, Place],
    by_id: dict[int, Work],
) -> list[Work]:
    return [
        Work(
            kind=kind,
            item=items[0],
            members=[],
            absorbed=tuple(items[1:]),
            parent=by_id[place[0]],
            number=place[1],
            moved=stands[items[0]] != place,
        )
        for place, items in sorted(left_over.items())
        if items and place[0] in by_id
    ]
