"""Which of the values a preview found to move are shown: some of each kind of thing.

First one of each field, then whatever there is room for, over as many different
titles as possible.  Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Move(NamedTuple):
    """A value that would come from another server; none (None) where it has none."""

    field: str
    key: str
    before: str | None
    after: str | None


@dataclass(slots=True)
class Examples:
    """Up to `room` moves of what is offered; memory does not grow with the rest."""

    room: int
    _kept: list[tuple[list[Move], list[int]]] = field(default_factory=list)
    _fields: set[str] = field(default_factory=set)

    def offer(self, moves: Sequence[Move], titles: Sequence[int]) -> None:
        """The same moves, of each of these titles."""
        named = {move.field for move in moves}
        if len(self._kept) < self.room or not named <= self._fields:
            self._fields |= named
            self._kept.append((list(moves), list(titles[: self.room])))

    def chosen(self) -> dict[int, list[Move]]:
        """The moves to show, by title."""
        shown: dict[int, set[Move]] = {}
        left = self.room
        fields: set[str] = set()
        for moves, titles in self._kept:
            for move in moves:
                if left and move.field not in fields:
                    fields.add(move.field)
                    shown.setdefault(titles[0], set()).add(move)
                    left -= 1
        for place in range(self.room):
            for moves, titles in self._kept:
                for move in moves if place < len(titles) else ():
                    if left and move not in shown.get(titles[place], ()):
                        shown.setdefault(titles[place], set()).add(move)
                        left -= 1
        return {
            title: [move for move in moves if move in shown[title]]
            for moves, titles in self._kept
            for title in titles
            if title in shown
        }
