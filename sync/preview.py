"""What another order of servers, or a library left out, would change, before it is so.

Asked of what servers have, not of what they say (`sync.winners`), as it is now and as
it would be, and once for all titles that are alike in it (`sync.patterns`).  Only
examples, and titles whose files are locked or in which one server has several items,
are read whole.  Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.db.models import Q

from catalog.fields import SINGLE, JSONValue
from catalog.models import FieldLock, Item, Server
from sync.examples import Examples, Move
from sync.models import Observation
from sync.patterns import patterns
from sync.resolve import (
    NO_LOCKS,
    Locks,
    Observed,
    Order,
    Resolution,
    in_force,
    resolve_item,
)
from sync.rules import load_locks
from sync.store import read_observed
from sync.winners import Has, Winners, Won

#: How many examples are given unless asked for more.
EXAMPLES: Final = 20
_AT_ONCE: Final = 500
_Said = TypeVar("_Said", Has, Observed)
_NOTHING: Final[frozenset[tuple[str, str]]] = frozenset()
_BITS: Final = tuple((declared.name, 1 << declared.bit) for declared in SINGLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A value that would change: from which server to which, and the two values."""

    item: Item
    name: str
    before: JSONValue
    before_server: str | None
    after: JSONValue
    after_server: str | None


@dataclass(slots=True, kw_only=True)
class Preview:
    """What would change; `updated` and `cleared` as the run would count them, but for
    files.

    `plays_first` counts titles whose file that plays first would be another server's.
    Those that would be `unavailable` are counted by kind; some are `hidden` examples.
    """

    titles: int = 0
    updated: int = 0
    cleared: int = 0
    plays_first: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)
    unavailable: Counter[str] = field(default_factory=Counter)
    hidden: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Which titles to look at: one and those below it, or all of some kinds."""

    kinds: tuple[str, ...]
    item: int | None = None


def preview(
    before: Order, after: Order, extent: Extent, *, examples: int = EXAMPLES
) -> Preview:
    """Compare the two orders over these titles."""
    return _Comparison(before, after, extent, examples).run()


def preview_without(
    server: str, order: Order, extent: Extent, *, examples: int = EXAMPLES
) -> Preview:
    """Compare these titles with what they are where the server (slug) lists none."""
    return _Comparison(order, order, extent, examples, without=server).run()


def as_json(found: Preview) -> dict[str, Any]:
    """The preview as the commands and the API print it."""
    return {
        "titles": found.titles,
        "updated": found.updated,
        "cleared": found.cleared,
        "plays_first": found.plays_first,
        "fields": dict(sorted(found.by_field.items())),
        "kinds": dict(sorted(found.by_kind.items())),
        "examples": [
            {
                "item": named(example.item),
                "field": example.name,
                "from": {"server": example.before_server, "value": example.before},
                "to": {"server": example.after_server, "value": example.after},
            }
            for example in found.examples
        ],
    }


def named(item: Item) -> dict[str, str]:
    """A title as programs find it again."""
    return {"id": str(item.public_id), "kind": item.kind, "name": item.place}


class _Comparison:
    def __init__(
        self,
        before: Order,
        after: Order,
        extent: Extent,
        examples: int,
        *,
        without: str | None = None,
    ) -> None:
        self._without = without
        self._room = examples
        self._hidden: list[int] = []
        self._orders = (before, after)
        self._winners = (Winners(before), Winners(after))
        self._extent = extent
        self._lineages = self._ruled_lineages()
        self._locked = self._all_locked()
        self._examples = Examples(examples)
        self._found = Preview()

    def run(self) -> Preview:
        slugs = dict(Server.objects.values_list("pk", "slug"))
        whole: list[tuple[int, str]] = []
        for kind, has, titles in patterns(self._observations(), slugs):
            servers = {one.server for one in has}
            if not self._may_change(has, servers):
                continue
            alike = titles
            if len(servers) < len(has):
                whole.extend((pk, kind) for pk in titles)
                alike = []
            elif self._lineages or self._locked:
                alike = []
                for pk in titles:
                    locked = self._locked.get(pk, _NOTHING)
                    if any(name == "files" for name, _ in locked):
                        whole.append((pk, kind))
                    elif locked or pk in self._lineages:
                        self._compare(kind, has, [pk], locked)
                    else:
                        alike.append(pk)
            if alike:
                self._compare(kind, has, alike, _NOTHING)
            while len(whole) >= _AT_ONCE:
                self._compare_whole(whole[:_AT_ONCE])
                del whole[:_AT_ONCE]
        self._compare_whole(whole)
        self._found.examples = self._read_examples()
        hidden = Item.objects.filter(pk__in=self._hidden)
        self._found.hidden = list(hidden.select_related("parent__parent"))
        return self._found

    def _may_change(self, has: Sequence[Has], servers: Set[str]) -> bool:
        if self._without is not None:
            return any(one.server == self._without and one.listed for one in has)
        # Whoever is alone stays alone, in every order.
        return len(servers) > 1

    # what there is

    def _observations(self) -> Any:
        rows = Observation.objects.filter(
            item__isnull=False, kind__in=self._extent.kinds
        )
        if (pk := self._extent.item) is None:
            return rows
        return rows.filter(Q(item=pk) | Q(item__parent=pk) | Q(item__parent__parent=pk))

    def _ruled_lineages(self) -> dict[int, tuple[int, ...]]:
        """Titles at or below those with rules: which of these, nearest first."""
        ruled = {
            rule.item
            for order in self._orders
            for rule in order.rules
            if rule.item is not None
        }
        found: dict[int, tuple[int, ...]] = {}
        for path in ("pk", "parent", "parent__parent"):
            rows = Item.objects.filter(**{f"{path}__in": ruled}).values_list(
                "pk", "parent_id", "parent__parent_id"
            )
            for lineage in rows if ruled else ():
                found[lineage[0]] = tuple(pk for pk in lineage if pk in ruled)
        return found

    def _all_locked(self) -> dict[int, set[tuple[str, str]]]:
        found: dict[int, set[tuple[str, str]]] = {}
        rows = FieldLock.objects.values_list("item_id", "field", "key")
        for pk, name, key in rows:
            found.setdefault(pk, set()).add((name, key))
        return found

    # the two orders

    def _compare(
        self,
        kind: str,
        has: Sequence[Has],
        titles: Sequence[int],
        locked: Set[tuple[str, str]],
    ) -> None:
        """Titles that are alike in all that decides: what is true of one is of all."""
        lineage = self._lineages.get(titles[0], ())
        left = self._left(has)
        now, then = (
            winners.of(kind, said, lineage, locked)
            for winners, said in zip(self._winners, (has, left), strict=True)
        )
        stays = [
            in_force(said, order)[1]
            for said, order in zip((has, left), self._orders, strict=True)
        ]
        if stays == [True, False]:
            self._hide(kind, titles)
        self._found.plays_first += len(titles) * (now.first != then.first)
        if now.fields != then.fields or now.entries != then.entries:
            self._count(kind, _moves(now, then), titles)

    def _compare_whole(self, titles: Sequence[tuple[int, str]]) -> None:
        """Titles that what servers have does not tell apart: from what they say."""
        for pk, kind, decided in self._decided(titles):
            now, then = decided
            if now.available and not then.available:
                self._hide(kind, [pk])
            self._found.plays_first += _first_file(now) != _first_file(then)
            if moves := _difference(now, then):
                self._count(kind, moves, [pk])

    def _decided(
        self, titles: Sequence[tuple[int, str]]
    ) -> Iterator[tuple[int, str, tuple[Resolution, Resolution]]]:
        """The law itself, as it is and as it would be."""
        for pk, kind, observed, locks in read_whole(titles):
            lineage = self._lineages.get(pk, ())
            now, then = (
                resolve_item(kind, said, order, lineage=lineage, locks=locks)
                for said, order in zip(
                    (observed, self._left(observed)), self._orders, strict=True
                )
            )
            yield pk, kind, (now, then)

    def _left(self, said: Sequence[_Said]) -> list[_Said]:
        """What is said then: nothing is listed by whoever is left out."""
        return [
            one._replace(listed=False) if one.server == self._without else one
            for one in said
        ]

    # what comes of it

    def _hide(self, kind: str, titles: Sequence[int]) -> None:
        self._found.unavailable[kind] += len(titles)
        self._hidden += titles[: self._room - len(self._hidden)]

    def _count(self, kind: str, moves: Sequence[Move], titles: Sequence[int]) -> None:
        """The same moves, of each of these titles."""
        number = len(titles)
        lost = sum(move.after is None for move in moves)
        found = self._found
        found.titles += number
        found.by_kind[kind] += number
        found.updated += number * (len(moves) - lost)
        found.cleared += number * lost
        for move in moves:
            found.by_field[move.field] += number
        self._examples.offer(moves, titles)

    def _read_examples(self) -> list[Example]:
        shown = self._examples.chosen()
        items = {
            item.pk: item
            for item in Item.objects.filter(pk__in=shown).select_related(
                "parent__parent"
            )
        }
        names = dict(Server.objects.values_list("slug", "name"))
        found: list[Example] = []
        titles = [(pk, items[pk].kind) for pk in shown if pk in items]
        for pk, _, (now, then) in self._decided(titles):
            found.extend(
                Example(
                    item=items[pk],
                    name=f"{move.field}.{move.key}" if move.key else move.field,
                    before=_value(now, move),
                    before_server=names.get(move.before or ""),
                    after=_value(then, move),
                    after_server=names.get(move.after or ""),
                )
                for move in shown[pk]
            )
        return found


def read_whole(
    titles: Sequence[tuple[int, str]],
) -> Iterator[tuple[int, str, list[Observed], Locks]]:
    """All that is stored of titles, given by key and kind: what is said, and locked."""
    pks = [pk for pk, _ in titles]
    locks = load_locks(pks)
    rows = Observation.objects.filter(item_id__in=pks)
    of_item = dict(rows.values_list("pk", "item_id"))
    observed: dict[int, list[Observed]] = {pk: [] for pk in pks}
    for pk, value in sorted(read_observed(rows).items()):
        observed[of_item[pk]].append(value)
    for pk, kind in titles:
        yield pk, kind, observed[pk], locks.get(pk, NO_LOCKS)


def _moves(now: Won, then: Won) -> list[Move]:
    """The values whose source moves, field by field and entry by entry."""
    moved = 0
    for server in now.fields.keys() | then.fields.keys():
        moved |= now.fields.get(server, 0) ^ then.fields.get(server, 0)
    found = []
    for name, bit in _BITS:
        if moved & bit:
            before, after = (
                next((s for s, bits in won.fields.items() if bits & bit), None)
                for won in (now, then)
            )
            found.append(Move(name, "", before, after))
    for entry in sorted(dict(now.entries.items() ^ then.entries.items())):
        name, _, key = entry.partition(".")
        found.append(Move(name, key, now.entries.get(entry), then.entries.get(entry)))
    return found


def _difference(now: Resolution, then: Resolution) -> list[Move]:
    """The values whose source moves; their order and reasons aside."""
    before, after = dict(_sources(now)), dict(_sources(then))
    return [
        Move(name, key, before.get((name, key)), after.get((name, key)))
        for name, key in sorted(before.keys() | after.keys())
        if before.get((name, key)) != after.get((name, key))
    ]


def _sources(decided: Resolution) -> Iterator[tuple[tuple[str, str], str | None]]:
    for name, choice in decided.fields.items():
        yield (name, ""), choice.server
    for name, entries in decided.entries.items():
        # Which files there are is told by nobody who only says that he has some.
        for key, choice in entries.items() if name != "files" else ():
            yield (name, key), choice.server


def _first_file(decided: Resolution) -> str | None:
    files: Mapping[str, Any] = decided.entries.get("files", {})
    return next(
        (key for key, choice in files.items() if choice.value is not None), None
    )


def _value(decided: Resolution, move: Move) -> JSONValue:
    if move.key:
        choice = decided.entries.get(move.field, {}).get(move.key)
    else:
        choice = decided.fields.get(move.field)
    return choice.value if choice else None
