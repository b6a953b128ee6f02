"""Which movies and shows the stored observations make, and which to look at.

Reads only.  Seasons and episodes follow in `sync.finalize.children`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from sync.assignment import Held, assign_items
from sync.finalize.work import Dirty, Work
from sync.identity import Clash, Pair, Ref, Sighting, group_sightings
from sync.models import IdentityDecision, Observation


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
        "listed",
        "item_id",
        "changed_by_id",
    )
    for row in rows.iterator(5000):
        pk, server, key, external, mark, title, year, listed, item, scan = row
        ref = (server, key)
        ids[ref], items[ref] = pk, item
        if dirty.holds(scan):
            changed.add(ref)
        named = frozenset((external or {}).items())
        sightings.append(Sighting(server, key, named, mark, title, year, listed))
    grouping = group_sightings(
        sightings, merges=_decided(kind, "merge"), splits=_decided(kind, "split")
    )
    held = {ref: Held(i, i) for ref, i in items.items() if i is not None}
    works: list[Work] = []
    lost: set[int] = set()
    for assignment in assign_items(grouping.groups, held):
        before = [items[ref] for ref in assignment.members]
        is_dirty = any(ref in changed for ref in assignment.members)
        if not is_dirty and all(item is None for item in before):
            # News of another scan, which is projected by itself.
            continue
        strangers = [i for i in before if i is not None and i != assignment.item]
        moved = assignment.item is None or any(i != assignment.item for i in before)
        lost.update(strangers)
        works.append(
            Work(
                kind=kind,
                item=assignment.item,
                members=[ids[ref] for ref in assignment.members],
                linked={ids[ref]: items[ref] for ref in assignment.members},
                absorbed=assignment.absorbed,
                resolve=moved or is_dirty,
                children=kind == "show" and moved,
                regrouped=moved,
                tangled=bool(strangers or assignment.absorbed),
            )
        )
    for work in works:
        if work.item in lost:
            work.resolve = work.regrouped = work.tangled = True
            work.children = kind == "show"
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
            members=sorted(pks),
            linked=dict.fromkeys(pks, item),
        )
        for item, pks in members.items()
    ]


def with_dirty_children(works: Sequence[Work], dirty: Dirty) -> list[Work]:
    """The shows, and those that are to be looked at for their children alone."""
    if dirty.everything:
        for work in works:
            work.children = True
        return list(works)
    known: dict[int | None, Work] = {work.item: work for work in works}
    # What is below an absorbed show is below the one that absorbs it.
    known.update({old: work for work in works for old in work.absorbed})
    others = []
    for item in sorted(_shows_above_dirty(dirty)):
        if (same := known.get(item)) is not None:
            same.children = True
        else:
            others.append(item)
    added = _works_of_items("show", others)
    for work in added:
        work.resolve = False
        work.children = True
    return [*works, *added]


def _shows_above_dirty(dirty: Dirty) -> set[int]:
    parents: dict[int, set[str]] = defaultdict(set)
    for kind in ("season", "episode"):
        rows = _dirty(kind, dirty).values_list("server_id", "parent_key").distinct()
        for server, parent_key in rows:
            # An episode's parent is "Show/Season": the show is what stands before.
            above = str(parent_key)
            parents[server].add(above if kind == "season" else above.rpartition("/")[0])
    shows: set[int] = set()
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
    return shows
