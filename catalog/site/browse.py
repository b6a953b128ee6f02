"""All movies and all shows, narrowed and sorted as the address says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from accounts.audience import Audience, open_to
from catalog.keyset import BadCursor, Page, read_page
from catalog.listing import list_items
from catalog.models import Item
from catalog.pictures.slots import with_artwork
from catalog.site import genres
from catalog.site.cards import Seen, card_of
from catalog.site.filters import PICTURES, SORTS, Filters, decades
from catalog.site.viewer import is_partial, viewer_of

_PAGE: Final = 36
_GENRES: Final = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu."""

    value: str
    label: str
    chosen: bool


@open_to(Audience.VIEWERS)
def movies(request: HttpRequest) -> HttpResponse:
    """The page at ``/movies/``."""
    return _list(request, "movie", "Movies")


@open_to(Audience.VIEWERS)
def shows(request: HttpRequest) -> HttpResponse:
    """The page at ``/shows/``."""
    return _list(request, "show", "Shows")


def _list(request: HttpRequest, kind: str, heading: str) -> HttpResponse:
    user = viewer_of(request)
    filters = Filters.read(request.GET)
    page = _read(request, kind, filters)
    items = with_artwork(page.rows)
    seen = Seen.of(user, items)
    address = reverse(f"{kind}s")
    context = {
        "kind": kind,
        "heading": heading,
        "address": address,
        "filters": filters,
        "cards": [card_of(item, seen) for item in items],
        "more_url": address + filters.query(after=page.after) if page.after else "",
        "is_begun": "after" in request.GET,
    }
    if not is_partial(request):
        answer = render(request, "catalog/list.html", context | _menus(kind, filters))
    elif request.GET.get("after"):
        answer = render(request, "catalog/_cards.html", context)
    else:
        answer = render(request, "catalog/_results.html", context)
        answer["HX-Push-Url"] = address + filters.query()
    # The same address answers with a page or a part of it.
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _read(request: HttpRequest, kind: str, filters: Filters) -> Page[Item]:
    titles = filters.narrow(list_items(kind), viewer_of(request))
    after = request.GET.get("after") or None
    try:
        return read_page(titles, filters.order, size=_PAGE, after=after)
    except BadCursor:
        # An old or made-up place: the list from its beginning.
        return read_page(titles, filters.order, size=_PAGE)


def _menus(kind: str, filters: Filters) -> dict[str, Sequence[Choice]]:
    names = genres.most_frequent(genres.newest_known(kind), _GENRES)
    if filters.genre and filters.genre not in names:
        names.append(filters.genre)
    years = list(decades(kind))
    if filters.decade and filters.decade not in years:
        # What is chosen is said, also where nothing fits it.
        years = sorted([*years, filters.decade], reverse=True)
    menus = {
        "genre": [(name, name) for name in sorted(names, key=str.casefold)],
        "decade": [(str(year), f"{year}s") for year in years],
        # What a show looks like is its episodes' business.
        "picture": list(PICTURES.items()) if kind == "movie" else [],
        "sort": [(key, label) for key, (label, _) in SORTS.items()],
    }
    chosen = {
        "genre": filters.genre,
        "decade": str(filters.decade or ""),
        "picture": filters.picture,
        "sort": filters.sort,
    }
    return {
        f"{name}_menu": [
            Choice(value, label, value == chosen[name]) for value, label in lines
        ]
        for name, lines in menus.items()
    }
