"""Which items of which servers are one title.

Pure: groups are a function of all ids, fingerprints, titles and curators' decisions,
whatever the order they came in.  Evidence is weighed in fixed steps, strongest first:

1. a curator's merge;
2. an agreeing external id, scheme by scheme;
3. an agreeing media fingerprint;
4. an agreeing normalised title and year, unique on every server involved.

A step that would put a contradiction into one group keeps the pieces apart and names
the clash; a curator's split is no clash, it is obeyed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sync.components import components

Ref = tuple[str, str]  # server slug, remote key
TitleYear = tuple[str, int | None]

#: Strongest first; schemes not named here follow in alphabetical order.
SCHEMES: Final = ("tmdb", "imdb", "tvdb")


class Sighting(NamedTuple):
    """What identity needs of one stored item of one server.

    A withdrawn one belongs to a title still, but is no second folder of its server:
    else a renamed folder would stand in its own way.
    """

    server: str
    remote_key: str
    ids: frozenset[tuple[str, str]]
    fingerprint: str | None
    title: str
    year: int | None
    listed: bool = True

    @property
    def ref(self) -> Ref:
        """Its name among all sightings of its kind."""
        return self.server, self.remote_key


class Pair(NamedTuple):
    """A curator's decision on two items; of a split, `right` is the one taken out."""

    left: Ref
    right: Ref


class Clash(NamedTuple):
    """Two groups kept apart although `evidence` is common to both."""

    reason: str
    evidence: str
    left: Ref
    right: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """All groups (each sorted, sorted by first member) and all clashes between them."""

    groups: tuple[tuple[Ref, ...], ...]
    clashes: tuple[Clash, ...]


_NONE: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class _Group:
    """What is known of a group.

    The sets are frozen and shared between groups: there is one group per stored item
    at first, and sets of their own would be most of the memory.
    """

    members: list[Ref]
    ids: frozenset[tuple[str, str]]
    fingerprints: frozenset[str]
    titles: frozenset[TitleYear]
    #: Servers that list one of its items now.
    servers: frozenset[str]

    def absorb(self, other: _Group) -> None:
        self.members.extend(other.members)
        self.ids |= other.ids
        self.fingerprints |= other.fingerprints
        self.titles |= other.titles
        self.servers |= other.servers

    def by_scheme(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for scheme, value in self.ids:
            found[scheme].add(value)
        return found

    @property
    def first(self) -> Ref:
        return min(self.members)


def group_sightings(
    sightings: Iterable[Sighting],
    *,
    merges: Sequence[Pair] = (),
    splits: Sequence[Pair] = (),
) -> Grouping:
    """Group all stored items of one kind (movie or show) into titles."""
    return _Grouper(sightings, merges, splits).run()


class _Grouper:
    """The steps over one set of groups; `where` finds a member's group."""

    def __init__(
        self,
        sightings: Iterable[Sighting],
        merges: Sequence[Pair],
        splits: Sequence[Pair],
    ) -> None:
        self.groups: dict[Ref, _Group] = {}
        self.where: dict[Ref, Ref] = {}
        self.clashes: set[Clash] = set()
        self.merges = merges
        self.splits = splits
        # Ids a curator declared to be of one title count as one value.
        self.same_id: dict[tuple[str, str], tuple[str, str]] = {}
        titles: dict[TitleYear, frozenset[TitleYear]] = {}
        servers: dict[str, frozenset[str]] = {}
        for sighting in sorted(sightings):
            title, server, mark = (
                (sighting.title, sighting.year),
                sighting.server,
                sighting.fingerprint,
            )
            self.groups[sighting.ref] = _Group(
                members=[sighting.ref],
                ids=sighting.ids,
                fingerprints=frozenset((mark,)) if mark else _NONE,
                titles=titles.setdefault(title, frozenset((title,))),
                servers=servers.setdefault(server, frozenset((server,)))
                if sighting.listed
                else _NONE,
            )
            self.where[sighting.ref] = sighting.ref

    def run(self) -> Grouping:
        self._merge_decided()
        schemes = {scheme for g in self.groups.values() for scheme, _ in g.ids}
        known = [s for s in SCHEMES if s in schemes]
        for scheme in (*known, *sorted(schemes.difference(SCHEMES))):
            self._step(
                lambda group, scheme=scheme: [  # type: ignore[misc]
                    found for found in group.ids if found[0] == scheme
                ],
                lambda key: f"{key[0]}:{key[1]}",
                titles_must_agree=True,
            )
        self._step(
            lambda group: group.fingerprints,
            lambda key: f"fingerprint:{key}",
            one_of_each_server=True,
        )
        self._match_titles()
        return Grouping(
            groups=tuple(
                tuple(sorted(g.members))
                for g in sorted(self.groups.values(), key=lambda g: g.first)
            ),
            clashes=tuple(sorted(c for c in self.clashes if self._stands(c))),
        )

    def _stands(self, clash: Clash) -> bool:
        """Whether the two sides of a clash ended in different groups, undecided."""
        left, right = self.where[clash.left], self.where[clash.right]
        if left == right:
            return False
        together = {left, right}
        return not any(
            {self.where.get(p.left), self.where.get(p.right)} == together
            for p in self.splits
        )

    # -- step 1

    def _merge_decided(self) -> None:
        for left, right in sorted(self.merges):
            if left in self.where and right in self.where:
                self._join([self.where[left], self.where[right]])
        for group in self.groups.values():
            for scheme, values in group.by_scheme().items():
                if len(values) > 1:
                    for value in values:
                        self.same_id[scheme, value] = (scheme, min(values))

    # -- steps 2 and 3

    def _step(
        self,
        keys_of: Callable[[_Group], Iterable[Hashable]],
        evidence: Callable[..., str],
        *,
        titles_must_agree: bool = False,
        one_of_each_server: bool = False,
    ) -> None:
        by_key: dict[Hashable, list[Ref]] = defaultdict(list)
        for name, group in self.groups.items():
            for key in keys_of(group):
                by_key[key].append(name)
        shared = {key: names for key, names in by_key.items() if len(names) > 1}
        for names, keys in components(shared):
            words = evidence(min(keys, key=str))
            for piece in self._obey_splits(names):
                self._join_unless_contradictory(
                    piece,
                    words,
                    titles_must_agree=titles_must_agree,
                    one_of_each_server=one_of_each_server,
                )

    def _join_unless_contradictory(
        self,
        names: list[Ref],
        evidence: str,
        *,
        titles_must_agree: bool,
        one_of_each_server: bool,
    ) -> None:
        if len(names) < 2:
            return
        pieces = [names]
        if titles_must_agree:
            pieces = self._by_agreeing_titles(names)
            self._clash("titles_differ", evidence, [piece[0] for piece in pieces])
        for piece in pieces:
            if self._ids_contradict(piece):
                self._clash("ids_differ", evidence, piece)
            elif one_of_each_server and self._same_server_twice(piece):
                self._clash("same_server", evidence, piece)
            else:
                self._join(piece)

    def _by_agreeing_titles(self, names: list[Ref]) -> list[list[Ref]]:
        """Pieces in which no title and year both differ; an unknown year never does."""
        titles: set[TitleYear] = set()
        for name in names:
            titles |= self.groups[name].titles
        if _agree(titles):
            return [names]
        # A group may carry several spellings; its first one speaks for it.
        speaks = {name: min(self.groups[name].titles, key=str) for name in names}
        dated = [name for name in names if speaks[name][1] is not None]
        shared: dict[Hashable, list[Ref]] = defaultdict(list)
        for name in dated:
            title, year = speaks[name]
            shared["title", title].append(name)
            shared["year", year].append(name)
        pieces: list[list[Ref]] = []
        for members, _ in components(shared):
            if _agree({speaks[name] for name in members}):
                pieces.append(members)
                continue
            exact: dict[str, list[Ref]] = defaultdict(list)
            for name in members:
                exact[str(speaks[name])].append(name)
            pieces.extend(exact[key] for key in sorted(exact))
        for name in names:
            if name in dated:
                continue
            fitting = [
                piece
                for piece in pieces
                if len(pieces) == 1
                or speaks[name][0] in {speaks[other][0] for other in piece}
            ]
            if len(fitting) == 1:
                fitting[0].append(name)
            else:
                pieces.append([name])
        return sorted(sorted(piece) for piece in pieces)

    def _ids_contradict(self, names: Sequence[Ref]) -> bool:
        """Whether, for some scheme, no value is common to all that have one."""
        common: dict[str, set[tuple[str, str]]] = {}
        for name in names:
            for scheme, values in self.groups[name].by_scheme().items():
                same = {self.same_id.get((scheme, v), (scheme, v)) for v in values}
                common[scheme] = common[scheme] & same if scheme in common else same
        return not all(common.values())

    def _same_server_twice(self, names: Sequence[Ref]) -> bool:
        seen: set[str] = set()
        for name in names:
            servers = self.groups[name].servers
            if seen & servers:
                return True
            seen |= servers
        return False

    # -- step 4

    def _match_titles(self) -> None:
        by_title: dict[TitleYear, list[Ref]] = defaultdict(list)
        for name, group in self.groups.items():
            for title in group.titles:
                if title[0]:
                    by_title[title].append(name)
        for title in sorted(by_title, key=str):
            names = sorted({self.where[name] for name in by_title[title]})
            if len(names) < 2:
                continue
            words, year = title
            evidence = f"title:{words} ({year})" if year else f"title:{words}"
            for piece in self._obey_splits(self._unmistakable(names)):
                if len(piece) < 2:
                    continue
                if self._ids_contradict(piece):
                    self._clash("ids_differ", evidence, piece)
                else:
                    self._join(piece)

    def _unmistakable(self, names: Sequence[Ref]) -> list[Ref]:
        """Of groups with one title and year, those no server lists twice.

        Groups nobody lists any more follow the others; among themselves they match
        only where no server has two of them.
        """
        listed = [name for name in names if self.groups[name].servers]
        if listed:
            unique = _without_twins(
                {name: self.groups[name].servers for name in listed}
            )
            followers = sorted(set(names).difference(listed))
            return [*unique, *followers] if unique else []
        return _without_twins(
            {
                name: frozenset(server for server, _ in self.groups[name].members)
                for name in names
            }
        )

    # -- common

    def _obey_splits(self, names: Sequence[Ref]) -> list[list[Ref]]:
        """The names, with every group a curator took out of another one alone."""
        inside = set(names)
        alone: set[Ref] = set()
        for left, right in self.splits:
            a, b = self.where.get(left), self.where.get(right)
            if a in inside and b in inside and a != b and b is not None:
                alone.add(b)
        rest = sorted(inside - alone)
        return [rest, *([name] for name in sorted(alone))]

    def _clash(self, reason: str, evidence: str, names: Sequence[Ref]) -> None:
        first, *others = sorted(names)
        for other in others:
            self.clashes.add(Clash(reason, evidence[:300], first, other))

    def _join(self, names: Sequence[Ref]) -> None:
        into, *others = sorted(set(names))
        group = self.groups[into]
        for name in others:
            absorbed = self.groups.pop(name)
            for member in absorbed.members:
                self.where[member] = into
            group.absorb(absorbed)


def _without_twins(servers: Mapping[Ref, frozenset[str]]) -> list[Ref]:
    """The names none of whose servers occurs twice."""
    times: dict[str, int] = defaultdict(int)
    for found in servers.values():
        for server in found:
            times[server] += 1
    return sorted(
        name
        for name, found in servers.items()
        if all(times[server] == 1 for server in found)
    )


def _agree(titles: set[TitleYear]) -> bool:
    """Whether all share the title, or all that have a year share the year.

    An item without a title differs from nothing.
    """
    titles = {title for title in titles if title[0]}
    if not titles:
        return True
    years = {year for _, year in titles if year is not None}
    return len({title for title, _ in titles}) == 1 or len(years) <= 1
