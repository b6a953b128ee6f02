"""A title to look at, and what of it changed: what planning hands to projecting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from catalog.writes import reserve_item_ids


@dataclass(frozen=True, slots=True)
class Dirty:
    """Which observations count as changed: those of some scans, or all of them."""

    scans: frozenset[int] = frozenset()
    everything: bool = False

    def holds(self, changed_by: int | None) -> bool:
        """Whether an observation last changed by this scan is to be looked at."""
        return self.everything or changed_by in self.scans


@dataclass(slots=True)
class Work:
    """One title: the observations it consists of now, and where it stands.

    `item` is None until `give_ids` for a title that is new.  `absorbed` are titles
    that become aliases of it.  `resolve` says whether its values may have changed;
    `children` whether those below it are to be looked at, `regrouped` that any of them
    may have gained or lost observations, and `tangled` that it exchanges observations
    with another title: such ones are looked at together.
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


def give_ids(works: Collection[Work]) -> None:
    """Reserve ids for the new titles; the caller holds the write transaction."""
    new = [work for work in works if work.item is None]
    for work, pk in zip(new, reserve_item_ids(len(new)), strict=True):
        work.item = pk
        work.is_new = True
