"""The export that the laws ask for, from all that is remembered and decided."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sync.types import ObservedItem
from tests.laws.kinship import Group, Kept, Ref, Seen, Split, kinship
from tests.laws.memory import Memory
from tests.laws.oracle import Answer, Rule, Said, Server, Title, title_of

_NUMBER: Final = {"season": "season_number", "episode": "episode_number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is configured: the other half of what the catalog is a function of.

    `title` names the title that an item belongs to, `locks` are by title.
    """

    servers: tuple[Server, ...]
    rules: tuple[Rule, ...]
    locks: Mapping[int, Mapping[tuple[str, str], Any]]
    merges: Mapping[str, list[tuple[Ref, Ref]]]
    splits: Mapping[str, list[Split]]
    title: Mapping[tuple[str, Ref], int]


class Expected:
    """All titles that there must be."""

    def __init__(self, memories: Mapping[str, Memory], decided: Decided) -> None:
        self.memories, self.decided = memories, decided
        self.items: list[dict[str, Any]] = []
        self.play: dict[int, list[str]] = {}
        self.titles: dict[int, Title] = {}
        #: What is stored of each title.
        self.said: dict[int, list[Said]] = {}
        #: Which items make which title.
        self.members: dict[int, set[tuple[str, Ref]]] = {}
        self.apart: set[tuple[str, str, int, int]] = set()
        for kind in ("movie", "show"):
            self._tops(kind)
        self.items.sort(key=_place)

    def _tops(self, kind: str) -> None:
        seen = [self._seen(server, item) for server, item in self._of_kind(kind)]
        found = kinship(
            seen, self.decided.merges.get(kind, []), self.decided.splits.get(kind, [])
        )
        for group in found.groups:
            title = self._title(kind, group, None, [])
            if kind == "show":
                self._below("season", group, title)
        self.apart |= {self._conflict(kind, kept) for kept in found.apart}

    def _of_kind(self, kind: str) -> list[tuple[str, ObservedItem]]:
        return [
            (server, item)
            for server, memory in self.memories.items()
            for (of, _), item in memory.items.items()
            if of == kind
        ]

    def _seen(self, server: str, item: ObservedItem) -> Seen:
        values = item.values
        listed = (item.kind, item.remote_key) in self.memories[server].listed
        return Seen(
            (server, item.remote_key),
            frozenset(item.external_ids.items()),
            item.fingerprint,
            _compared(str(values.get("title", ""))),
            values.get("year"),  # type: ignore[arg-type]
            listed,
        )

    def _conflict(self, kind: str, kept: Kept) -> tuple[str, str, int, int]:
        left, right = sorted(
            self.decided.title[kind, r] for r in (kept.left, kept.right)
        )
        return kept.reason, kept.evidence, left, right

    def _below(self, kind: str, parents: Group, above: list[Any]) -> None:
        """By number only, inside the parent."""
        by_number: dict[int, set[Ref]] = defaultdict(set)
        for server, item in self._of_kind(kind):
            if (server, item.parent_key) in parents:
                number = item.values[_NUMBER[kind]]
                by_number[number].add((server, item.remote_key))  # type: ignore[index]
        for number, refs in by_number.items():
            title = self._title(kind, frozenset(refs), number, above)
            if kind == "season":
                self._below("episode", frozenset(refs), title)

    def _title(
        self, kind: str, group: Iterable[Ref], number: Any, parents: list[Any]
    ) -> list[Any]:
        """One title; returns its lineage and how it is called, for those below it."""
        refs = sorted(group)
        pks = {self.decided.title[kind, ref] for ref in refs}
        assert len(pks) == 1, f"{kind} {refs} are one title, and are {pks}"
        [pk] = pks
        assert pk not in self.members, f"{kind} {refs} share the title {pk}"
        self.members[pk] = {(kind, ref) for ref in refs}
        lineage = (pk, *(parent[0] for parent in parents))
        self.said[pk] = [self._said(kind, *ref) for ref in refs]
        title = title_of(
            kind,
            self.said[pk],
            self.decided.servers,
            self.decided.rules,
            self.decided.locks.get(pk, {}),
            lineage,
        )
        self.play[pk], self.titles[pk] = title.play, title
        name = title.fields["title"].value if "title" in title.fields else None
        if kind == "movie":
            year = title.fields["year"].value if "year" in title.fields else None
            path = [name, year]
        elif kind == "show":
            path = [name]
        else:
            path = [parents[-1][1], *(p[2] for p in parents[-2::-1]), number]
        self.items.append(
            {
                "kind": kind,
                "path": path,
                "available": title.available,
                "fields": {n: _exported(a) for n, a in title.fields.items()},
                "entries": _entries(title),
            }
        )
        return [(pk, name, number), *parents]

    def _said(self, kind: str, server: str, key: str) -> Said:
        memory = self.memories[server]
        item = memory.items[kind, key]
        return Said(
            server,
            key,
            (kind, key) in memory.listed,
            item.values,
            {
                "external_ids": item.external_ids,
                "artwork": item.artwork,
                "captions": item.captions,
            },
            item.files,
        )


def _compared(title: str) -> str:
    return re.sub(r"[^0-9a-z]+", " ", title.lower()).strip()


def _exported(answer: Answer) -> dict[str, Any]:
    return {"value": answer.value, "source": answer.source, "reason": answer.reason}


def _entries(title: Title) -> dict[str, Any]:
    return {
        name: {key: _exported(answer) for key, answer in entries.items()}
        for name, entries in title.entries.items()
    }


def _place(item: Mapping[str, Any]) -> tuple[Any, ...]:
    ids = item["entries"].get("external_ids", {})
    return (
        item["kind"],
        [(part is not None, part if part is not None else "") for part in item["path"]],
        sorted((key, said["value"] or "") for key, said in ids.items()),
        json.dumps(item, sort_keys=True, ensure_ascii=False),
    )
