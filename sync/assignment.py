"""Which title a group of items keeps: a public id never changes.

Pure: groups and what they are linked to now in, titles to keep and to absorb out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

#: A name of a stored item; names of one call can be sorted.
Name = TypeVar("Name", bound=Any)


class Held(NamedTuple):
    """A title as an item is linked to it now; `age` sorts the oldest first."""

    item: int
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Generic[Name]):
    """One group and the title it keeps (None: a new one), with those it swallows."""

    members: tuple[Name, ...]
    item: int | None
    absorbed: tuple[int, ...] = ()


def assign_items(
    groups: Sequence[tuple[Name, ...]], held: Mapping[Name, Held]
) -> tuple[Assignment[Name], ...]:
    """Give each group the oldest title it contains.

    A title whose items now belong to several groups stays with the group holding most
    of them (the first in order among equals); the others get titles of their own.  So
    no title ever has two owners, and each title something is linked to has one.
    """
    votes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    ages: dict[int, int] = {}
    for index, members in enumerate(groups):
        for name in members:
            if (now := held.get(name)) is not None:
                votes[now.item][index] += 1
                ages[now.item] = now.age
    owned: dict[int, list[int]] = defaultdict(list)
    for item, by_group in votes.items():
        winner = min(by_group, key=lambda index: (-by_group[index], groups[index]))
        owned[winner].append(item)
    assignments = []
    for index, members in enumerate(groups):
        items = sorted(owned.get(index, ()), key=lambda item: (ages[item], item))
        assignments.append(
            Assignment(
                members=members,
                item=items[0] if items else None,
                absorbed=tuple(items[1:]),
            )
        )
    return tuple(assignments)
