"""The page of coverage: who has what, the titles that lack something, or that have it
from one server alone; these lists can be downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from accounts.audience import Audience, open_to
from catalog import sheets
from catalog.admin import marks, words
from catalog.fields import UnknownField, named
from catalog.models import Item, Server
from sync import coverage
from sync.servers import ServerError, find_server
from sync.types import KINDS

_SHOWN: Final = 100
_HEADER: Final = ("id", "kind", "title", "year", "place", "number")


class _Refused(Exception):
    """What is asked for does not exist; the message says what."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Titles of a kind that lack a field everywhere, or have it on one server alone."""

    kind: str
    name: str
    field: str
    label: str
    server: Server | None
    titles: QuerySet[Item]

    def address(self, page: str, server: str | None = None) -> str:
        """Of the list, or of its sheet."""
        query = {"kind": self.kind, "missing": self.name}
        if server is not None:
            query = {"kind": self.kind, "only_on": server, "field": self.name}
        return f"{reverse(page)}?{urlencode(query)}"


@open_to(Audience.READERS)
def covered(request: HttpRequest) -> HttpResponse:
    """Counts of one kind; or the titles of it that nobody has a field for."""
    kind = _kind(request)
    context = {
        **admin.site.each_context(request),
        "title": "Coverage",
        "kind": kind,
        "kinds": KINDS,
        "asked": None,
    }
    try:
        asked = _asked(request)
    except _Refused as refused:
        context |= {"refused": str(refused)}
    else:
        context |= _counts(kind) if asked is None else _list(asked, request)
    return TemplateResponse(request, "admin/coverage.html", context)


@open_to(Audience.READERS)
def covered_sheet(request: HttpRequest) -> HttpResponseBase:
    """The titles of one of these lists, all of them, as CSV."""
    if not _may_download(request):
        raise PermissionDenied
    try:
        asked = _asked(request)
    except _Refused as refused:
        return HttpResponse(str(refused), status=400, content_type="text/plain")
    if asked is None:
        return HttpResponse(
            "Give missing, or only_on and field.",
            status=400,
            content_type="text/plain",
        )
    where = f"only-on-{asked.server.slug}" if asked.server else "missing"
    rows = (
        [
            str(item.public_id),
            item.kind,
            marks.name(item),
            item.year,
            marks.place(item),
            item.number,
        ]
        for item in sheets.in_pieces(asked.titles)
    )
    return sheets.stream(f"{where}-{asked.field}", _HEADER, rows)


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "movie")
    return kind if kind in KINDS else "movie"


def _may_download(request: HttpRequest) -> bool:
    return request.user.has_perm("sync.view_observation")


def _asked(request: HttpRequest) -> _Asked | None:
    """The list asked for, or None for the counts.  Raises _Refused."""
    kind, slug = _kind(request), request.GET.get("only_on", "")
    name = request.GET.get("field" if slug else "missing", "")
    if not name:
        if slug:
            raise _Refused("Say of which field, such as artwork.poster.")
        return None
    try:
        field, key = named(kind, name)
        server = find_server(slug) if slug else None
    except (UnknownField, ServerError) as error:
        raise _Refused(str(error)) from None
    if server is None:
        titles = coverage.missing(field.name, key, kind=kind)
    else:
        titles = coverage.only_on(server, field.name, key, kind=kind)
    return _Asked(
        kind=kind,
        name=name,
        field=field.name,
        label=words.field_name(field.name, key),
        server=server,
        titles=titles.select_related("parent__parent"),
    )


def _list(asked: _Asked, request: HttpRequest) -> dict[str, Any]:
    slug = asked.server.slug if asked.server else None
    servers = Server.objects.enabled().order_by("priority")
    newest = asked.titles.order_by("-pk")[:_SHOWN]
    return {
        "asked": asked,
        "count": asked.titles.count(),
        "links": [marks.item_link(item) for item in newest],
        "places": [
            ("nowhere", asked.address("admin-coverage"), slug is None),
            *(
                (f"only on {name}", asked.address("admin-coverage", one), slug == one)
                for one, name in servers.values_list("slug", "name")
            ),
        ],
        "export_url": asked.address("admin-coverage-sheet", slug)
        if _may_download(request)
        else "",
    }


def _counts(kind: str) -> dict[str, Any]:
    counted = coverage.coverage()
    return {
        "servers": list(counted.servers.values()),
        "titles": counted.titles[kind],
        "rows": [
            {
                "name": place.place.name,
                "label": words.field_name(place.place.field, place.place.key),
                "with_value": place.with_value,
                "without": place.titles - place.with_value,
                "locked": place.locked,
                "offered": [place.offered.get(slug, 0) for slug in counted.servers],
            }
            for place in counted.places
            if place.place.kind == kind
        ],
    }
