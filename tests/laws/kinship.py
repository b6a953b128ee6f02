"""The law of identity, once more: which items of which servers are one title.

Shares no code with `sync.identity`.  Groups are plain sets of items, and every question
is asked of all of them anew; what the law leaves open is decided as docs/decisions/0006
and docs/one-title.md say.  Slow and obvious is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

Ref = tuple[str, str]
Group = frozenset[Ref]


class Seen(NamedTuple):
    """What one item shows of itself."""

    ref: Ref
    ids: frozenset[tuple[str, str]]
    fingerprint: str | None
    title: str
    year: int | None
    listed: bool = True


class Split(NamedTuple):
    """A curator took `right` out of the title of `left`.

    `against` are the kinds of evidence the curator knew of; None: whatever there is.
    """

    left: Ref
    right: Ref
    against: frozenset[str] | None = None

    def knew(self, evidence: str) -> bool:
        """Whether this evidence was answered by the split."""
        return self.against is None or evidence.split(":")[0] in self.against


class Kept(NamedTuple):
    """Two items that are kept apart, and what they share all the same."""

    reason: str
    evidence: str
    left: Ref
    right: Ref


class Kinship(NamedTuple):
    """All titles, and what keeps some of them apart."""

    groups: set[Group]
    apart: set[Kept]


def kinship(
    seen: Iterable[Seen],
    merges: Sequence[tuple[Ref, Ref]] = (),
    splits: Sequence[Split] = (),
) -> Kinship:
    """`merges` are pairs of items that a curator declared to be one title."""
    family = _Family(list(seen))
    family.decide(merges, splits)
    schemes = {scheme for one in family.seen.values() for scheme, _ in one.ids}
    first = [s for s in ("tmdb", "imdb", "tvdb") if s in schemes]
    for scheme in first + sorted(schemes - set(first)):
        family.by_id(scheme)
    family.by_fingerprint()
    family.by_title()
    return Kinship(set(family.groups), family.standing())


#: What a group shows that may be shared.
Marks = Callable[[Group], set[Any]]


class _Family:
    def __init__(self, seen: list[Seen]) -> None:
        self.seen = {one.ref: one for one in seen}
        self.splits: list[Split] = []
        #: Items by which a curator's merge made one of two that say what they are.
        self.declared: set[Ref] = set()
        self.groups: list[Group] = [frozenset([one.ref]) for one in seen]
        self.apart: set[Kept] = set()
        #: Sets of ids that a curator declared to be of one title.
        self.alike: list[set[tuple[str, str]]] = []

    # -- what a group shows

    def ids(self, group: Group) -> set[tuple[str, str]]:
        return {named for ref in group for named in self.seen[ref].ids}

    def titles(self, group: Group) -> set[tuple[str, int | None]]:
        told = [self.seen[ref] for ref in group if not self.is_bare(ref)]
        return {(one.title, one.year) for one in told}

    def is_bare(self, ref: Ref) -> bool:
        """Whether an item says nothing of itself: it is what a curator says it is."""
        one = self.seen[ref]
        return not (one.ids or one.fingerprint or one.title)

    def fingerprints(self, group: Group) -> set[Any]:
        return {self.seen[ref].fingerprint for ref in group} - {None, ""}

    def listing(self, group: Group) -> set[str]:
        """The servers that list one of its items now, and say something of it."""
        return {
            ref[0] for ref in group if self.seen[ref].listed and not self.is_bare(ref)
        }

    def home(self, ref: Ref) -> Group | None:
        return next((group for group in self.groups if ref in group), None)

    def join(self, groups: Iterable[Group]) -> None:
        whole = frozenset().union(*groups)
        self.groups = [g for g in self.groups if not g & whole] + [whole]

    # -- the steps

    def decide(
        self, merges: Sequence[tuple[Ref, Ref]], splits: Sequence[Split]
    ) -> None:
        decided = {ref for pair in merges for ref in pair}
        named = decided | {ref for split in splits for ref in (split.left, split.right)}
        renamed = {
            one.ref: was
            for one in self.seen.values()
            if one.ref not in named and (was := self.renamed_from(one, named))
        }
        again = [(was, now) for now, was in renamed.items() if was in decided]
        for left, right in [*merges, *again]:
            a, b = self.home(left), self.home(right)
            if a and b:
                self.join([a, b])
                if a != b and self.titles(a) and self.titles(b):
                    self.declared |= {left, right}
        for split in splits:
            lefts, rights = (
                [ref, *(now for now, was in renamed.items() if was == ref)]
                for ref in (split.left, split.right)
            )
            self.splits += [Split(a, b, split.against) for a in lefts for b in rights]
        for group in self.groups:
            for scheme in {scheme for scheme, _ in self.ids(group)}:
                same = {named for named in self.ids(group) if named[0] == scheme}
                if len(same) > 1:
                    touching = [known for known in self.alike if known & same]
                    self.alike = [k for k in self.alike if k not in touching]
                    self.alike.append(same.union(*touching))

    def renamed_from(self, now: Seen, named: set[Ref]) -> Ref | None:
        """The item of a decision that is the same folder under another name."""
        if now.fingerprint:
            for was in self.others(now, named):
                if was.fingerprint == now.fingerprint:
                    return was.ref
        alike = [
            was
            for was in self.others(now, named)
            if _agree({(was.title, was.year), (now.title, now.year)})
        ]
        for one in sorted(now.ids):
            for was in alike:
                if one in was.ids:
                    return was.ref
        for was in alike:
            if now.title and (was.title, was.year) == (now.title, now.year):
                return was.ref
        return None

    def others(self, now: Seen, named: set[Ref]) -> list[Seen]:
        """Items of its server that may be it: one folder is not listed twice."""
        return [
            self.seen[ref]
            for ref in sorted(named)
            if ref in self.seen
            and ref[0] == now.ref[0]
            and not (self.seen[ref].listed and now.listed)
        ]

    def by_id(self, scheme: str) -> None:
        def of_scheme(group: Group) -> set[tuple[str, str]]:
            return {named for named in self.ids(group) if named[0] == scheme}

        def said(shared: set[Any]) -> str:
            return ":".join(min(shared, key=str))

        for piece, evidence in self.as_split(self.groups, of_scheme, said):
            parts = self.agreeing(piece)
            self.keep("titles_differ", evidence, [_first(part) for part in parts])
            for part in parts:
                self.join_or_keep(part, evidence)

    def by_fingerprint(self) -> None:
        def said(shared: set[Any]) -> str:
            return f"fingerprint:{min(shared)}"

        for piece, evidence in self.as_split(self.groups, self.fingerprints, said):
            servers = [server for g in piece for server in self.listing(g)]
            if not self.contradict(piece) and len(servers) > len(set(servers)):
                self.keep("same_server", evidence, [min(g) for g in piece])
            else:
                self.join_or_keep(piece, evidence)

    def by_title(self) -> None:
        titles = {title for group in self.groups for title in self.titles(group)}
        for mark in sorted((t for t in titles if t[0]), key=str):
            having = [g for g in self.groups if mark in self.titles(g)]
            told = f"title:{mark[0]} ({mark[1]})" if mark[1] else f"title:{mark[0]}"
            for piece, evidence in self.as_split(
                self.unmistakable(having),
                lambda _, mark=mark: {mark},  # type: ignore[misc]
                lambda _, told=told: told,  # type: ignore[misc]
            ):
                self.join_or_keep(piece, evidence)

    def join_or_keep(self, piece: list[Group], evidence: str) -> None:
        if len(piece) < 2:
            return
        if self.contradict(piece):
            self.keep("ids_differ", evidence, [min(group) for group in piece])
        else:
            self.join(piece)

    # -- the questions

    def related(
        self, groups: Iterable[Group], marks: Marks
    ) -> list[tuple[list[Group], set[Any]]]:
        """Groups linked through shared marks, with the marks that link them."""
        groups = list(groups)
        times: dict[Any, int] = {}
        for group in groups:
            for mark in marks(group):
                times[mark] = times.get(mark, 0) + 1
        shared = {mark for mark, number in times.items() if number > 1}
        found: list[tuple[list[Group], set[Any]]] = []
        for group in groups:
            whole, by = [group], marks(group) & shared
            if not by:
                continue
            for other in [known for known in found if known[1] & by]:
                found.remove(other)
                whole, by = whole + other[0], by | other[1]
            found.append((whole, by))
        return [(related, by) for related, by in found if len(related) > 1]

    def as_split(
        self, groups: Iterable[Group], marks: Marks, said: Callable[[set[Any]], str]
    ) -> list[tuple[list[Group], str]]:
        """The groups that belong together, and the evidence.

        Those that a curator took out of one of the others are looked at by themselves.
        """
        found = []
        for related, shared in self.related(groups, marks):
            out = self.taken_out(related, said(shared))
            if not out:
                found.append((related, said(shared)))
                continue
            stay = [group for group in related if group not in out]
            for side in (stay, out):
                found += self.as_split(side, marks, said)
        return found

    def taken_out(self, groups: list[Group], evidence: str) -> list[Group]:
        """Those taken out of others of them; one stays where each of them was."""
        out = set()
        for split in self.splits:
            a, b = self.home(split.left), self.home(split.right)
            if a in groups and b in groups and a != b:
                assert a is not None
                assert b is not None
                out.add(b)
                if not split.knew(evidence):
                    self.keep("decided_apart", evidence, [min(a), min(b)])
        gone = sorted(out, key=min)
        return gone if len(gone) < len(groups) else gone[1:]

    def contradict(self, groups: Sequence[Group]) -> bool:
        """Whether ids of one scheme, where groups have some, have none in common."""
        named: dict[str, list[set[tuple[str, str]]]] = {}
        for group in groups:
            by_scheme: dict[str, set[tuple[str, str]]] = {}
            for scheme, value in self.ids(group):
                by_scheme.setdefault(scheme, set()).add((scheme, value))
            for scheme, values in by_scheme.items():
                alike = [known for known in self.alike if known & values]
                named.setdefault(scheme, []).append(values.union(*alike))
        return any(not set.intersection(*values) for values in named.values())

    def as_declared(self, groups: list[Group]) -> dict[Group, set[Any]]:
        """What each says of itself, and how a curator's merge is called instead."""
        told = {group: self.titles(group) for group in groups}
        # A curator's word covers every spelling: who agrees with one agrees with all.
        for declared in sorted((g for g in groups if g & self.declared), key=min):
            for group in groups:
                if any(
                    _agree({mine, its})
                    for mine in self.titles(declared)
                    for its in self.titles(group)
                ):
                    told[group] = {min(self.titles(declared), key=str)}
        return told

    def agreeing(self, groups: list[Group]) -> list[list[Group]]:
        """Parts in which no title and year both differ."""
        if _agree({title for group in groups for title in self.titles(group)}):
            return [groups]
        told = self.as_declared(groups)
        if _agree(set().union(*told.values())):
            return [groups]
        says = {group: min(told[group], key=str) for group in groups}
        dated = [group for group in groups if says[group][1] is not None]
        parts: list[list[Group]] = []
        for group in dated:
            part = [group]
            for other in list(parts):
                near = [g for g in other if _near(says[g], says[group])]
                if near:
                    parts.remove(other)
                    part += other
            parts.append(part)
        exact: list[list[Group]] = []
        for part in parts:
            if _agree({says[group] for group in part}):
                exact.append(part)
                continue
            for spelling in {says[group] for group in part}:
                exact.append([group for group in part if says[group] == spelling])
        # An unknown year differs from nothing, but it cannot choose between titles.
        for group in sorted((g for g in groups if g not in dated), key=min):
            fitting = [
                part
                for part in exact
                if len(exact) == 1 or any(says[g][0] == says[group][0] for g in part)
            ]
            if len(fitting) == 1:
                fitting[0].append(group)
            else:
                exact.append([group])
        return exact

    def unmistakable(self, groups: list[Group]) -> list[Group]:
        """Those whose servers have one such title only; withdrawn ones follow them."""
        listed = [group for group in groups if self.listing(group)]
        if not listed:
            return _without_twins(groups, lambda group: {server for server, _ in group})
        unique = _without_twins(listed, self.listing)
        return unique + [g for g in groups if g not in listed] if unique else []

    # -- what is kept apart

    def keep(self, reason: str, evidence: str, refs: list[Ref]) -> None:
        first, *others = sorted(refs)
        self.apart |= {Kept(reason, evidence, first, other) for other in others}

    def standing(self) -> set[Kept]:
        """What is still apart in the end, and was not decided by a split."""
        return {
            kept
            for kept in self.apart
            if self.home(kept.left) != self.home(kept.right)
            and not any(
                {self.home(split.left), self.home(split.right)}
                == {self.home(kept.left), self.home(kept.right)}
                and split.knew(kept.evidence)
                for split in self.splits
            )
        }


def _first(part: list[Group]) -> Ref:
    return min(min(group) for group in part)


def _near(one: tuple[str, int | None], other: tuple[str, int | None]) -> bool:
    return one[0] == other[0] or one[1] == other[1]


def _agree(titles: set[tuple[str, int | None]]) -> bool:
    """No two differ in both title and year, each taken over all of them."""
    told = {title for title in titles if title[0]}
    years = {year for _, year in told} - {None}
    return len({title for title, _ in told}) <= 1 or len(years) <= 1


def _without_twins(
    groups: list[Group], servers: Callable[[Group], set[str]]
) -> list[Group]:
    twins = set()
    for one, other in combinations(groups, 2):
        if servers(one) & servers(other):
            twins |= {one, other}
    return [group for group in groups if group not in twins]
