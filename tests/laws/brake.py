"""The law of the brake, once more: whether a scan would take too much away.

"More than max(20, 20 %) of a server's titles of one kind, or all of them if it had at
least 2 (a vanished show counts once), or all values of one field that it gave to more
than max(20, 20 %) of its titles."  Its titles are those of one kind that it lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.types import ObservedItem
from tests.laws.oracle import is_nothing
from tests.laws.parts import Name
from tests.laws.table import OF_KIND


class Stored(Protocol):
    """What is stored of a server: its items, and which of them it lists."""

    items: dict[Name, ObservedItem]
    listed: set[Name]


def is_too_much(count: int, titles: int) -> bool:
    """More than max(20, 20 %) of these titles."""
    return count > max(20, titles * 20 / 100)


def holds(before: Stored, after: Stored) -> bool:
    """Whether what is stored may not become this before a curator was asked."""
    below = _below_vanished_shows(before, after)
    for kind, declared in OF_KIND.items():
        had = {name for name in before.listed - below if name[0] == kind}
        left = had & after.listed
        gone = len(had) - len(left)
        if is_too_much(gone, len(had)) or (gone == len(had) and gone >= 2):
            return True
        for field in declared:
            given = _given(before.items, had, field.name)
            kept = _given(after.items, left, field.name)
            for key, titles in given.items():
                if is_too_much(len(titles), len(had)) and not titles & kept.get(
                    key, set()
                ):
                    return True
    return False


def _below_vanished_shows(before: Stored, after: Stored) -> set[Name]:
    shows = {n for n in before.listed - after.listed if n[0] == "show"}
    seasons = {
        name
        for name, item in before.items.items()
        if name[0] == "season" and ("show", item.parent_key) in shows
    }
    return seasons | {
        name
        for name, item in before.items.items()
        if name[0] == "episode" and ("season", item.parent_key) in seasons
    }


def _given(
    items: Mapping[Name, ObservedItem], names: set[Name], field: str
) -> dict[str, set[Name]]:
    """Who has a value of the field, and of each entry of it; the field itself is ""."""
    found: dict[str, set[Name]] = {}
    for name in names:
        item = items[name]
        value = (
            getattr(item, field, None) if field in _KEYED else item.values.get(field)
        )
        if is_nothing(value):
            continue
        found.setdefault("", set()).add(name)
        if isinstance(value, Mapping) and field in _KEYED:
            for key in value:
                found.setdefault(key, set()).add(name)
    return found


_KEYED = frozenset({"external_ids", "artwork", "captions", "files"})
