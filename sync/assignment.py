"""Which title a group of items keeps: a public id never changes.

Pure: groups and what they are linked to now in, titles to keep, to absorb and to wake
out.  A title that became part of another sleeps: its public id leads to that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar

#: A name of a stored item; names of one call can be sorted.
Name = TypeVar("Name", bound=Any)


class Held(NamedTuple):
    """A title as an item is linked to it now; `age` sorts the oldest first."""

    item: int
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes(Generic[Name]):
    """The titles that items belonged to before these became part of others.

    `of` is given for items of groups that a curator parted, and for no others; `into`
    says which title each sleeping one became part of.
    """

    of: Mapping[Name, int]
    into: Mapping[int, int]


NO_HOMES: Final[Homes[Any]] = Homes(of={}, into={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Generic[Name]):
    """One group and the title it keeps (None: a new one), with those it swallows.

    `wakes` names those of them that slept so far.
    """

    members: tuple[Name, ...]
    item: int | None
    absorbed: tuple[int, ...] = ()
    wakes: frozenset[int] = frozenset()


def assign_items(
    groups: Sequence[tuple[Name, ...]],
    held: Mapping[Name, Held],
    homes: Homes[Name] = NO_HOMES,
) -> tuple[Assignment[Name], ...]:
    """Give each group the oldest title it contains.

    A title whose items now belong to several groups stays with the group holding most
    of them (the first in order among equals); the others get titles of their own.  So
    no title ever has two owners, and each title something is linked to has one.

    Where a curator parted what a merge had made one, items count for the title they
    belonged to before, and that one wakes if it got away from what it became part of:
    as the group's title, or to become part of that.
    """
    votes, ages = _votes(groups, held, homes)
    owner = {
        item: min(
            by_group, key=lambda index: (_against(by_group[index]), groups[index])
        )
        for item, by_group in votes.items()
    }
    awake = {now.item for now in held.values()}
    owned: dict[int, list[int]] = defaultdict(list)
    for item, index in owner.items():
        if item in awake:
            owned[index].append(item)
    for item, index in sorted(owner.items()):
        if item not in awake and owner.get(_became(item, homes, owner)) != index:
            owned[index].append(item)
    assignments = []
    for index, members in enumerate(groups):
        items = sorted(owned.get(index, ()), key=lambda item: (ages[item], item))
        assignments.append(
            Assignment(
                members=members,
                item=items[0] if items else None,
                absorbed=tuple(items[1:]),
                wakes=frozenset(items).difference(awake),
            )
        )
    return tuple(assignments)


def _votes(
    groups: Sequence[tuple[Name, ...]],
    held: Mapping[Name, Held],
    homes: Homes[Name],
) -> tuple[dict[int, dict[int, list[int]]], dict[int, int]]:
    """Per title and group how many items stand for it: by their home, and by link."""
    votes: dict[int, dict[int, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0])
    )
    ages: dict[int, int] = {}
    for index, members in enumerate(groups):
        for name in members:
            if (now := held.get(name)) is None:
                continue
            ages[now.item] = now.age
            home = homes.of.get(name)
            if home is None or home == now.item:
                votes[now.item][index][0 if home == now.item else 1] += 1
            else:
                ages[home] = home
                votes[home][index][0] += 1
    # Where nothing stands for a title by itself, it stays with what is linked to it.
    alone = {now.item for now in held.values()}.difference(votes)
    if alone:
        for index, members in enumerate(groups):
            for name in members:
                if (now := held.get(name)) is not None and now.item in alone:
                    votes[now.item][index][1] += 1
    return votes, ages


def _against(vote: Sequence[int]) -> tuple[int, int]:
    at_home, linked = vote
    return -at_home, -linked


def _became(item: int, homes: Homes[Any], owner: Mapping[int, int]) -> int:
    """The title that a sleeping one became part of, the nearest that has an owner."""
    above = homes.into[item]
    while above not in owner and above in homes.into:
        above = homes.into[above]
    return above
