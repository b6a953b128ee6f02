"""Whether what groups of items say of themselves can be one title.  Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sync.components import components
from sync.sightings import Ref, TitleYear


def agree(titles: AbstractSet[TitleYear]) -> bool:
    """Whether all share the title, or all that have a year share the year.

    An item without a title differs from nothing.
    """
    named = {title for title in titles if title[0]}
    if not named:
        return True
    years = {year for _, year in named if year is not None}
    return len({title for title, _ in named}) == 1 or len(years) <= 1


def by_agreeing_titles(
    titles: Mapping[Ref, frozenset[TitleYear]], declared: AbstractSet[Ref]
) -> list[list[Ref]]:
    """Pieces in which no title and year both differ; an unknown year never does.

    Groups of `declared` are one title by a curator's word, however many spellings
    they have: who agrees with one of them agrees with all.
    """
    spoken = dict(titles)
    for name in sorted(declared):
        mine = frozenset((min(titles[name], key=str),))
        for other in titles:
            if any(agree({a, b}) for a in titles[other] for b in titles[name]):
                spoken[other] = mine
    if agree(frozenset().union(*spoken.values())):
        return [sorted(titles)]
    # A group may carry several spellings; its first one speaks for it.
    speaks = {name: min(found, key=str) for name, found in spoken.items()}
    dated = [name for name in titles if speaks[name][1] is not None]
    pieces = _dated_pieces(dated, speaks)
    for name in titles:
        if speaks[name][1] is not None:
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


def _dated_pieces(
    dated: Sequence[Ref], speaks: Mapping[Ref, TitleYear]
) -> list[list[Ref]]:
    shared: dict[Hashable, list[Ref]] = defaultdict(list)
    for name in dated:
        title, year = speaks[name]
        shared["title", title].append(name)
        shared["year", year].append(name)
    pieces: list[list[Ref]] = []
    for members, _ in components(shared):
        if agree({speaks[name] for name in members}):
            pieces.append(members)
            continue
        exact: dict[str, list[Ref]] = defaultdict(list)
        for name in members:
            exact[str(speaks[name])].append(name)
        pieces.extend(exact[key] for key in sorted(exact))
    return pieces


def without_twins(servers: Mapping[Ref, frozenset[str]]) -> list[Ref]:
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
