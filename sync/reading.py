"""What gather notes while it reads a server, and closing decides by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final

from sync.numbers import Numbers
from sync.types import ItemRejected, Kind, Problem

BELOW: Final = frozenset({"season", "episode"})
HAS_BELOW: Final = frozenset({"show", "season"})


@dataclass(slots=True)
class Reading:
    """What has been read so far of one server."""

    #: The stored observations that were named.
    seen: Numbers = field(default_factory=Numbers)
    #: How many items were named, of each kind.
    items: Counter[Kind] = field(default_factory=Counter)
    #: Of these only a part was asked: whether they can be accepted is not known.
    in_part: set[tuple[Kind, str]] = field(default_factory=set)
    owed: set[Kind] = field(default_factory=set)
    #: Folders that could not be read: what is below them was perhaps not even named,
    #: whether or not the scan is about them.
    unread: set[str] = field(default_factory=set)
    rejected: dict[tuple[Kind, str], ItemRejected] = field(default_factory=dict)
    read: dict[Kind, str | None] = field(default_factory=dict)
    unchanged: set[Kind] = field(default_factory=set)
    failed: dict[Kind, Problem] = field(default_factory=dict)
    problem: Problem | None = None
    #: Kinds of the scan that its server was not asked for.
    unasked: Set[Kind] = frozenset()
    #: Kinds of the scan that count as listed to the proven end, and empty.
    left_out: Set[Kind] = frozenset()

    def leave_out(self, kinds: Set[Kind]) -> None:
        """Let these kinds count as listed and empty, whatever was read of them."""
        self.left_out = kinds
        for kind in kinds:
            self.items.pop(kind, None)
            self.read.pop(kind, None)
            self.failed.pop(kind, None)
        self.owed -= kinds
        self.unchanged -= kinds
        for name in [name for name in self.rejected if name[0] in kinds]:
            del self.rejected[name]
