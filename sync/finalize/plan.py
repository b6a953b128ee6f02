"""Which titles the stored observations make, and which of them are to be looked at.

Movies and shows by identity; seasons inside their show and episodes inside their
season by number alone.  Reads only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from catalog.models import Item
from sync.assignment import Held, assign_items
from sync.finalize.work import Dirty, Work
from sync.identity import Clash, Pair, Ref, Sighting, group_sightings
from sync.models import IdentityDecision, Observation

_BELOW: Final = {"show": "season", "season": "episode"}
_NUMBER: Final = {"season": "season_number", "episode": "episode_number"}


@dataclass(frozen=True, slots=True)
class TopPlan:
    """Movies or shows to look at, and the clashes between them."""

    works: list[Work]
    clashes: tuple[Clash, ...]
    #: Which stored observation a clash's reference means.
    by_ref: dict[Ref, int]


def regroup(kind: str, dirty: Dirty) -> TopPlan:
    """Group all stored movies or shows anew; the titles that differ or are dirty."""
    sightings: list[Sighting] = []
    ids: dict[Ref, int] = {}
    items: dict[Ref, int | None] = {}
    changed: set[Ref] = set()
    rows = Observation.objects.filter(kind=kind).values_list(
        "id",
        "server__slug",
        "remote_key",
        "external_ids",
        "fingerprint",
        "title_key",
        "year",
        "item_id",
        "changed_by_id",
    )
    for pk, server, key, external, mark, title, year, item, scan in rows.iterator(5000):
        ref = (server, key)
        ids[ref], items[ref] = pk, item
        if dirty.holds(scan):
            changed.add(ref)
        sightings.append(
            Sighting(
                server, key, frozenset((external or {}).items()), mark, title, year
            )
        )
    grouping = group_sightings(
        sightings, merges=_decided(kind, "merge"), splits=_decided(kind, "split")
    )
    held = {
        ref: Held(item, f"{item:020d}")
        for ref, item in items.items()
        if item is not None
    }
    works: list[Work] = []
    lost: set[int] = set()
    for assignment in assign_items(grouping.groups, held):
        work = Work(
            kind=kind,
            item=assignment.item,
            members=[ids[ref] for ref in assignment.members],
            linked={ids[ref]: items[ref] for ref in assignment.members},
            absorbed=assignment.absorbed,
        )
        strangers = [items[ref] for ref in assignment.members]
        moved = assignment.item is None or any(
            item != assignment.item for item in strangers
        )
        lost.update(i for i in strangers if i is not None and i != assignment.item)
        work.resolve = moved or any(ref in changed for ref in assignment.members)
        work.children = work.regrouped = kind == "show" and moved
        works.append(work)
    for work in works:
        if work.item in lost:
            work.resolve = True
            work.children = work.regrouped = kind == "show"
    return TopPlan(
        works=[work for work in works if work.resolve],
        clashes=grouping.clashes,
        by_ref={
            ref: ids[ref]
            for clash in grouping.clashes
            for ref in (clash.left, clash.right)
        },
    )


def _decided(kind: str, verdict: str) -> list[Pair]:
    rows = IdentityDecision.objects.filter(kind=kind, verdict=verdict).values_list(
        "left_server", "left_key", "right_server", "right_key"
    )
    return [Pair((ls, lk), (rs, rk)) for ls, lk, rs, rk in rows]


def touched(kind: str, dirty: Dirty) -> list[Work]:
    """Linked movies or shows with a dirty observation, when identity is as it was."""
    linked = _dirty(kind, dirty).filter(item__isnull=False)
    items: list[Any] = list(linked.values_list("item_id", flat=True))
    return _works_of_items(kind, sorted(set(items)))


def _dirty(kind: str, dirty: Dirty) -> QuerySet[Observation]:
    observations = Observation.objects.filter(kind=kind)
    if dirty.everything:
        return observations
    return observations.filter(changed_by_id__in=dirty.scans)


def _works_of_items(kind: str, items: Sequence[int]) -> list[Work]:
    members: dict[int, list[int]] = {item: [] for item in items}
    for start in range(0, len(items), 1000):
        rows = Observation.objects.filter(
            kind=kind, item_id__in=items[start : start + 1000]
        ).values_list("id", "item_id")
        for pk, item in rows:
            members[item].append(pk)
    return [
        Work(
            kind=kind,
            item=item,
            members=pks,
            linked=dict.fromkeys(pks, item),
        )
        for item, pks in members.items()
    ]


def shows_with_dirty_children(dirty: Dirty, known: Collection[int]) -> list[Work]:
    """Shows, other than those `known`, below which an observation is dirty."""
    shows: set[int] = set()
    parents: dict[int, set[str]] = defaultdict(set)
    for kind in ("season", "episode"):
        rows = _dirty(kind, dirty).values_list("server_id", "parent_key").distinct()
        for server, parent_key in rows:
            # An episode's parent is "Show/Season": the show is what stands before.
            above = str(parent_key)
            parents[server].add(above if kind == "season" else above.rpartition("/")[0])
    for server, keys in parents.items():
        ordered = sorted(keys)
        for start in range(0, len(ordered), 1000):
            linked: list[Any] = list(
                Observation.objects.filter(
                    server_id=server,
                    kind="show",
                    item__isnull=False,
                    remote_key__in=ordered[start : start + 1000],
                ).values_list("item_id", flat=True)
            )
            shows.update(linked)
    works = _works_of_items("show", sorted(shows.difference(known)))
    for work in works:
        work.resolve = False
        work.children = True
    return works


def below(parents: Sequence[Work], dirty: Dirty) -> list[Work]:
    """The titles one level below, each with its observations; ids of `parents` given.

    A child keeps its title while its parent does.  Titles below a parent that no
    observation makes any more come without members.
    """
    if not parents:
        return []
    kind = _BELOW[parents[0].kind]
    owner = {pk: work for work in parents for pk in work.members}
    keys = _remote_keys(owner)
    held_by = _children_held(parents)
    groups: dict[tuple[int, int], list[tuple[int, int | None, int | None]]] = {}
    by_id = {work.id: work for work in parents}
    for row in _child_rows(kind, keys):
        work = owner[keys[row["server_id"], row["parent_key"]]]
        number = row[_NUMBER[kind]]
        if number is None:
            continue
        groups.setdefault((work.id, number), []).append(
            (row["id"], row["item_id"], row["changed_by_id"])
        )
    works: list[Work] = []
    kept: set[int] = set()
    for (parent, number), members in sorted(groups.items()):
        mine = held_by.get(parent, {})
        items = sorted({i for _, i, _ in members if i in mine})
        item = items[0] if items else None
        work = Work(
            kind=kind,
            item=item,
            members=sorted(pk for pk, _, _ in members),
            linked={pk: held for pk, held, _ in members},
            absorbed=tuple(items[1:]),
            parent=by_id[parent],
            number=number,
            moved=item is not None and mine[item] != (parent, number),
            regrouped=by_id[parent].regrouped,
        )
        kept.update(items)
        relinked = any(held != item for _, held, _ in members)
        work.resolve = (
            item is None
            or work.moved
            or work.regrouped
            or relinked
            or bool(work.absorbed)
            or any(dirty.holds(scan) for _, _, scan in members)
        )
        works.append(work)
    return works + _orphans(kind, by_id, held_by, kept)


def _remote_keys(owner: dict[int, Work]) -> dict[tuple[int, str], int]:
    pks = sorted(owner)
    keys: dict[tuple[int, str], int] = {}
    for start in range(0, len(pks), 1000):
        rows = Observation.objects.filter(pk__in=pks[start : start + 1000])
        for pk, server, key in rows.values_list("id", "server_id", "remote_key"):
            keys[server, key] = pk
    return keys


def _child_rows(kind: str, keys: dict[tuple[int, str], int]) -> list[dict[str, Any]]:
    by_server: dict[int, list[str]] = defaultdict(list)
    for server, key in keys:
        by_server[server].append(key)
    found: list[dict[str, Any]] = []
    for server, parents in sorted(by_server.items()):
        ordered = sorted(parents)
        for start in range(0, len(ordered), 1000):
            found.extend(
                Observation.objects.filter(
                    server_id=server,
                    kind=kind,
                    parent_key__in=ordered[start : start + 1000],
                ).values(
                    "id",
                    "server_id",
                    "parent_key",
                    "item_id",
                    "changed_by_id",
                    _NUMBER[kind],
                )
            )
    return found


def _children_held(
    parents: Sequence[Work],
) -> dict[int, dict[int, tuple[int, int]]]:
    """Per parent the titles below it and below those it absorbs, with their places."""
    goes_to = {work.id: work.id for work in parents if not work.is_new}
    goes_to.update({old: work.id for work in parents for old in work.absorbed})
    held: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    old_parents = sorted(goes_to)
    for start in range(0, len(old_parents), 1000):
        rows = Item.objects.filter(parent_id__in=old_parents[start : start + 1000])
        places: list[Any] = list(rows.values_list("id", "parent_id", "number"))
        for pk, parent, number in places:
            held[goes_to[parent]][pk] = (parent, number)
    return held


def _orphans(
    kind: str,
    by_id: dict[int, Work],
    held_by: dict[int, dict[int, tuple[int, int]]],
    kept: set[int],
) -> list[Work]:
    return [
        Work(
            kind=kind,
            item=item,
            members=[],
            parent=by_id[parent],
            number=number,
            moved=old_parent != parent,
        )
        for parent, children in held_by.items()
        for item, (old_parent, number) in sorted(children.items())
        if item not in kept
    ]
