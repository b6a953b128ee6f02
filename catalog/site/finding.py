"""The title an address names, however old the address is.

Slugs and public ids of titles that became part of others lead to these for ever.
What no server lists any more is told apart from what never was.
"""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from catalog.models import Alias, Item


class Moved(Exception):
    """The title has another address now."""

    def __init__(self, item: Item) -> None:
        super().__init__(item.slug)
        self.item = item


class Unavailable(Exception):
    """The title is known, and no server lists it at present."""

    def __init__(self, item: Item) -> None:
        super().__init__(item.slug)
        self.item = item


def by_slug(kind: str, slug: str) -> Item:
    """The movie or show.  Raises Moved, Unavailable, Http404."""
    if not slug.isprintable():
        # PostgreSQL refuses to look for a text with a NUL in it.
        raise Http404(f"No {kind} has this address.")
    titles = Item.objects.filter(kind=kind)
    item = titles.filter(slug=slug).first()
    if item is None:
        item = _formerly(titles, kind, slug)
        if item is None:
            raise Http404(f"No {kind} has this address.")
        if item.available:
            raise Moved(item)
    return _available(item)


def season_of(show: Item, number: int) -> Item:
    """The season of this number.  Raises Unavailable, Http404."""
    season = Item.objects.filter(kind="season", parent=show, number=number).first()
    if season is None:
        raise Http404("This show has no such season.")
    season.parent = show
    return _available(season)


def episode_of(season: Item, number: int) -> Item:
    """The episode of this number.  Raises Unavailable, Http404."""
    found = Item.objects.filter(kind="episode", parent=season, number=number).first()
    if found is None:
        raise Http404("This season has no such episode.")
    found.parent = season
    return _available(found)


def _available(item: Item) -> Item:
    if not item.available:
        raise Unavailable(item)
    return item


def _formerly(titles: QuerySet[Item], kind: str, slug: str) -> Item | None:
    alias = Alias.objects.filter(kind=kind, slug=slug).order_by("pk").first()
    if alias is not None:
        return titles.filter(pk=alias.item_id).first()
    try:
        public_id = uuid.UUID(slug)
    except ValueError:
        return None
    aliases = Alias.objects.filter(public_id=public_id).values("item")
    return (
        titles.filter(public_id=public_id).first()
        or titles.filter(pk__in=aliases).first()
    )
