"""Addresses of titles on the site, and the way back after a form."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from catalog.models import Item


def page_of(item: Item) -> str:
    """The title's own page.  A season or episode must have come with its parents."""
    above = item.parent
    match item.kind:
        case Item.Kind.MOVIE:
            return reverse("movie", args=[item.slug])
        case Item.Kind.SHOW:
            return reverse("show", args=[item.slug])
    if above is None:
        raise ValueError("This title must have come with its season and show.")
    if item.kind == Item.Kind.SEASON:
        return reverse("season", args=[above.slug, item.number])
    if above.parent is None:
        raise ValueError("This title must have come with its season and show.")
    return reverse("episode", args=[above.parent.slug, above.number, item.number])


def player_of(item: Item) -> str:
    """Where a movie or an episode plays."""
    return reverse("watch", args=[item.kind, item.public_id])


def desk_of(item: Item) -> str:
    """The title's page in the admin."""
    return reverse(f"admin:catalog_{item.kind}_change", args=[item.pk])


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where a form said it stood, if that is a page of ours."""
    there = request.POST.get("next", "")
    if there.startswith("/") and url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return there
    return otherwise
