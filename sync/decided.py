"""Curators' decisions as they hold now: a renamed folder keeps what was decided.

Pure.  A decision names an item by its server and remote key.  Two items of one server
of which at most one is listed, and that agree in the fingerprint, an id or title and
year, are one folder under two names: what was decided of one holds for the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sync.agreement import agree
from sync.sightings import Pair, Ref, Sighting

_Key = tuple[str, object]  # server, and what both names of a folder have


def with_renamed(
    sightings: Iterable[Sighting], merges: Sequence[Pair], splits: Sequence[Pair]
) -> tuple[list[Pair], list[Pair]]:
    """The decisions, and what they mean for folders that were renamed."""
    named = {ref for pair in (*merges, *splits) for ref in (pair.left, pair.right)}
    if not named:
        return [], []
    names = _other_names(list(sightings), named)
    # A split names what it parts; it makes nothing one.
    joined = {ref for pair in merges for ref in (pair.left, pair.right)}
    merged = [
        *merges,
        *(
            Pair(ref, other)
            for ref in sorted(joined.intersection(names))
            for other in sorted(names[ref])
        ),
    ]
    apart = {(pair.left, pair.right) for pair in splits}
    parted = list(splits)
    for pair in splits:
        for left in (pair.left, *sorted(names.get(pair.left, ()))):
            for right in (pair.right, *sorted(names.get(pair.right, ()))):
                if left != right and (left, right) not in apart:
                    apart.add((left, right))
                    parted.append(Pair(left, right, pair.against))
    return merged, parted


def _other_names(sightings: Sequence[Sighting], named: set[Ref]) -> dict[Ref, set[Ref]]:
    """Names of the same folder by the name a decision uses, itself left out."""
    servers = {server for server, _ in named}
    by_key: dict[_Key, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        if sighting.ref in named:
            for key in _keys(sighting):
                by_key[key].append(sighting)
    found: dict[Ref, set[Ref]] = defaultdict(set)
    for sighting in sightings:
        if sighting.server not in servers or sighting.ref in named:
            continue
        fitting = [
            (rank, decided.ref)
            for rank, key in enumerate(_keys(sighting))
            for decided in by_key.get(key, ())
            if _one_folder(decided, sighting, key)
        ]
        if fitting:
            # One of them alone: two that are kept apart must not meet in it.
            found[min(fitting)[1]].add(sighting.ref)
    return found


def _one_folder(one: Sighting, other: Sighting, key: _Key) -> bool:
    """Whether they are one folder under two names, `key` being common to both."""
    if one.listed and other.listed:
        return False
    # The file itself says so, whatever its folder is called now.
    return key[1] == one.fingerprint or agree(
        {(one.title, one.year), (other.title, other.year)}
    )


def _keys(sighting: Sighting) -> Iterable[_Key]:
    if sighting.fingerprint:
        yield sighting.server, sighting.fingerprint
    for named in sorted(sighting.ids):
        yield sighting.server, named
    if sighting.title:
        yield sighting.server, (sighting.title, sighting.year)
