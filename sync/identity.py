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
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sync.agreement import agree, by_agreeing_titles, without_twins
from sync.components import components
from sync.decided import with_renamed
from sync.sightings import (
    Clash,
    Grouping,
    Pair,
    Ref,
    Sighting,
    TitleYear,
    evidence_kind,
    title_evidence,
)

__all__ = [
    "Clash",
    "Grouping",
    "Pair",
    "Ref",
    "Sighting",
    "group_sightings",
]

#: Strongest first; schemes not named here follow in alphabetical order.
SCHEMES: Final = ("tmdb", "imdb", "tvdb")

_NONE: Final[frozenset[str]] = frozenset()
_UNTITLED: Final[frozenset[TitleYear]] = frozenset()


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
    #: Whether a curator's merge is in it.
    declared: bool = False
    #: Whether a curator's split names one of its items.
    split: bool = False

    def absorb(self, other: _Group) -> None:
        self.members.extend(other.members)
        self.ids |= other.ids
        self.fingerprints |= other.fingerprints
        self.titles |= other.titles
        self.servers |= other.servers
        self.declared |= other.declared
        self.split |= other.split

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
    stored = sorted(sightings)
    return _Grouper(stored, *with_renamed(stored, merges, splits)).run()


class _Grouper:
    """The steps over one set of groups; `where` finds a member's group."""

    def __init__(
        self,
        sightings: Sequence[Sighting],
        merges: Sequence[Pair],
        splits: Sequence[Pair],
    ) -> None:
        self.groups: dict[Ref, _Group] = {}
        self.where: dict[Ref, Ref] = {}
        self.clashes: set[Clash] = set()
        self.merges = merges
        self.splits: dict[Ref, list[Pair]] = defaultdict(list)
        # Ids a curator declared to be of one title count as one value.
        self.same_id: dict[tuple[str, str], tuple[str, str]] = {}
        titles: dict[TitleYear, frozenset[TitleYear]] = {}
        servers: dict[str, frozenset[str]] = {}
        for sighting in sightings:
            title, server, mark = (
                (sighting.title, sighting.year),
                sighting.server,
                sighting.fingerprint,
            )
            # What says nothing of itself has no spelling, and is no second folder.
            is_bare = not sighting.marks
            self.groups[sighting.ref] = _Group(
                members=[sighting.ref],
                ids=sighting.ids,
                fingerprints=frozenset((mark,)) if mark else _NONE,
                titles=_UNTITLED
                if is_bare
                else titles.setdefault(title, frozenset((title,))),
                servers=servers.setdefault(server, frozenset((server,)))
                if sighting.listed and not is_bare
                else _NONE,
            )
            self.where[sighting.ref] = sighting.ref
        for pair in splits:
            self.splits[pair.left].append(pair)
            for ref in (pair.left, pair.right):
                if ref in self.groups:
                    self.groups[ref].split = True

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
        by_first = sorted(self.groups.values(), key=lambda g: g.first)
        return Grouping(
            groups=tuple(tuple(sorted(g.members)) for g in by_first),
            clashes=tuple(sorted(c for c in self.clashes if self._stands(c))),
            parted=frozenset(
                (self.groups[left].first, self.groups[right].first)
                for left, right, _ in self._splits_of(self.groups)
            ),
        )

    def _splits_of(
        self, names: Iterable[Ref]
    ) -> Iterator[tuple[Ref, Ref, frozenset[str] | None]]:
        """Curators' splits of these groups from others: the group, and the one taken
        out of it.
        """
        for name in names:
            group = self.groups[name]
            if not group.split:
                continue
            for member in group.members:
                for pair in self.splits.get(member, ()):
                    right = self.where.get(pair.right)
                    if right is not None and right != name:
                        yield name, right, pair.against

    def _stands(self, clash: Clash) -> bool:
        """Whether the two sides of a clash ended in different groups, undecided."""
        left, right = self.where[clash.left], self.where[clash.right]
        if left == right:
            return False
        kind = evidence_kind(clash.evidence)
        return not any(
            {one, other} == {left, right} and (against is None or kind in against)
            for one, other, against in self._splits_of((left, right))
        )

    # -- step 1

    def _merge_decided(self) -> None:
        for left, right, _ in sorted(self.merges, key=lambda p: (p.left, p.right)):
            if left in self.where and right in self.where:
                sides = [self.where[left], self.where[right]]
                # Nothing is declared to be spelled in two ways by what has no title.
                declares = sides[0] != sides[1] and all(
                    self.groups[side].titles for side in sides
                )
                self._join(sides)
                self.groups[self.where[left]].declared |= declares
        declared: dict[Hashable, list[tuple[str, str]]] = {
            (*name, scheme): [(scheme, value) for value in sorted(values)]
            for name, group in self.groups.items()
            for scheme, values in group.by_scheme().items()
            if len(values) > 1
        }
        # If 1 is 2 by one title, and 2 is 3 by another, all of them are one id.
        for same, _ in components(declared):
            self.same_id.update(dict.fromkeys(same, same[0]))

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
        for names, keys in self._parted(shared, evidence):
            self._join_unless_contradictory(
                names,
                evidence(min(keys, key=str)),
                titles_must_agree=titles_must_agree,
                one_of_each_server=one_of_each_server,
            )

    def _parted(
        self, shared: Mapping[Hashable, Sequence[Ref]], evidence: Callable[..., str]
    ) -> Iterator[tuple[list[Ref], list[Hashable]]]:
        """What hangs together through keys, without what curators took out of it.

        What was taken out may hang together by itself.
        """
        for names, keys in components(shared):
            taken = self._taken_out(names, lambda k=keys: evidence(min(k, key=str)))  # type: ignore[misc]
            if not taken:
                yield names, keys
                continue
            for side in (set(names) - taken, taken):
                inside = {k: [n for n in shared[k] if n in side] for k in keys}
                yield from self._parted(
                    {k: found for k, found in inside.items() if len(found) > 1},
                    evidence,
                )

    def _taken_out(self, names: Sequence[Ref], evidence: Callable[[], str]) -> set[Ref]:
        """Those of the names a curator took out of another one; never all of them."""
        if sum(self.groups[name].split for name in names) < 2:
            return set()
        inside = set(names)
        pairs = [found for found in self._splits_of(names) if found[1] in inside]
        said = evidence()
        for left, right, against in pairs:
            if against is not None and evidence_kind(said) not in against:
                self._clash("decided_apart", said, [left, right])
        taken = {right for _, right, _ in pairs}
        # Two that were each taken out of the other are apart whichever of them stays.
        return taken if taken != inside else taken - {min(taken)}

    def _join_unless_contradictory(
        self,
        names: list[Ref],
        evidence: str,
        *,
        titles_must_agree: bool,
        one_of_each_server: bool,
    ) -> None:
        pieces = [names]
        if titles_must_agree and not self._titles_agree(names):
            pieces = by_agreeing_titles(
                {name: self.groups[name].titles for name in names},
                {name for name in names if self.groups[name].declared},
            )
            self._clash("titles_differ", evidence, [piece[0] for piece in pieces])
        for piece in pieces:
            if self._ids_contradict(piece):
                self._clash("ids_differ", evidence, piece)
            elif one_of_each_server and self._same_server_twice(piece):
                self._clash("same_server", evidence, piece)
            else:
                self._join(piece)

    def _titles_agree(self, names: Sequence[Ref]) -> bool:
        titles: set[TitleYear] = set()
        for name in names:
            titles |= self.groups[name].titles
        return agree(titles)

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
            evidence = title_evidence(*title)
            unique = self._unmistakable(names)
            if len(unique) < 2:
                continue
            for piece in self._parted_by_title(title, unique, evidence):
                if self._ids_contradict(piece):
                    self._clash("ids_differ", evidence, piece)
                else:
                    self._join(piece)

    def _parted_by_title(
        self, title: TitleYear, names: list[Ref], evidence: str
    ) -> list[list[Ref]]:
        if not self._taken_out(names, lambda: evidence):
            return [names]
        return [piece for piece, _ in self._parted({title: names}, lambda _: evidence)]

    def _unmistakable(self, names: Sequence[Ref]) -> list[Ref]:
        """Of groups with one title and year, those no server lists twice.

        Groups nobody lists any more follow the others; among themselves they match
        only where no server has two of them.
        """
        listed = [name for name in names if self.groups[name].servers]
        if listed:
            unique = without_twins({name: self.groups[name].servers for name in listed})
            followers = sorted(set(names).difference(listed))
            return [*unique, *followers] if unique else []
        return without_twins(
            {
                name: frozenset(server for server, _ in self.groups[name].members)
                for name in names
            }
        )

    # -- common

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
