"""Which of very many things could have anything to do with each other.  Pure.

Things that share a mark are neighbours, and so are neighbours of neighbours.  What has
to be decided about one neighbourhood can be decided without looking at any other, so
that a catalog of any size is grouped a few thousand items at a time.

Marks are remembered by their hash: two that collide make one neighbourhood of two,
which costs a little time and decides nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence


class Neighbourhoods:
    """Things are numbered in the order they are added, from 0."""

    def __init__(self) -> None:
        self._above = array("l")
        self._first_with: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._above)

    def add(self, marks: Iterable[Hashable]) -> int:
        """Add a thing with these marks; its number."""
        number = len(self._above)
        self._above.append(number)
        for mark in marks:
            first = self._first_with.setdefault(hash(mark), number)
            if first != number:
                self._join(first, number)
        return number

    def containing(self, numbers: Iterable[int] | None) -> set[int]:
        """The neighbourhoods of these things (None: of all), by their first thing."""
        chosen = range(len(self._above)) if numbers is None else numbers
        return {self._top(number) for number in chosen}

    def divided(self, belongs: Sequence[int]) -> set[int]:
        """Those whose things belong to several, by what each thing belongs to."""
        first: dict[int, int] = {}
        found: set[int] = set()
        for number, to in enumerate(belongs):
            top = self._top(number)
            if first.setdefault(top, to) != to:
                found.add(top)
        return found

    def members(self, chosen: Collection[int], at_once: int) -> Iterator[Sequence[int]]:
        """The things of the chosen neighbourhoods, whole ones at a time: about so many,
        more where one has more."""
        self._first_with.clear()  # none is added after this
        grouped: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            if (top := self._top(number)) in chosen:
                grouped.setdefault(top, []).append(number)
        together: list[int] = []
        for top in list(grouped):
            together.extend(grouped.pop(top))
            if len(together) >= at_once:
                yield together
                together = []
        if together:
            yield together

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first

    def _top(self, number: int) -> int:
        above = self._above
        while above[number] != number:
            # Halving the way keeps it short for whoever goes it next.
            above[number] = above[above[number]]
            number = above[number]
        return number
