"""A number for each of many texts, in some thirty bytes each whatever their length."""

from __future__ import annotations

from array import array
from typing import Final

_FEW: Final = 1024


class Table:
    """Texts by their hashes, in a row at most two thirds full.

    What is looked for is in the first free place after its own or not at all.  Two
    texts of one hash are one; of a hundred thousand, that is one in billions.
    """

    def __init__(self) -> None:
        self._count = 0
        self._names = array("Q", bytes(8 * _FEW))
        self._numbers = array("Q", bytes(8 * _FEW))

    def __len__(self) -> int:
        return self._count

    def get(self, text: str) -> int | None:
        place = self._place(_name(text))
        return self._numbers[place] if self._names[place] else None

    def set(self, text: str, number: int) -> None:
        """From now on this is its number, below 2 to the 64th."""
        if 3 * self._count >= 2 * len(self._names):
            self._grow()
        name = _name(text)
        place = self._place(name)
        self._count += not self._names[place]
        self._names[place], self._numbers[place] = name, number

    def _place(self, name: int) -> int:
        last = len(self._names) - 1
        place = name & last
        while self._names[place] not in (0, name):
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        names, numbers = self._names, self._numbers
        self._names = array("Q", bytes(2 * 8 * len(names)))
        self._numbers = array("Q", bytes(2 * 8 * len(names)))
        for name, number in zip(names, numbers, strict=True):
            if name:
                place = self._place(name)
                self._names[place], self._numbers[place] = name, number


def _name(text: str) -> int:
    # Zero is a free place.
    return hash(text) & 0xFFFF_FFFF_FFFF_FFFF or 1
