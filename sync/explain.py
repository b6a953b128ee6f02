"""Why a value is what it is, and what else the servers offer for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalog.fields import JSONValue, Merge, has_value, named, of_kind
from catalog.models import Item, Server
from catalog.queries import Value, values_of
from sync.evidence import members_of
from sync.models import Observation
from sync.resolve import Observed, keys_of_files
from sync.store import read_observed


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another server says now; `stale` where its last scan failed."""

    server: str
    value: JSONValue
    priority: int
    stale: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A decided value, and what else there is."""

    decided: Value
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A title with all its values explained.

    `files` has, by key, what a server says of the media of a file where it says that:
    of the first file of each of its items.
    """

    item: Item
    fields: Mapping[str, Explained]
    entries: Mapping[str, Mapping[str, Explained]]
    files: Mapping[str, Mapping[str, JSONValue]]


_NOTHING: Final = Value(None, None, None, None, None, None)


def explain(item: Item, *, only: str | None = None) -> Explanation:
    """Explain a title's values, or one of them (``title``, ``captions.en:hi``).

    Raises UnknownField.
    """
    wanted = None
    if only is not None:
        field, key = named(item.kind, only)
        wanted = (field.name, key)
    values = values_of([item])[item.pk]
    offers = _Offers(item)
    fields: dict[str, Explained] = {}
    entries: dict[str, dict[str, Explained]] = {}
    for declared in of_kind(item.kind):
        if wanted is not None and wanted[0] != declared.name:
            continue
        if declared.merge is not Merge.KEYED:
            decided = values.fields.get(declared.name, _NOTHING)
            others = tuple(offers.single(declared.name, decided))
            if decided is not _NOTHING or others or wanted is not None:
                fields[declared.name] = Explained(decided, others)
            continue
        decided_entries = values.entries.get(declared.name, {})
        keys = set(decided_entries) | offers.keys(declared.name)
        if wanted is not None and wanted[1]:
            keys = {wanted[1]}
        explained = {
            key: Explained(
                decided_entries.get(key, _NOTHING),
                tuple(
                    offers.entry(declared.name, key, decided_entries.get(key, _NOTHING))
                ),
            )
            for key in sorted(keys, key=_place(declared.name, decided_entries))
        }
        if explained:
            entries[declared.name] = explained
    return Explanation(item, fields, entries, offers.of_files(item.kind))


def _place(name: str, decided: Mapping[str, Value]) -> Callable[[str], tuple[int, str]]:
    """Entries by key, files as they play."""
    places = {key: number for number, key in enumerate(decided)}
    if name != "files":
        return lambda key: (0, key)
    return lambda key: (places.get(key, len(places)), key)


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation as the command and the API print it."""
    item = explanation.item
    return {
        "item": {"id": str(item.public_id), "kind": item.kind, "title": item.title},
        "fields": {k: _explained(v) for k, v in explanation.fields.items()},
        "entries": {
            name: {key: _explained(v) for key, v in entries.items()}
            for name, entries in explanation.entries.items()
        },
        "identity": [
            {
                "server": member.server,
                "item": member.remote_key,
                "listed": member.listed,
                "evidence": list(member.evidence),
            }
            for member in members_of(item)
        ],
    }


def _explained(explained: Explained) -> dict[str, Any]:
    decided = explained.decided
    locked: dict[str, Any] = {}
    if decided.locked_at:
        at = decided.locked_at.isoformat()
        locked["locked"] = {"by": decided.locked_by, "at": at}
    return {
        **locked,
        "value": decided.value,
        "source": decided.source,
        "reason": decided.reason,
        "rule": decided.rule,
        "since": decided.since.isoformat() if decided.since else None,
        "run": decided.run,
        "alternatives": [
            {
                "server": other.server,
                "value": other.value,
                "priority": other.priority,
                "stale": other.stale,
            }
            for other in explained.alternatives
        ],
    }


class _Offers:
    """What the enabled servers that list a title say of it, the best server first."""

    def __init__(self, item: Item) -> None:
        self._servers = {
            server.slug: server for server in Server.objects.enabled().defer("secret")
        }
        stored = read_observed(
            Observation.objects.filter(
                item=item, listed=True, server__slug__in=self._servers
            )
        )
        self._observed = sorted(
            stored.values(),
            key=lambda o: (self._servers[o.server].priority, o.remote_key),
        )

    def keys(self, name: str) -> set[str]:
        if name == "files":
            return set()
        return {key for o in self._observed for key in o.entries.get(name, {})}

    def of_files(self, kind: str) -> dict[str, dict[str, JSONValue]]:
        names = [f.name for f in of_kind(kind) if f.merge is Merge.PLAYING_FILE]
        return {
            key: {
                name: o.values[name] for name in names if has_value(o.values.get(name))
            }
            for key, o, index in keys_of_files(self._observed)
            if index == 0
        }

    def single(self, name: str, decided: Value) -> Iterator[Alternative]:
        pairs = ((o, o.values.get(name)) for o in self._observed)
        return self._others(pairs, decided)

    def entry(self, name: str, key: str, decided: Value) -> Iterator[Alternative]:
        if name == "files":
            return iter(())
        pairs = ((o, o.entries.get(name, {}).get(key)) for o in self._observed)
        return self._others(pairs, decided)

    def _others(
        self, pairs: Iterator[tuple[Observed, JSONValue]], decided: Value
    ) -> Iterator[Alternative]:
        found = [
            (self._servers[observed.server], value)
            for observed, value in pairs
            if has_value(value)
        ]
        # A server may have several items in one title, of which not the first need win.
        own = [n for n, (s, _) in enumerate(found) if s.name == decided.source]
        same = [n for n in own if found[n][1] == decided.value]
        winner = next(iter(same or own), None)
        for number, (server, value) in enumerate(found):
            if number != winner:
                yield Alternative(
                    server.name, value, server.priority, server.failures_in_a_row > 0
                )
