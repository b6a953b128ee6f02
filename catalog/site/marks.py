"""What a person changes on the site: their list, what they have seen, what goes on.

Each answers with a way back to the page it was asked from, where the change shows;
htmx follows it and takes only the part that changed.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.audience import Audience, open_to
from catalog import viewing
from catalog.listing import shown_item
from catalog.models import Item, Watchlist
from catalog.pictures.slots import with_artwork
from catalog.site import addresses
from catalog.site.cards import Seen, card_of
from catalog.site.viewer import viewer_of

#: A list longer than this shows its newest; nobody looks at more.
_LONGEST_LIST: Final = 500
_MARKED_KINDS: Final = (*viewing.WATCHED_KINDS, "season")


@open_to(Audience.VIEWERS)
def watchlist(request: HttpRequest) -> HttpResponse:
    """The page at ``/watchlist/``."""
    user = viewer_of(request)
    listed = Watchlist.objects.filter(user=user).select_related("item")
    rows = list(listed.order_by("-added_at", "-pk")[:_LONGEST_LIST])
    items = with_artwork(row.item for row in rows if row.item.available)
    seen = Seen.of(user, items)
    return render(
        request,
        "catalog/watchlist.html",
        {
            "cards": [card_of(item, seen) for item in items],
            "hidden": sum(1 for row in rows if not row.item.available),
        },
    )


@open_to(Audience.VIEWERS)
@require_POST
def keep(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a movie or show on the person's list (``keep=yes``) or take it off."""
    user = viewer_of(request)
    item = _item(public_id, viewing.LISTED_KINDS)
    if request.POST.get("keep") == "yes":
        viewing.add_to_watchlist(user=user, item=item, at=timezone.now())
    else:
        viewing.remove_from_watchlist(user=user, item=item)
    return _back(request, addresses.page_of(item))


@open_to(Audience.VIEWERS)
@require_POST
def watched(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Mark a movie, an episode or a whole season as seen (``seen=yes``) or not."""
    user = viewer_of(request)
    if kind not in _MARKED_KINDS:
        raise Http404("Shows are watched season by season.")
    item = _item(public_id, (kind,))
    items = [item]
    if kind == Item.Kind.SEASON:
        items = list(Item.objects.filter(parent=item, kind="episode", available=True))
    if request.POST.get("seen") == "yes":
        viewing.mark_watched(user=user, items=items, at=timezone.now())
    else:
        viewing.mark_unwatched(user=user, items=items)
    return _back(request, addresses.page_of(item))


@open_to(Audience.VIEWERS)
@require_POST
def put_aside(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a movie or a show out of continue watching until it is watched again."""
    item = _item(public_id, viewing.WATCHED_KINDS)
    viewing.put_aside(user=viewer_of(request), item=item)
    return _back(request, reverse("home"))


def _item(public_id: uuid.UUID, kinds: tuple[str, ...]) -> Item:
    for kind in kinds:
        item = shown_item(kind, public_id)
        if item is not None:
            return item
    raise Http404("No such title.")


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return HttpResponseRedirect(addresses.way_back(request, otherwise), status=303)
