"""What a list is narrowed and sorted by, read from an address and written into one.

A value nobody offered is left out instead of refused: an old link still shows a list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from catalog import listing
from catalog.keyset import Order
from catalog.models import Item, Progress
from catalog.models.sorting import SORTED_YEAR

SORTS: Final = {
    "added": ("Newest first", listing.NEWEST),
    "title": ("A to Z", listing.BY_TITLE),
    "year": ("By year", listing.BY_YEAR),
    "rating": ("Best rated", listing.BY_RATING),
}
PICTURES: Final = {"4k": "4K", "hdr": "HDR", "dolby-vision": "Dolby Vision"}
_HDR: Final = ("dolby_vision", "hdr10+", "hdr10", "hlg")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty text and None stand for "all"."""

    genre: str = ""
    decade: int | None = None
    year: int | None = None
    picture: str = ""
    unwatched: bool = False
    sort: str = "added"

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """What the address says."""
        picture, sort = query.get("picture", ""), query.get("sort", "")
        return cls(
            genre=tidy(query.get("genre", "")),
            decade=_year(query.get("decade", "")),
            year=_year(query.get("year", "")),
            picture=picture if picture in PICTURES else "",
            unwatched=query.get("unwatched") == "1",
            sort=sort if sort in SORTS else "added",
        )

    @property
    def order(self) -> Order:
        """How the list is sorted."""
        return SORTS[self.sort][1]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the sorting was chosen."""
        return replace(self, sort="added") != Filters()

    def query(self, **more: str) -> str:
        """As the end of an address, without what is not chosen."""
        said = {
            "genre": self.genre,
            "decade": str(self.decade or ""),
            "year": str(self.year or ""),
            "picture": self.picture,
            "unwatched": "1" if self.unwatched else "",
            "sort": "" if self.sort == "added" else self.sort,
            **more,
        }
        found = urlencode({name: value for name, value in said.items() if value})
        return f"?{found}" if found else ""

    def narrow(self, titles: QuerySet[Item], user: User) -> QuerySet[Item]:
        """Those of the titles that were asked for."""
        if self.genre:
            titles = listing.with_genre(titles, self.genre)
        if self.decade is not None:
            decade = self.decade - self.decade % 10
            titles = titles.filter(year__gte=decade, year__lte=decade + 9)
        if self.year is not None:
            titles = titles.filter(year=self.year)
        match self.picture:
            case "4k":
                titles = titles.filter(resolution_label__in=["4K", "8K"])
            case "hdr":
                wanted = Q()
                for kind in _HDR:
                    wanted |= Q(hdr__holds=kind)
                titles = titles.filter(wanted)
            case "dolby-vision":
                titles = titles.filter(hdr__holds="dolby_vision")
        return _unwatched(titles, user) if self.unwatched else titles


def tidy(text: str) -> str:
    """Text a person sent: in one line, no longer than any name, nothing unprintable."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain[: _LONGEST * 2].split())[:_LONGEST]


def decades(kind: str) -> list[int]:
    """From the latest to the earliest a title of the kind is of."""
    titles = Item.objects.filter(kind=kind, available__in=[True])
    years = titles.annotate(of=SORTED_YEAR).filter(of__gt=0)
    # The first and the last of an index.
    last = years.order_by("-of").values_list("of", flat=True).first()
    first = years.order_by("of").values_list("of", flat=True).first()
    if last is None or first is None:
        return []
    return list(range(last - last % 10, max(first, last - 200) - 10, -10))


def _unwatched(titles: QuerySet[Item], user: User) -> QuerySet[Item]:
    """Movies not finished, shows of which nothing was begun."""
    mine = Progress.objects.filter(user=user)
    begun = mine.filter(item__kind="episode").values("item__parent__parent")
    done = mine.filter(item__kind="movie", finished=True).values("item")
    return titles.exclude(pk__in=begun).exclude(pk__in=done)


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None
