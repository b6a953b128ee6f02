"""The difference between what the catalog holds and what was resolved.

Pure: the current state of a title and its resolution in, rows to write out.  Nothing
different, nothing out: that is what makes a second sync write nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from catalog.fields import KEYED, JSONValue, has_value
from sync.resolve import Choice, Resolution


class Source(NamedTuple):
    """A provenance row as stored: server slug (None for a lock or probe) and reason."""

    server: str | None
    origin: str
    reason: str
    rule: int | None


class Entry(NamedTuple):
    """An entry row as stored, or to be stored; `position` orders files for play."""

    value: JSONValue
    server: str | None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """A title as the catalog holds it now; empty for one that is being created."""

    available: bool = True
    values: Mapping[str, JSONValue] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    sources: Mapping[tuple[str, str], Source] = field(default_factory=dict)


class SourceChange(NamedTuple):
    """A provenance row to write; `fresh` starts a new "since"."""

    field: str
    key: str
    source: Source
    fresh: bool


class History(NamedTuple):
    """A history row to write."""

    action: str
    field: str = ""
    key: str = ""
    old: JSONValue = None
    new: JSONValue = None
    old_source: str = ""
    new_source: str = ""
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class ItemChanges:
    """All that must be written for one title to become what was resolved."""

    available: bool | None = None
    values: dict[str, JSONValue] = field(default_factory=dict)
    entries: list[tuple[str, str, Entry]] = field(default_factory=list)
    removed_entries: list[tuple[str, str]] = field(default_factory=list)
    sources: list[SourceChange] = field(default_factory=list)
    removed_sources: list[tuple[str, str]] = field(default_factory=list)
    history: list[History] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.available is not None
            or self.values
            or self.entries
            or self.removed_entries
            or self.sources
            or self.removed_sources
            or self.history
        )


_ENTRY_FIELDS: Final = tuple(declared.name for declared in KEYED)


def diff_item(
    current: Current, resolution: Resolution, *, created: bool = False
) -> ItemChanges:
    """What must change for `current` to become `resolution`.

    History gets a row for each value or source that changes; of a title that is being
    created, one row for the title.  A changed reason alone writes provenance only.
    """
    changes = ItemChanges()
    if created:
        changes.history.append(History("created"))
    elif resolution.available != current.available:
        changes.history.append(
            History("restored" if resolution.available else "unavailable")
        )
    if resolution.available != current.available:
        changes.available = resolution.available

    wanted: set[tuple[str, str]] = set()
    for name, choice in resolution.fields.items():
        wanted.add((name, ""))
        old = current.values.get(name)
        if not _same(old, choice.value):
            changes.values[name] = choice.value
        _decide(changes, current, name, "", choice, old, created=created)
    for name in _ENTRY_FIELDS:
        held = current.entries.get(name, {})
        chosen = resolution.entries.get(name, {})
        for position, (key, choice) in enumerate(chosen.items()):
            wanted.add((name, key))
            before = held.get(key)
            if has_value(choice.value):
                entry = Entry(
                    choice.value, choice.server, position if name == "files" else 0
                )
                if entry != before:
                    changes.entries.append((name, key, entry))
            elif before is not None:
                changes.removed_entries.append((name, key))
            old = before.value if before else None
            _decide(changes, current, name, key, choice, old, created=created)
        changes.removed_entries.extend((name, key) for key in held if key not in chosen)
    for name, key in _vanished(current, wanted):
        _clear(changes, current, name, key)
    return changes


def _same(old: JSONValue, new: JSONValue) -> bool:
    """Whether two values are equal: 7 and 7.0 are, 1 and True are not."""
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _decide(
    changes: ItemChanges,
    current: Current,
    name: str,
    key: str,
    choice: Choice,
    old: JSONValue,
    *,
    created: bool,
) -> None:
    before = current.sources.get((name, key))
    after = Source(choice.server, choice.origin, choice.reason, choice.rule)
    moved = before is None or before[:2] != after[:2]
    changed = not _same(old, choice.value)
    if before != after or changed:
        changes.sources.append(SourceChange(name, key, after, moved or changed))
    if (moved or changed) and not created:
        cleared = has_value(old) and not has_value(choice.value)
        changes.history.append(
            History(
                "cleared" if cleared else "updated",
                name,
                key,
                old,
                choice.value,
                _source_name(before),
                _source_name(after),
                choice.reason,
            )
        )


def _vanished(
    current: Current, wanted: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Fields and entries the catalog holds and nobody supplies any more."""
    held = set(current.sources)
    held.update(
        (name, "") for name, value in current.values.items() if has_value(value)
    )
    for name, entries in current.entries.items():
        held.update((name, key) for key in entries)
    yield from sorted(held - wanted)


def _clear(changes: ItemChanges, current: Current, name: str, key: str) -> None:
    before = current.sources.get((name, key))
    entry = current.entries.get(name, {}).get(key)
    old = entry.value if entry else current.values.get(name)
    if name not in _ENTRY_FIELDS and has_value(old):
        changes.values[name] = None
    if before is not None:
        changes.removed_sources.append((name, key))
    if has_value(old):
        changes.history.append(
            History("cleared", name, key, old, None, _source_name(before))
        )


def _source_name(source: Source | None) -> str:
    if source is None:
        return ""
    return source.server or source.origin
