"""What the pure core says of a world, in the words of the oracle; and applying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.changes import Current, Entry, ItemChanges, Source, diff_item
from sync.resolve import (
    Choice,
    Observed,
    Order,
    Place,
    Resolution,
    Rule,
    resolve_item,
)
from tests.laws import oracle
from tests.laws.worlds import World


def resolved(world: World) -> Resolution:
    """The core's resolution."""
    places = [
        Place(s.slug, s.priority, s.enabled and not s.removed, s.has_files)
        for s in world.servers
    ]
    rules = [Rule(r.id, r.servers, r.kind, r.field, r.title) for r in world.rules]
    said = [
        Observed(s.server, s.key, s.listed, s.values, s.entries, s.files)
        for s in world.said
    ]
    return resolve_item(
        world.kind,
        said,
        Order(places, rules),
        lineage=world.lineage,
        locks=world.locks,
    )


def judged(world: World) -> oracle.Title:
    """The oracle's."""
    return oracle.title_of(
        world.kind, world.said, world.servers, world.rules, world.locks, world.lineage
    )


def as_title(resolution: Resolution) -> oracle.Title:
    """A resolution in the oracle's words."""
    files = resolution.entries.get("files", {})
    return oracle.Title(
        available=resolution.available,
        fields={name: _answer(c) for name, c in resolution.fields.items()},
        entries={
            name: {key: _answer(c) for key, c in choices.items()}
            for name, choices in resolution.entries.items()
        },
        play=[key for key, choice in files.items() if choice.value is not None],
    )


def _answer(choice: Choice) -> oracle.Answer:
    return oracle.Answer(
        choice.value, choice.server or choice.origin, choice.reason, choice.rule
    )


def same(left: Any, right: Any) -> bool:
    """Equal: 7 and 7.0 are, 1 and True are not."""
    return bool(_told_apart(left) == _told_apart(right))


def _told_apart(value: Any) -> Any:
    if type(value) in {str, int, float}:
        return value
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, Mapping):
        return {key: _told_apart(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_told_apart(part) for part in value]
    return value


def applied(current: Current, changes: ItemChanges) -> Current:
    """The title after its rows were written, as a database would hold them."""
    values = dict(current.values)
    for name, value in changes.values.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value
    entries = {name: dict(held) for name, held in current.entries.items()}
    for name, key in changes.removed_entries:
        del entries[name][key]
    for name, key, entry in changes.entries:
        entries.setdefault(name, {})[key] = entry
    sources = dict(current.sources)
    for name, key in changes.removed_sources:
        del sources[name, key]
    for change in changes.sources:
        sources[change.field, change.key] = change.source
    available = current.available if changes.available is None else changes.available
    return Current(available=available, values=values, entries=entries, sources=sources)


def state_of(resolution: Resolution) -> Current:
    """What the catalog must hold, once a resolution is written."""
    entries: dict[str, dict[str, Entry]] = {}
    for name, choices in resolution.entries.items():
        for position, (key, choice) in enumerate(choices.items()):
            if choice.value is not None:
                place = position if name == "files" else 0
                entry = Entry(choice.value, choice.server, place)
                entries.setdefault(name, {})[key] = entry
    sources = {
        (name, ""): _source(choice) for name, choice in resolution.fields.items()
    }
    for name, choices in resolution.entries.items():
        sources |= {(name, key): _source(choice) for key, choice in choices.items()}
    return Current(
        available=resolution.available,
        values={
            n: c.value for n, c in resolution.fields.items() if c.value is not None
        },
        entries=entries,
        sources=sources,
    )


def _source(choice: Choice) -> Source:
    return Source(choice.server, choice.origin, choice.reason, choice.rule)


def is_the(held: Current, wanted: Current) -> bool:
    """Whether two states are the same; a keyed field without entries is none."""

    def without_empty(current: Current) -> Mapping[str, Any]:
        return {name: held for name, held in current.entries.items() if held}

    return (
        held.available == wanted.available
        and same(held.values, wanted.values)
        and without_empty(held) == without_empty(wanted)
        and held.sources == wanted.sources
    )


def first_written(world: World) -> Current:
    """The title as it stands after its first projection."""
    changes = diff_item(Current(), resolved(world), created=True)
    return applied(Current(), changes)
