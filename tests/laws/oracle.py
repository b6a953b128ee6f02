"""The laws of the merge, once more: slow, obvious, and sharing no code with `sync`.

Written from the text of the laws.  What the text leaves open is decided as the
decision records say, and marked here with "open".  Tests compare the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tests.laws.table import FIRST, KEYED, OF_KIND


class Server(NamedTuple):
    """A server; the smaller its priority, the better it is."""

    slug: str
    priority: int
    enabled: bool = True
    removed: bool = False
    has_files: bool = True

    @property
    def counts(self) -> bool:
        return self.enabled and not self.removed


class Rule(NamedTuple):
    """A curator's order of servers; what is empty is not restricted."""

    id: int
    servers: tuple[str, ...]
    kind: str = ""
    field: str = ""
    title: int | None = None


class Said(NamedTuple):
    """What a server last said of one of its items."""

    server: str
    key: str
    listed: bool
    values: Mapping[str, Any]
    entries: Mapping[str, Mapping[str, Any]]
    files: Sequence[Any]


class Answer(NamedTuple):
    """A value, whose it is ("lock" for a curator's), and why."""

    value: Any
    source: str
    reason: str
    rule: int | None = None


class Title(NamedTuple):
    """All that the laws say of one title; `play` is the order of its files."""

    available: bool
    fields: dict[str, Answer]
    entries: dict[str, dict[str, Answer]]
    play: list[str]

    def answer(self, name: str, key: str = "") -> Answer:
        """That of a field, or of an entry."""
        return self.entries[name][key] if key else self.fields[name]


def is_nothing(value: Any) -> bool:
    """Law 3.  False and 0 are something."""
    if value is None:
        return True
    if isinstance(value, str):
        return value.strip() == ""
    if isinstance(value, list | tuple | dict):
        return len(value) == 0
    return False


def title_of(
    kind: str,
    said: Iterable[Said],
    servers: Iterable[Server],
    rules: Iterable[Rule],
    locks: Mapping[tuple[str, str], Any],
    lineage: Sequence[int],
) -> Title:
    """The whole title.  `lineage`: its id and those above it, nearest first."""
    return _Judge(kind, said, servers, rules, locks, lineage).title()


class _Judge:
    def __init__(
        self,
        kind: str,
        said: Iterable[Said],
        servers: Iterable[Server],
        rules: Iterable[Rule],
        locks: Mapping[tuple[str, str], Any],
        lineage: Sequence[int],
    ) -> None:
        self.kind, self.lineage, self.locks = kind, lineage, locks
        self.rules = list(rules)
        self.servers = {server.slug: server for server in servers}
        stored = list(said)
        # Law 7: only servers with files keep a title available.
        listing = [s for s in stored if s.listed and self.servers[s.server].counts]
        self.available = any(self.servers[s.server].has_files for s in listing)
        self.said = listing if self.available else stored

    def title(self) -> Title:
        files, play = self.files()
        entries = {"files": files}
        fields: dict[str, Answer] = {}
        for declared in OF_KIND[self.kind]:
            name = declared.name
            if declared.merged == KEYED:
                if name != "files":
                    entries[name] = self.keyed(name)
                self.lock_entries(name, entries[name])
                continue
            found: Answer | None
            if (name, "") in self.locks:
                value = self.locks[name, ""]
                found = Answer(None if is_nothing(value) else value, "lock", "locked")
            elif declared.merged == FIRST:
                found = self.first(name)
            else:
                found = self.of_playing_file(name, entries["files"])
            if found is not None:
                fields[name] = found
        if self.kind in {"show", "season"}:
            del entries["files"]
        # Open: what a curator adds plays after what servers have, by its key.
        play += sorted(key for key in entries.get("files", {}) if key not in play)
        return Title(
            available=self.available,
            fields=fields,
            entries={name: found for name, found in entries.items() if found},
            play=[key for key in play if not is_nothing(entries["files"][key].value)],
        )

    # -- law 2: the order, and the reason

    def rule_for(self, name: str) -> tuple[Rule | None, str]:
        """Item rule, else field rule for the kind, else kind rule.

        Open: of several rules on titles the nearest holds, and of several on one
        title the one that is narrower, in field before kind.
        """
        fits = [
            rule
            for rule in self.rules
            if rule.kind in {"", self.kind} and rule.field in {"", name}
        ]
        for title in self.lineage:
            if on_title := [rule for rule in fits if rule.title == title]:
                narrow = max(on_title, key=lambda r: (r.field != "", r.kind != ""))
                return narrow, "item_rule"
        fits = [rule for rule in fits if rule.title is None]
        if on_field := [rule for rule in fits if rule.field]:
            return max(on_field, key=lambda rule: rule.kind != ""), "field_rule"
        if on_kind := [rule for rule in fits if rule.kind]:
            return on_kind[0], "kind_rule"
        return None, "priority"

    def order(self, name: str) -> list[str]:
        """The servers, best first; of an unavailable title all that ever were.

        Open: where a removed server has another's priority, by name.
        """
        rule, _ = self.rule_for(name)
        named = list(rule.servers) if rule else []
        present = [s for s in self.servers.values() if s.counts or not self.available]
        by_priority = [
            server.slug
            for server in sorted(present, key=lambda s: (s.priority, s.slug))
        ]
        return [slug for slug in named if slug in by_priority] + [
            slug for slug in by_priority if slug not in named
        ]

    def reason(
        self, name: str, winner: str, having: set[str]
    ) -> tuple[str, int | None]:
        """Law 2's precedence, after `locked`; `having`: all servers with a value."""
        if having == {winner}:
            return "only_source", None
        rule, reason = self.rule_for(name)
        # Open: a rule that does not name the winner did not decide for it.
        decided = rule if rule is not None and winner in rule.servers else None
        if winner != self.order(name)[0]:
            return "fallback", decided.id if decided else None
        return (reason, decided.id) if decided else ("priority", None)

    def in_order(self, name: str) -> list[Said]:
        """What is said, best server first; one server's items by their key."""
        order = self.order(name)
        return sorted(self.said, key=lambda said: (order.index(said.server), said.key))

    # -- the three ways of merging

    def first(self, name: str) -> Answer | None:
        having = [s for s in self.said if not is_nothing(s.values.get(name))]
        if not having:
            return None
        in_order = [said for said in self.in_order(name) if said in having]
        return self.best(name, [(said.server, said.values[name]) for said in in_order])

    def best(self, name: str, offers: list[tuple[str, Any]]) -> Answer:
        server, value = offers[0]
        reason, rule = self.reason(name, server, {slug for slug, _ in offers})
        return Answer(value, server, reason, rule)

    def keyed(self, name: str) -> dict[str, Answer]:
        """Law 5: entry by entry."""
        said = self.in_order(name)
        found: dict[str, Answer] = {}
        for key in {key for one in said for key in one.entries.get(name, {})}:
            offers = [
                (one.server, one.entries[name][key])
                for one in said
                if not is_nothing(one.entries.get(name, {}).get(key))
            ]
            if name == "captions":
                # Open: beside a finished one, a pending one is no source.
                finished = [offer for offer in offers if not offer[1].get("pending")]
                offers = finished or offers
            if offers:
                found[key] = self.best(name, offers)
        return found

    def files(self) -> tuple[dict[str, Answer], list[str]]:
        """All files of all servers, and the order in which they play."""
        found: dict[str, Answer] = {}
        play: list[str] = []
        for slug in self.order("files"):
            number = 0
            for said in sorted((s for s in self.said if s.server == slug), key=_key):
                for file in said.files:
                    number += 1
                    key = slug if number == 1 else f"{slug}#{number}"
                    found[key] = Answer(file, slug, "only_source")
                    play.append(key)
        return found, play

    def of_playing_file(self, name: str, files: dict[str, Answer]) -> Answer | None:
        """From the file that plays first, which is the first of its item, or nothing.

        Open: one that a curator emptied does not play.
        """
        if all(is_nothing(said.values.get(name)) for said in self.said):
            return None
        numbers = dict.fromkeys(self.servers, 0)
        for said in self.in_order("files"):
            for index in range(len(said.files)):
                numbers[said.server] += 1
                number = numbers[said.server]
                key = said.server if number == 1 else f"{said.server}#{number}"
                if is_nothing(files[key].value):
                    continue
                value = said.values.get(name)
                if index > 0 or is_nothing(value):
                    return None
                having = {
                    other.server
                    for other in self.said
                    if other.files and not is_nothing(other.values.get(name))
                }
                reason, rule = self.reason("files", said.server, having)
                return Answer(value, said.server, reason, rule)
        return None

    # -- law 4

    def lock_entries(self, name: str, found: dict[str, Answer]) -> None:
        for (field, key), value in self.locks.items():
            if field == name and key:
                held = None if is_nothing(value) else value
                found[key] = Answer(held, "lock", "locked")


def _key(said: Said) -> str:
    return said.key
