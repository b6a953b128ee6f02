"""Search: movies, shows and episodes by their names, while typing or with a form."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from accounts.audience import Audience, open_to
from catalog.keyset import read_page
from catalog.listing import BEST_MATCH, newest, search_titles
from catalog.models import Item
from catalog.pictures.slots import with_artwork
from catalog.site.cards import Row, Seen, card_of
from catalog.site.filters import tidy
from catalog.site.viewer import is_partial, viewer_of

#: One letter finds everything and nothing.
_SHORTEST: Final = 2
_OF_A_KIND: Final = 24
_GROUPS: Final = (("movie", "Movies"), ("show", "Shows"), ("episode", "Episodes"))


@open_to(Audience.VIEWERS)
def search(request: HttpRequest) -> HttpResponse:
    """The page at ``/search/``."""
    text = tidy(request.GET.get("q", ""))
    groups = _groups(request, text) if len(text) >= _SHORTEST else []
    context = {
        "text": text,
        "groups": groups,
        "is_short": len(text) == 1,
        "suggestions": None if text else _new(request),
    }
    partial = is_partial(request)
    name = "catalog/_found.html" if partial else "catalog/search.html"
    answer = render(request, name, context)
    if partial:
        there = f"?{urlencode({'q': text})}" if text else ""
        answer["HX-Replace-Url"] = reverse("search") + there
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _groups(request: HttpRequest, text: str) -> list[Row]:
    found: dict[str, list[Item]] = {}
    for kind, _ in _GROUPS:
        titles = search_titles(text, kinds=[kind])
        if kind == "episode":
            titles = titles.filter(parent__parent__available=True)
        found[kind] = read_page(titles, BEST_MATCH, size=_OF_A_KIND).rows
    every = with_artwork(item for items in found.values() for item in items)
    seen = Seen.of(viewer_of(request), every)
    return [
        Row(
            key=kind,
            title=title,
            cards=[card_of(item, seen) for item in found[kind]],
            wide=kind == "episode",
        )
        for kind, title in _GROUPS
        if found[kind]
    ]


def _new(request: HttpRequest) -> Row | None:
    """Something to look at before anything is typed."""
    items = with_artwork([*newest("movie")[:6], *newest("show")[:6]])
    items.sort(key=lambda item: item.created_at, reverse=True)
    seen = Seen.of(viewer_of(request), items)
    cards = [card_of(item, seen) for item in items]
    return Row(key="new", title="New here", cards=cards) if cards else None
