"""Titles, seasons and files as rows, for tests of what viewers see and do.

They stand as finalize would leave them; how it does so is other tests' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from catalog.models import Artwork, Item, MediaFile

NOW: Final = datetime(2026, 11, 22, 20, tzinfo=UTC)
_numbers: Final = count(1)


def movie(title: str | None = "Solar Drift", *, file: bool = True, **more: Any) -> Item:
    """A movie, with one file unless told otherwise."""
    more = {"year": 2021, "slug": f"movie-{next(_numbers)}", "created_at": NOW} | more
    item = Item.objects.create(kind="movie", title=title, **more)
    if file:
        add_file(item)
    return item


def show(
    title: str | None = "Harbor Lights",
    seasons: dict[int, int] | None = None,
    **more: Any,
) -> Item:
    """A show with so many episodes, each with a file, in each of its seasons."""
    more = {"year": 2020, "slug": f"show-{next(_numbers)}", "created_at": NOW} | more
    made = Item.objects.create(kind="show", title=title, **more)
    for number, episodes in (seasons or {}).items():
        below = season(made, number)
        for n in range(1, episodes + 1):
            episode(below, n)
    return made


def season(above: Item, number: int, **more: Any) -> Item:
    """A season of the show, without episodes."""
    more = {"title": f"Season {number}", "created_at": NOW} | more
    return Item.objects.create(kind="season", parent=above, number=number, **more)


def episode(above: Item, number: int, *, file: bool = True, **more: Any) -> Item:
    """An episode of the season, with one file unless told otherwise."""
    more = {"title": f"Part {number}", "runtime_ms": 2_700_000, "created_at": NOW} | (
        more
    )
    item = Item.objects.create(kind="episode", parent=above, number=number, **more)
    if file:
        add_file(item)
    return item


def add_file(item: Item) -> MediaFile:
    """A file to play, of a server that has left."""
    url = f"http://files.example/{item.pk}.mp4"
    return MediaFile.objects.create(item=item, key="alpha", url=url, container="mp4")


def add_picture(item: Item, key: str = "poster") -> Artwork:
    """A picture without a placeholder."""
    url = f"http://files.example/{item.pk}-{key}.jpg"
    return Artwork.objects.create(item=item, key=key, url=url)


def at(above: Item, season_number: int, number: int) -> Item:
    """The episode at these numbers of a show."""
    return Item.objects.select_related("parent__parent").get(
        kind="episode",
        parent__parent=above,
        parent__number=season_number,
        number=number,
    )


def minutes_ago(minutes: int) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(minutes=minutes)


def names(items: Iterable[Item]) -> list[str]:
    """Titles, for comparing."""
    return [item.title or "" for item in items]


def many_movies(how_many: int, *, genres: int = 12) -> None:
    """So many movies at once, each with a year, a rating and two genres."""
    first = next(_numbers)
    Item.objects.bulk_create(
        (
            Item(
                kind="movie",
                title=f"Movie {n:05}",
                slug=f"many-{first}-{n}",
                year=1950 + n % 75,
                rating=n % 100 / 10,
                genres=[f"Genre {n % genres}", f"Genre {n % 7}"],
                overview="Somebody finds a letter and follows it. " * 8,
                created_at=NOW - timedelta(minutes=n),
            )
            for n in range(how_many)
        ),
        batch_size=400,
    )
