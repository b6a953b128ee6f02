"""Genres of the newest titles: what rows and menus are made of.

Only so many of the newest are looked at, so that a page costs the same in a catalog of
any size.  A genre that only old titles have is not in a menu; its list still exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.listing import newest
from catalog.models import Item
from catalog.site import facts

#: Titles of a kind that are looked at.
LOOKED_AT: Final = 600


@dataclass(frozen=True, slots=True)
class Known:
    """A title with its genres, and no more of it."""

    pk: int
    kind: str
    genres: frozenset[str]
    rating: float
    created_at: datetime


def newest_known(*kinds: str) -> list[Known]:
    """The newest titles of these kinds, newest first; one query for each kind."""
    found: list[Known] = []
    for kind in kinds:
        rows = newest(kind).only("kind", "genres", "rating", "created_at")
        found += [
            Known(
                row.pk,
                row.kind,
                frozenset(facts.genres(row)),
                row.rating or 0.0,
                row.created_at,
            )
            for row in rows[:LOOKED_AT]
        ]
    return sorted(found, key=lambda title: title.created_at, reverse=True)


def most_frequent(
    known: Sequence[Known], how_many: int, *, least: int = 1
) -> list[str]:
    """Genres by how many titles have them; those of fewer than `least` are left out."""
    counts = Counter(genre for title in known for genre in title.genres)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [genre for genre, count in ranked if count >= least][:how_many]


def most_alike(item: Item, how_many: int) -> list[int]:
    """Titles of the same kind that share most genres, the better rated first."""
    own = frozenset(facts.genres(item))
    if not own:
        return []
    others = [
        (len(own & title.genres), title.rating, title.pk)
        for title in newest_known(item.kind)
        if title.pk != item.pk and own & title.genres
    ]
    others.sort(key=lambda found: (-found[0], -found[1], found[2]))
    return [pk for _, _, pk in others[:how_many]]
