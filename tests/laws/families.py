"""Items of several servers that may be one title, drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from sync.identity import Grouping, Pair, Sighting, group_sightings
from tests.laws.kinship import Kept, Kinship, Ref, Seen, Split, kinship

_SCHEMES: Final = ("tmdb", "imdb", "tvdb", "anidb")
#: What a split may have been decided against.
_KNOWN: Final = (
    None,
    None,
    frozenset({"title"}),
    frozenset({"tmdb", "fingerprint"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Items of one kind, and what curators decided about them."""

    seen: tuple[Seen, ...]
    merges: tuple[tuple[Ref, Ref], ...] = ()
    splits: tuple[Split, ...] = ()


def draw(seed: int) -> Family:
    """The family of this seed."""
    chance = random.Random(seed)
    refs = [(server, key) for server in "abc" for key in "klm"]
    refs = chance.sample(refs, chance.randint(2, 7))
    some_ids, some_titles = chance.randint(1, 3), chance.randint(1, 3)
    seen = []
    for ref in refs:
        schemes = chance.sample(_SCHEMES, chance.choice((0, 0, 1, 1, 1, 2)))
        ids = frozenset((s, str(chance.randint(1, some_ids))) for s in schemes)
        mark = chance.choice((None, None, "f", "g"))
        title = chance.choice(("", *"xyz"[:some_titles] * 3))
        year = chance.choice((None, 2001, 2001, 2002))
        seen.append(Seen(ref, ids, mark, title, year, chance.random() < 0.85))
    return Family(
        seen=tuple(seen),
        merges=tuple(_pairs(chance, refs)),
        splits=tuple(
            Split(*pair, chance.choice(_KNOWN))
            for pair in dict.fromkeys(_pairs(chance, refs))
        ),
    )


def _pairs(chance: random.Random, refs: list[Ref]) -> Iterator[tuple[Ref, Ref]]:
    """Decisions also name items that are no longer stored."""
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        left, right = chance.sample([*refs, ("z", "gone")], 2)
        yield left, right


def grouped(family: Family) -> Grouping:
    """What the core says."""
    return group_sightings(
        [
            Sighting(*s.ref, s.ids, s.fingerprint, s.title, s.year, s.listed)
            for s in family.seen
        ],
        merges=[Pair(*pair) for pair in family.merges],
        splits=[Pair(*split) for split in family.splits],
    )


def told(grouping: Grouping) -> Kinship:
    """The same in the oracle's words."""
    return Kinship(
        {frozenset(group) for group in grouping.groups},
        {Kept(c.reason, c.evidence, c.left, c.right) for c in grouping.clashes},
    )


def as_the_law_says(family: Family) -> None:
    """Groups and conflicts are the oracle's."""
    assert told(grouped(family)) == kinship(family.seen, family.merges, family.splits)


def whatever_the_order(family: Family) -> None:
    """The order of items and decisions is no input."""
    expected = grouped(family)
    for seed in range(2):
        chance = random.Random(seed)
        turned = Family(
            seen=tuple(chance.sample(family.seen, len(family.seen))),
            merges=tuple(chance.sample(family.merges, len(family.merges))),
            splits=tuple(chance.sample(family.splits, len(family.splits))),
        )
        assert grouped(turned) == expected


def each_in_one_group(family: Family) -> None:
    """Every item is in exactly one group; merged ones are together, split ones not."""
    groups = grouped(family).groups
    members = [ref for group in groups for ref in group]
    assert sorted(members) == sorted(seen.ref for seen in family.seen)
    home = {ref: group for group in groups for ref in group}
    for left, right in family.merges:
        if left in home and right in home:
            assert home[left] == home[right]
    if not family.merges:
        for left, right, _ in family.splits:
            assert left not in home or home.get(left) != home.get(right)


def no_silent_merge(family: Family) -> None:
    """Only a curator brings two ids of one scheme into one title."""
    if family.merges:
        return
    ids = {seen.ref: seen.ids for seen in family.seen}
    for group in grouped(family).groups:
        named = {one for ref in group for one in ids[ref]}
        assert len(named) == len({scheme for scheme, _ in named})


def no_silent_parting(family: Family) -> None:
    """Items that share an id and are two titles: a conflict says so.

    Beside a split, who stays with whom was a curator's question, and is answered.
    """
    if family.splits:
        return
    grouping = grouped(family)
    home = {ref: group for group in grouping.groups for ref in group}
    named = {home[ref] for c in grouping.clashes for ref in (c.left, c.right)}
    for one in family.seen:
        for other in family.seen:
            if one.ids & other.ids and home[one.ref] != home[other.ref]:
                assert home[one.ref] in named, (one, other)


Property = Callable[[Family], None]
ALL: Final[tuple[Property, ...]] = (
    as_the_law_says,
    whatever_the_order,
    each_in_one_group,
    no_silent_merge,
    no_silent_parting,
)


def check(properties: tuple[Property, ...], seeds: range) -> None:
    """Draw and check; a failure is told with its seed, made as small as it gets."""
    for seed in seeds:
        family = draw(seed)
        for holds in properties:
            if _fails(holds, family):
                small = _smallest(family, holds)
                raise AssertionError(
                    f"{holds.__name__} fails for seed {seed}; the smallest family:\n"
                    f"{small}\ncore:   {told(grouped(small))}\n"
                    f"oracle: {kinship(small.seen, small.merges, small.splits)}"
                )


def _fails(holds: Property, family: Family) -> bool:
    try:
        holds(family)
    except AssertionError:
        return True
    return False


def _smallest(family: Family, holds: Property) -> Family:
    while True:
        for smaller in _smaller(family):
            if _fails(holds, smaller):
                family = smaller
                break
        else:
            return family


def _smaller(family: Family) -> Iterator[Family]:
    for name in ("seen", "merges", "splits"):
        parts = getattr(family, name)
        for part in parts:
            yield replace(family, **{name: tuple(p for p in parts if p is not part)})
    for one in family.seen:
        for less in (
            *(one._replace(ids=one.ids - {named}) for named in one.ids),
            *([one._replace(fingerprint=None)] if one.fingerprint else []),
            *([one._replace(listed=True)] if not one.listed else []),
        ):
            yield replace(
                family, seen=tuple(less if s is one else s for s in family.seen)
            )
