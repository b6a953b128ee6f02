"""A title to look at, and what of it changed: what planning hands to projecting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.models import Alias
from catalog.writes import reserve_item_ids
from sync.assignment import Homes, Name

_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Dirty:
    """What is to be looked at: observations some scans changed, titles, or all of some
    kinds.

    Titles are named by primary key; those below a named one are meant too.
    """

    scans: frozenset[int] = frozenset()
    titles: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()

    def holds(self, kind: str, changed_by: int | None) -> bool:
        """Whether an observation of this kind, last changed by this scan, is."""
        return kind in self.kinds or changed_by in self.scans

    def names(self, lineage: Iterable[int]) -> bool:
        """Whether one of these titles is named."""
        return bool(self.titles) and not self.titles.isdisjoint(lineage)


@dataclass(slots=True)
class Work:
    """One title: the observations it consists of now, and where it stands.

    `item` is None until `give_ids` for a title that is new.  `absorbed` are titles
    that become aliases of it.  `resolve` says whether its values may have changed;
    `children` whether those below it are to be looked at, `regrouped` that any of them
    may have gained or lost observations, and `tangled` that it exchanges observations
    with another title: such ones are looked at together.  `wakes` names those of it and
    `absorbed` that were aliases so far; `parted` says that a curator parts it, so that
    it may get back what it had.
    """

    kind: str
    item: int | None
    members: list[int]
    linked: dict[int, int | None] = field(default_factory=dict)
    absorbed: tuple[int, ...] = ()
    parent: Work | None = None
    number: int | None = None
    is_new: bool = False
    moved: bool = False
    resolve: bool = True
    children: bool = False
    regrouped: bool = False
    tangled: bool = False
    wakes: frozenset[int] = frozenset()
    parted: bool = False
    #: By member the title it belonged to before that became part of another.
    homes: dict[int, int | None] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The title's primary key; ids must have been given."""
        if self.item is None:
            raise ValueError("This title has no id yet.")
        return self.item

    @property
    def lineage(self) -> tuple[int, ...]:
        """Its id, those it absorbs and those of the titles above, nearest first."""
        above = self.parent.lineage if self.parent else ()
        return (self.id, *self.absorbed, *above)

    @property
    def relinked(self) -> list[int]:
        """Members that belong to another title, or to none, so far."""
        return [pk for pk in self.members if self.linked.get(pk) != self.item]

    @property
    def rehomed(self) -> list[tuple[int, int | None]]:
        """Members whose home is another now: kept where titles become one, forgotten
        where an item goes its own way.
        """
        moved: list[tuple[int, int | None]] = []
        for pk in self.members:
            linked, home = self.linked.get(pk), self.homes.get(pk)
            kept = home
            if linked in self.absorbed or (self.absorbed and linked == self.item):
                kept = home if home is not None else linked
            elif linked != self.item and home not in (self.item, *self.absorbed):
                kept = None
            if kept != home:
                moved.append((pk, kept))
        return moved


def homes_in(
    linked: Mapping[Name, int | None], homes: Mapping[Name, int | None]
) -> Homes[Name]:
    """The homes that still count: titles the items are of, or that sleep in those."""
    items = {item for item in linked.values() if item is not None}
    into: dict[int, int] = {}
    leads: dict[int, int] = {}
    for chunk in chunks(sorted(items)):
        asleep = Alias.objects.filter(item_id__in=chunk, former__isnull=False)
        for former, above, item in asleep.values_list("former", "into", "item_id"):
            if former is not None:
                leads[former] = item
                into[former] = above if above is not None else item
    return Homes(
        of={
            name: home
            for name, home in homes.items()
            if home is not None and linked[name] in (home, leads.get(home))
        },
        into=into,
    )


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in pieces that a statement can name."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def give_ids(works: Collection[Work]) -> None:
    """Reserve ids for the new titles; the caller holds the write transaction."""
    new = [work for work in works if work.item is None]
    for work, pk in zip(new, reserve_item_ids(len(new)), strict=True):
        work.item = pk
        work.is_new = True


def take_back_ids(works: Collection[Work]) -> None:
    """Forget ids whose transaction was undone: they may be given to others now."""
    for work in works:
        if work.is_new and work.item not in work.wakes:
            work.item = None
            work.is_new = False
