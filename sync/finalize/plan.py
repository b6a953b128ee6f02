"""Which movies and shows the stored observations make, and which to look at.

Reads only.  Seasons and episodes follow in `sync.finalize.children`.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import QuerySet

from catalog.models import Item
from sync.assignment import NO_HOMES, Held, Homes, assign_items
from sync.finalize.work import Dirty, Work, chunks, homes_in
from sync.identity import Clash, Grouping, Ref, Sighting, group_sightings
from sync.models import Observation, Scan
from sync.neighbourhoods import Neighbourhoods
from sync.rules import load_pairs

#: What a sighting is made of.
_SEEN: Final = (
    "server__slug",
    "remote_key",
    "external_ids",
    "fingerprint",
    "title_key",
    "year",
    "listed",
)
_SIGHTINGS_AT_ONCE: Final = 3_000


@dataclass(frozen=True, slots=True)
class TopPlan:
    """Movies or shows to look at, and the clashes between them."""

    works: list[Work]
    clashes: tuple[Clash, ...] = ()
    #: Which stored observation a clash's reference means.
    by_ref: Mapping[Ref, int] = field(default_factory=dict)
    #: Titles whose clashes these are, all of them.
    titles: frozenset[int] = frozenset()


class Regrouping:
    """All stored movies or shows grouped anew, a few thousand at a time.

    One pass over them finds which have anything to do with each other; those with
    something dirty among them, that a curator decided about, or that are several titles
    all the same, are then grouped, a neighbourhood (`sync.neighbourhoods`) as if there
    were no other.  What kept titles apart may have been an item that has nothing to do
    with them any more: nothing else tells that it went.
    """

    def __init__(self, kind: str, dirty: Dirty) -> None:
        self._kind = kind
        self._dirty = dirty
        self._merges = load_pairs(kind, "merge")
        self._splits = load_pairs(kind, "split")
        self._stored = array("q")
        self._near = Neighbourhoods()
        self._title_of = array("q")
        self._chosen = self._near.containing(self._look())
        self._chosen |= self._near.divided(self._title_of)

    @property
    def titles(self) -> int:
        """About how many titles there are to look at."""
        return len(self._chosen)

    def parts(self) -> Iterator[TopPlan]:
        """What to do, part by part; each part's works are written before the next."""
        for numbers in self._near.members(self._chosen, _SIGHTINGS_AT_ONCE):
            yield self._part([self._stored[number] for number in numbers])

    def _look(self) -> list[int] | None:
        """Note what every stored item has in common with others; the dirty ones."""
        decided: dict[Ref, list[Hashable]] = defaultdict(list)
        for number, pair in enumerate((*self._merges, *self._splits)):
            for ref in (pair.left, pair.right):
                decided[ref].append(("decided", number))
        rows = Observation.objects.filter(kind=self._kind).values_list(
            "id", *_SEEN, "item_id", "home", "changed_by_id"
        )
        dirty: list[int] = []
        for pk, *seen, item, home, scan in rows.iterator(5000):
            sighting = _sighting(*seen)
            marks = sighting.marks
            # What was one title is looked at together, whatever it has in common.
            marks += [("title", title) for title in (item, home) if title is not None]
            about = decided.get(sighting.ref, ())
            number = self._near.add([*marks, *about])
            self._stored.append(pk)
            self._title_of.append(item or 0)
            if about or self._dirty.holds(self._kind, scan) or self._is_named(item):
                dirty.append(number)
        return None if self._kind in self._dirty.kinds else dirty

    def _is_named(self, item: int | None) -> bool:
        return item is not None and self._dirty.names((item,))

    def _part(self, stored: Sequence[int]) -> TopPlan:
        sightings: list[Sighting] = []
        ids: dict[Ref, int] = {}
        items: dict[Ref, int | None] = {}
        homes: dict[Ref, int] = {}
        changed: set[Ref] = set()
        for chunk in chunks(stored):
            rows = Observation.objects.filter(pk__in=chunk).values_list(
                "id", *_SEEN, "item_id", "home", "changed_by_id"
            )
            for pk, *seen, item, home, scan in rows:
                sighting = _sighting(*seen)
                sightings.append(sighting)
                ref = sighting.ref
                ids[ref], items[ref] = pk, item
                if home is not None:
                    homes[ref] = home
                if self._dirty.holds(self._kind, scan):
                    changed.add(ref)
        grouping = group_sightings(
            sightings,
            merges=[p for p in self._merges if p.left in ids or p.right in ids],
            splits=[p for p in self._splits if p.left in ids or p.right in ids],
        )
        return TopPlan(
            works=_works(self._kind, self._dirty, grouping, ids, items, homes, changed),
            clashes=grouping.clashes,
            by_ref={
                ref: ids[ref]
                for clash in grouping.clashes
                for ref in (clash.left, clash.right)
            },
            titles=frozenset(item for item in items.values() if item is not None),
        )


def _sighting(
    server: str,
    key: str,
    ids: Mapping[str, str] | None,
    mark: str | None,
    title: str,
    year: int | None,
    listed: bool,  # noqa: FBT001 - the columns of `_SEEN`, in their order
) -> Sighting:
    named = frozenset((ids or {}).items())
    return Sighting(server, key, named, mark, title, year, listed)


def _works(
    kind: str,
    dirty: Dirty,
    grouping: Grouping,
    ids: Mapping[Ref, int],
    items: Mapping[Ref, int | None],
    homes: Mapping[Ref, int],
    changed: Collection[Ref],
) -> list[Work]:
    """The titles that differ from what is linked now, or are dirty."""
    held = {ref: Held(i, i) for ref, i in items.items() if i is not None}
    works: list[Work] = []
    lost: set[int] = set()
    parted = {first for pair in grouping.parted for first in pair}
    for assignment in assign_items(
        grouping.groups, held, _homes(grouping, parted, items, homes)
    ):
        before = [items[ref] for ref in assignment.members]
        is_dirty = any(ref in changed for ref in assignment.members) or (
            assignment.item is not None
            and dirty.names((assignment.item, *assignment.absorbed))
        )
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
                is_new=assignment.item in assignment.wakes,
                wakes=assignment.wakes,
                parted=assignment.members[0] in parted,
                homes={
                    ids[ref]: homes[ref] for ref in assignment.members if ref in homes
                },
            )
        )
    for work in works:
        if work.item in lost:
            work.resolve = work.regrouped = work.tangled = True
            work.children = kind == "show"
    return [work for work in works if work.resolve]


def _homes(
    grouping: Grouping,
    parted: Collection[Ref],
    items: Mapping[Ref, int | None],
    homes: Mapping[Ref, int],
) -> Homes[Ref]:
    """What items of groups that a curator parted belonged to before."""
    if not parted or not homes:
        return NO_HOMES
    refs = [
        ref
        for members in grouping.groups
        if members[0] in parted
        for ref in members
        if ref in homes
    ]
    return homes_in(
        {ref: items[ref] for ref in refs}, {ref: homes[ref] for ref in refs}
    )


def touched(kind: str, dirty: Dirty) -> list[Work]:
    """Movies or shows that are named or have a dirty observation, when identity is
    as it was."""
    linked = _dirty(kind, dirty).filter(item__isnull=False)
    items: set[Any] = set(linked.values_list("item_id", flat=True))
    if dirty.titles:
        named = Item.objects.filter(kind=kind, pk__in=dirty.titles)
        items.update(named.values_list("pk", flat=True))
    return _works_of_items(kind, sorted(items))


def some_gone(titles: Collection[int]) -> bool:
    """Whether some of these titles are no more."""
    there = Item.objects.filter(pk__in=titles).count()
    return there < len(set(titles))


def _dirty(kind: str, dirty: Dirty) -> QuerySet[Observation]:
    observations = Observation.objects.filter(kind=kind)
    if kind in dirty.kinds:
        return observations
    return observations.filter(changed_by_id__in=dirty.scans)


def is_unlinked(scans: Sequence[Scan]) -> bool:
    """Whether these changed a movie or show that is no title yet: it could not be
    merged before."""
    return Observation.objects.filter(
        changed_by__in=scans, kind__in=("movie", "show"), item__isnull=True
    ).exists()


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


def with_dirty_children(parts: Iterable[TopPlan], dirty: Dirty) -> Iterator[TopPlan]:
    """The shows, and at last those to be looked at for their children alone."""
    everything = dirty.kinds.issuperset({"show", "season", "episode"})
    above = set() if everything else _shows_above_dirty(dirty)
    for part in parts:
        for work in part.works:
            # What is below an absorbed show is below the one that absorbs it.
            titles = {i for i in (work.item, *work.absorbed) if i is not None}
            if everything or dirty.names(titles) or not above.isdisjoint(titles):
                work.children = True
                above -= titles
        yield part
    others = _works_of_items("show", sorted(above))
    for work in others:
        work.resolve = False
        work.children = True
    if others:
        yield TopPlan(works=others)


def _shows_above_dirty(dirty: Dirty) -> set[int]:
    parents: dict[int, set[str]] = defaultdict(set)
    for kind in ("season", "episode"):
        rows = _dirty(kind, dirty).values_list("server_id", "parent_key").distinct()
        for server, parent_key in rows:
            # An episode's parent is "Show/Season": the show is what stands before.
            above = str(parent_key)
            parents[server].add(above if kind == "season" else above.rpartition("/")[0])
    shows: set[int] = set(_shows_above_named(dirty))
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


def _shows_above_named(dirty: Dirty) -> Iterator[int]:
    """The shows of named seasons and episodes."""
    if not dirty.titles:
        return
    below = Item.objects.filter(pk__in=dirty.titles, parent__isnull=False)
    for parent, above in below.values_list("parent_id", "parent__parent_id"):
        yield above if above is not None else parent
