"""Which picture fills a place on a page, when a title lacks the one it should have.

An episode shows its season's or show's picture rather than none.  A picture that its
server is known not to have counts as lacking.  `with_artwork` reads everything that is
needed for a page of titles, in a number of queries that does not grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from catalog.models import Artwork, Item, Picture
from catalog.pictures.addresses import key_of

#: By place on the page: how far up, and which picture there, best first.
_CANDIDATES: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "poster": ((0, "poster"), (1, "poster"), (2, "poster")),
    "backdrop": (
        (0, "backdrop"),
        (0, "thumbnail"),
        (1, "backdrop"),
        (2, "backdrop"),
    ),
    "thumbnail": (
        (0, "thumbnail"),
        (0, "backdrop"),
        (1, "backdrop"),
        (2, "backdrop"),
        (0, "poster"),
        (1, "poster"),
        (2, "poster"),
    ),
    "logo": ((0, "logo"), (1, "logo"), (2, "logo")),
}
SLOTS: Final = frozenset(_CANDIDATES)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture and the title it belongs to."""

    item: Item
    artwork: Artwork


def with_artwork(items: Iterable[Item]) -> list[Item]:
    """These titles, ready for `{% picture %}`: two queries for all of them.

    Titles that came without their season and show cost one more for each of these.
    """
    titles = list(items)
    if not titles:
        return titles
    prefetch_related_objects(titles, "parent__parent")
    lines = {relative.pk: relative for item in titles for relative in _line(item)}
    every = [relative for item in titles for relative in _line(item)]
    prefetch_related_objects(
        every, Prefetch("artwork", Artwork.objects.order_by("key"))
    )
    found = [artwork for item in lines.values() for artwork in item.artwork.all()]
    kept = Picture.objects.in_bulk([key_of(a) for a in found], field_name="key")
    for item in every:
        for artwork in item.artwork.all():
            artwork.kept = kept.get(key_of(artwork))
    return titles


def choose(item: Item, slot: str, now: datetime | None = None) -> Chosen | None:
    """The picture for this place; None where only a stand-in can be drawn."""
    now = now or timezone.now()
    line = _line(item)
    for height, key in _CANDIDATES[slot]:
        if height >= len(line):
            continue
        for artwork in line[height].artwork.all():
            if artwork.key == key and not _is_lacking(artwork.kept, now):
                return Chosen(line[height], artwork)
    return None


def _line(item: Item) -> list[Item]:
    """A title and what it is part of, upwards."""
    line = [item]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line


def _is_lacking(kept: Picture | None, now: datetime) -> bool:
    if kept is None or not kept.failure or kept.widths:
        return False
    return kept.retry_at is not None and kept.retry_at > now
