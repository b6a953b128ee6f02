"""Pages for what cannot be shown, each with a way on.

The page of a server's error reads nothing: no database, no session, no tag of ours.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

from catalog.models import Item
from catalog.site import addresses, words
from catalog.site.viewer import viewer_of


def unavailable(request: HttpRequest, item: Item) -> HttpResponse:
    """A title that no server lists at present; who curates is told where to look."""
    is_curator = viewer_of(request).is_staff
    context = {
        "name": words.name_of(item),
        "desk_url": addresses.desk_of(item) if is_curator else "",
    }
    return render(request, "catalog/unavailable.html", context, status=404)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return HttpResponse(get_template("400.html").render(), status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return HttpResponseServerError(get_template("500.html").render())
