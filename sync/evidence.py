"""Why the items of a title are one title: what each has in common with the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Item
from sync.models import IdentityDecision, Observation
from sync.sightings import Ref, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One item of one server, and the evidence that joins it, strongest first.

    Evidence is ``merge by alice``, ``tmdb:603``, ``fingerprint:f``,
    ``title:the matrix (1999)`` or, of seasons and episodes, ``number:3``.
    """

    server: str
    remote_key: str
    listed: bool
    evidence: tuple[str, ...]


def members_of(item: Item) -> tuple[Member, ...]:
    """The items a title is made of, listed ones first."""
    found = sightings_of(item)
    said: dict[Ref, tuple[str, ...]]
    if item.kind not in (Item.Kind.MOVIE, Item.Kind.SHOW):
        said = {ref: (f"number:{item.number}",) for ref, _, _ in found}
    else:
        said = _in_common(item, [sighting for _, _, sighting in found])
    several = len(found) > 1
    return tuple(
        Member(
            server=name,
            remote_key=ref[1],
            listed=sighting.listed,
            evidence=said[ref] if several else (),
        )
        for ref, name, sighting in sorted(
            found, key=lambda row: (not row[2].listed, row[0])
        )
    )


def sightings_of(item: Item) -> list[tuple[Ref, str, Sighting]]:
    """What a title is made of: name, name of the server, and what identity needs."""
    rows = Observation.objects.filter(item=item, kind=item.kind).values_list(
        "server__name",
        "server__slug",
        "remote_key",
        "external_ids",
        "fingerprint",
        "title_key",
        "year",
        "listed",
    )
    return [
        (
            (slug, key),
            name,
            Sighting(
                slug, key, frozenset((ids or {}).items()), mark, title, year, listed
            ),
        )
        for name, slug, key, ids, mark, title, year, listed in rows
    ]


def _in_common(item: Item, sightings: Sequence[Sighting]) -> dict[Ref, tuple[str, ...]]:
    merged = _merged(item, {sighting.ref for sighting in sightings})
    times = Counter(text for s in sightings for text in s.evidence)
    return {
        s.ref: (
            *merged.get(s.ref, ()),
            *(text for text in s.evidence if times[text] > 1),
        )
        for s in sightings
    }


def _merged(item: Item, refs: set[Ref]) -> dict[Ref, tuple[str, ...]]:
    found: dict[Ref, tuple[str, ...]] = {}
    rows = IdentityDecision.objects.filter(
        kind=item.kind, verdict="merge", left_server__in={server for server, _ in refs}
    ).select_related("by")
    for row in rows:
        ends = {(row.left_server, row.left_key), (row.right_server, row.right_key)}
        if ends <= refs:
            text = f"merge by {row.by.username}" if row.by else "merge"
            for ref in ends:
                found.setdefault(ref, (text,))
    return found
