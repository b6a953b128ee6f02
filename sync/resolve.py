"""The law of the merge: what servers said, in which order, under which locks, wins.

Pure: values in, values and reasons out.  No clock, no network, no order of arrival.
Finalize, `explain` and previews all call `resolve_item`; nothing else in MediaHub
decides between servers.

    order of the servers  = item rule, else field rule for the kind, else kind rule,
                            else priority; servers a rule omits follow by priority
    winner                = the first server of that order that has a value
    a lock                = beats every server, and may hold "nothing"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol, TypeVar

from catalog.fields import KEYED, Field, JSONValue, Merge, has_value, of_kind


class Place(NamedTuple):
    """One server's place: lower priority first, equal ones (removed) by slug."""

    slug: str
    priority: int
    enabled: bool
    has_files: bool


class Rule(NamedTuple):
    """A curator's order for a scope.  Empty kind, field or item mean "any"."""

    id: int
    servers: tuple[str, ...]
    kind: str = ""
    field: str = ""
    item: int | None = None


class Observed(NamedTuple):
    """What one server last said about one of its items.

    `entries` holds external_ids, artwork and captions by key; `files` is ordered.
    """

    server: str
    remote_key: str
    listed: bool
    values: Mapping[str, JSONValue]
    entries: Mapping[str, Mapping[str, JSONValue]]
    files: Sequence[JSONValue]


class _Said(Protocol):
    @property
    def server(self) -> str: ...
    @property
    def listed(self) -> bool: ...


#: An observation, or what stands for one.
Said = TypeVar("Said", bound=_Said)


class Choice(NamedTuple):
    """One decided value: from which server (or a lock), and why."""

    value: JSONValue
    server: str | None
    reason: str
    rule: int | None = None

    @property
    def origin(self) -> str:
        """`server` or `lock`."""
        return "lock" if self.reason == "locked" else "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The whole decision about one title.

    Fields and entries without a value and without a lock are absent.  The order of
    `entries["files"]` is the order of play.
    """

    available: bool
    fields: Mapping[str, Choice]
    entries: Mapping[str, Mapping[str, Choice]]


class Ranking(NamedTuple):
    """An order of servers for one field, and which rule made it."""

    rank: Mapping[str, int]
    first: str | None
    reason: str
    rule: int | None
    named: frozenset[str]

    def reason_for(self, server: str) -> tuple[str, int | None]:
        """Why `server`, being first with a value and not alone, wins here."""
        if server != self.first:
            return "fallback", self.rule if server in self.named else None
        if server in self.named:
            return self.reason, self.rule
        return "priority", None


@dataclass(slots=True)
class Order:
    """All servers and rules of one moment; rankings are computed once per scope."""

    places: Sequence[Place]
    rules: Sequence[Rule] = ()
    _by_scope: dict[tuple[str, str, int | None], Rule] = field(init=False)
    _rankings: dict[tuple[int | None, bool], Ranking] = field(init=False)
    _by_slug: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        self._by_slug = {place.slug: place for place in self.places}
        self._by_scope = {(r.kind, r.field, r.item): r for r in self.rules}
        self._rankings = {}

    def place(self, slug: str) -> Place:
        """The place of a server."""
        return self._by_slug[slug]

    def ranking(
        self, kind: str, field_name: str, lineage: Sequence[int], *, enabled: bool
    ) -> Ranking:
        """The order for a field of a title.

        `lineage` names the title and those above it, nearest first; `enabled` leaves
        out servers that are disabled or removed.
        """
        rule, reason = self._rule(kind, field_name, lineage)
        cached = self._rankings.get((rule.id if rule else None, enabled))
        if cached is None or cached.reason != reason:
            cached = self._rank(rule, reason, enabled=enabled)
            self._rankings[(rule.id if rule else None, enabled)] = cached
        return cached

    def _rule(
        self, kind: str, field_name: str, lineage: Sequence[int]
    ) -> tuple[Rule | None, str]:
        if not self._by_scope:
            return None, "priority"
        get = self._by_scope.get
        for item in lineage:
            for of_kind_, of_field in (
                (kind, field_name),
                ("", field_name),
                (kind, ""),
                ("", ""),
            ):
                if rule := get((of_kind_, of_field, item)):
                    return rule, "item_rule"
        for of_kind_ in (kind, ""):
            if rule := get((of_kind_, field_name, None)):
                return rule, "field_rule"
        if rule := get((kind, "", None)):
            return rule, "kind_rule"
        return None, "priority"

    def _rank(self, rule: Rule | None, reason: str, *, enabled: bool) -> Ranking:
        places = [p for p in self.places if p.enabled or not enabled]
        named = rule.servers if rule else ()
        position = {slug: index for index, slug in enumerate(named)}
        places.sort(
            key=lambda p: (position.get(p.slug, len(named)), p.priority, p.slug)
        )
        return Ranking(
            rank={p.slug: index for index, p in enumerate(places)},
            first=places[0].slug if places else None,
            reason=reason,
            rule=rule.id if rule else None,
            named=frozenset(named),
        )


Locks = Mapping[tuple[str, str], JSONValue]
NO_LOCKS: Final[Locks] = {}


def resolve_item(
    kind: str,
    observations: Sequence[Observed],
    order: Order,
    *,
    lineage: Sequence[int] = (),
    locks: Locks = NO_LOCKS,
) -> Resolution:
    """Decide every field and entry of one title.

    `observations` are all stored ones of the title; `lineage` its id and those of the
    titles above it, nearest first; `locks` maps (field, key) to the locked value.

    While an enabled server with files lists the title, the listed observations of
    enabled servers count.  Otherwise it is unavailable, and all stored observations
    count, so that it keeps its values.
    """
    active, available = in_force(observations, order)
    active.sort(key=lambda o: o.remote_key)

    chosen: dict[str, Choice] = {}
    entries: dict[str, dict[str, Choice]] = {}
    ranked: dict[int | None, tuple[list[Observed], Ranking]] = {}

    def candidates(name: str) -> tuple[list[Observed], Ranking]:
        if not order.rules and None in ranked:
            # Without rules all fields follow one order.
            return ranked[None]
        ranking = order.ranking(kind, name, lineage, enabled=available)
        found = ranked.get(ranking.rule)
        if found is None:
            found = (sorted(active, key=lambda o: ranking.rank[o.server]), ranking)
            ranked[ranking.rule] = found
        return found[0], ranking

    for declared in KEYED:
        if kind not in declared.kinds:
            continue
        in_order, ranking = candidates(declared.name)
        if declared.name == "files":
            found = _files(in_order)
        else:
            found = _entries(declared.name, in_order, ranking)
        _lock_entries(declared.name, found, locks)
        if found:
            entries[declared.name] = found

    playing = _playing(candidates("files")[0], entries.get("files", {}))
    for declared in of_kind(kind):
        if declared.merge is Merge.KEYED:
            continue
        if (declared.name, "") in locks:
            chosen[declared.name] = _locked(locks[(declared.name, "")])
            continue
        choice = (
            _from_playing_file(declared, *candidates("files"), playing)
            if declared.merge is Merge.PLAYING_FILE
            else _first(declared.name, *candidates(declared.name))
        )
        if choice is not None:
            chosen[declared.name] = choice
    return Resolution(available=available, fields=chosen, entries=entries)


def in_force(observations: Sequence[Said], order: Order) -> tuple[list[Said], bool]:
    """The observations of a title that count, and whether it is available."""
    active = [o for o in observations if o.listed and order.place(o.server).enabled]
    if any(order.place(o.server).has_files for o in active):
        return active, True
    return list(observations), False


def _first(name: str, in_order: Sequence[Observed], ranking: Ranking) -> Choice | None:
    winner: Observed | None = None
    value: JSONValue = None
    for observed in in_order:
        candidate = observed.values.get(name)
        if candidate is None or not has_value(candidate):
            continue
        if winner is None:
            winner, value = observed, candidate
        elif observed.server != winner.server:
            reason, rule = ranking.reason_for(winner.server)
            return Choice(value, winner.server, reason, rule)
    if winner is None:
        return None
    return Choice(value, winner.server, "only_source")


def _entries(
    name: str, in_order: Sequence[Observed], ranking: Ranking
) -> dict[str, Choice]:
    offers: dict[str, list[tuple[str, JSONValue]]] = {}
    for observed in in_order:
        for key, value in observed.entries.get(name, {}).items():
            if has_value(value):
                offers.setdefault(key, []).append((observed.server, value))
    return {key: _best_offer(offers[key], ranking) for key in sorted(offers)}


def _best_offer(offers: Sequence[tuple[str, JSONValue]], ranking: Ranking) -> Choice:
    """The first offer; a pending one never displaces a finished one of its key."""
    finished = [offer for offer in offers if not is_pending(offer[1])]
    counted = finished or offers
    server, value = counted[0]
    if all(other == server for other, _ in counted):
        return Choice(value, server, "only_source")
    reason, rule = ranking.reason_for(server)
    return Choice(value, server, reason, rule)


def is_pending(value: JSONValue) -> bool:
    """Whether a caption is still being made."""
    return isinstance(value, Mapping) and bool(value.get("pending"))


def _files(in_order: Sequence[Observed]) -> dict[str, Choice]:
    """Every server's files, in the order of play: ``slug``, ``slug#2``, ..."""
    return {
        key: Choice(observed.files[index], observed.server, "only_source")
        for key, observed, index in keys_of_files(in_order)
    }


def keys_of_files(in_order: Sequence[Observed]) -> Iterator[tuple[str, Observed, int]]:
    """Each file's key, with whose it is and the how manyth there, from 0."""
    counts: dict[str, int] = {}
    for observed in in_order:
        for index, _ in enumerate(observed.files):
            number = counts.get(observed.server, 0) + 1
            counts[observed.server] = number
            key = observed.server if number == 1 else f"{observed.server}#{number}"
            yield key, observed, index


def _lock_entries(name: str, found: dict[str, Choice], locks: Locks) -> None:
    """Locked entries instead of the servers'; what only a curator has comes last."""
    for key in sorted(key for field_name, key in locks if field_name == name):
        found[key] = _locked(locks[(name, key)])


def _locked(value: JSONValue) -> Choice:
    """A curator's value; what is no value locks the field as empty."""
    return Choice(value if has_value(value) else None, None, "locked")


def _playing(
    in_order: Sequence[Observed], files: Mapping[str, Choice]
) -> Observed | None:
    """Whose observation describes the file that plays first.

    A file locked as empty is not played, and an observation describes only its own
    first file.
    """
    for key, observed, index in keys_of_files(in_order):
        choice = files.get(key)
        if choice is not None and choice.value is not None:
            return observed if index == 0 else None
    return None


def _from_playing_file(
    declared: Field,
    in_order: Sequence[Observed],
    ranking: Ranking,
    playing: Observed | None,
) -> Choice | None:
    if playing is None:
        return None
    value = playing.values.get(declared.name)
    if not has_value(value):
        return None
    alone = not any(
        other.server != playing.server
        and other.files
        and has_value(other.values.get(declared.name))
        for other in in_order
    )
    if alone:
        return Choice(value, playing.server, "only_source")
    reason, rule = ranking.reason_for(playing.server)
    return Choice(value, playing.server, reason, rule)
