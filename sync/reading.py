"""What gather notes while it reads a server, and closing decides by."""

from __future__ import annotations

from collections import Counter
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
