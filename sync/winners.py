"""Who wins, told from what servers have alone: no value is looked at.

The law of `sync.resolve` once more, over whole titles at a time: the same order, the
same servers in force, but sets of fields instead of values.  A test holds the two to
each other.  Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from catalog.fields import BY_NAME, KEYED, Merge, of_kind
from sync.resolve import Order, Ranking, in_force

_FILES: Final = 1 << BY_NAME["files"].bit
_ENTRIES: Final = tuple(f for f in KEYED if f.name != "files")


class Has(NamedTuple):
    """What a server has of a title: bits of fields, and the names of entries."""

    server: str
    listed: bool
    present: int
    keys: str


class Won(NamedTuple):
    """The winners of a title: fields as bits by server, servers by entry.

    `first` is the server whose file plays first.
    """

    fields: Mapping[str, int]
    entries: Mapping[str, str]
    first: str | None


class _Scope(NamedTuple):
    """The rankings that hold for a title: of sets of fields, of files, of entries."""

    fields: tuple[tuple[int, Ranking], ...]
    files: Ranking
    described: int
    entries: tuple[tuple[frozenset[str], Ranking], ...]


@dataclass(slots=True)
class Winners:
    """Finds winners under one order; what holds for many titles is found once.

    A title's files must not be locked, and no server have two items in it.
    """

    order: Order
    _scopes: dict[tuple[str, tuple[int, ...], bool], _Scope] = field(
        default_factory=dict
    )

    def of(
        self,
        kind: str,
        has: Sequence[Has],
        lineage: tuple[int, ...],
        locked: Set[tuple[str, str]],
    ) -> Won:
        """Who wins what; `locked` names fields and entries that are a curator's."""
        active, available = in_force(has, self.order)
        scope = self._scope(kind, lineage, available=available)
        held = sum(1 << BY_NAME[name].bit for name, key in locked if not key)
        fields: dict[str, int] = {}
        for mask, ranking in scope.fields:
            left = mask & ~held
            for one in _ranked(active, ranking):
                if found := one.present & left:
                    fields[one.server] = fields.get(one.server, 0) | found
                    left &= ~found
        first = None
        for one in _ranked(active, scope.files):
            if one.present & _FILES:
                first = one.server
                if found := one.present & scope.described & ~held:
                    fields[first] = fields.get(first, 0) | found
                break
        return Won(fields, _entries(active, scope, locked), first)

    def _scope(self, kind: str, lineage: tuple[int, ...], *, available: bool) -> _Scope:
        scope = self._scopes.get((kind, lineage, available))
        if scope is not None:
            return scope

        def ranking(name: str) -> Ranking:
            return self.order.ranking(kind, name, lineage, enabled=available)

        masks: dict[int | None, tuple[int, Ranking]] = {}
        described = 0
        for declared in of_kind(kind):
            bit = 1 << declared.bit
            if declared.merge is Merge.PLAYING_FILE:
                described |= bit
            elif declared.merge is Merge.FIRST:
                ranked = ranking(declared.name)
                mask, _ = masks.get(ranked.rule, (0, ranked))
                masks[ranked.rule] = (mask | bit, ranked)
        names: dict[int | None, tuple[frozenset[str], Ranking]] = {}
        for declared in _ENTRIES:
            if kind in declared.kinds:
                ranked = ranking(declared.name)
                same, _ = names.get(ranked.rule, (frozenset[str](), ranked))
                names[ranked.rule] = (same | {declared.name}, ranked)
        scope = _Scope(
            fields=tuple(masks.values()),
            files=ranking("files"),
            described=described,
            entries=tuple(names.values()),
        )
        self._scopes[kind, lineage, available] = scope
        return scope


def _ranked(active: Sequence[Has], ranking: Ranking) -> list[Has]:
    return sorted(active, key=lambda one: ranking.rank[one.server])


def _entries(
    active: Sequence[Has], scope: _Scope, locked: Set[tuple[str, str]]
) -> dict[str, str]:
    offering = [one for one in active if one.keys]
    finished: dict[str, str] = {}
    pending: dict[str, str] = {}
    for names, ranking in scope.entries:
        # The best comes last, and stays.
        for one in reversed(_ranked(offering, ranking)):
            offered = _offered(one.keys, one.server, names)
            finished |= offered.finished
            pending |= offered.pending
    # A pending caption never displaces a finished one.
    won = pending | finished
    for name, key in locked:
        won.pop(f"{name}.{key}", None)
    return won


class _Offered(NamedTuple):
    """A server's entries, each with the server."""

    finished: Mapping[str, str]
    pending: Mapping[str, str]


@lru_cache(maxsize=20_000)
def _offered(keys: str, server: str, fields: frozenset[str]) -> _Offered:
    """The entries of these fields, as an observation's `keys` name them."""
    named = keys.strip("|").split("|")
    pending = {f"captions.{k[8:]}" for k in named if k.startswith("pending.")}
    entries = [k for k in named if k.partition(".")[0] in fields]
    return _Offered(
        finished=dict.fromkeys((e for e in entries if e not in pending), server),
        pending=dict.fromkeys((e for e in entries if e in pending), server),
    )
