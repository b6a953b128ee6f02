"""The page of coverage: who has what, and the titles that lack something."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.audience import Audience, open_to
from catalog.admin import marks, words
from catalog.fields import UnknownField, named
from sync import coverage
from sync.types import KINDS

_SHOWN: Final = 100


@open_to(Audience.READERS)
def covered(request: HttpRequest) -> HttpResponse:
    """Counts of one kind; or the titles of it that nobody has a field for."""
    kind = request.GET.get("kind", "movie")
    kind = kind if kind in KINDS else "movie"
    context = {
        **admin.site.each_context(request),
        "title": "Coverage",
        "kind": kind,
        "kinds": KINDS,
        "missing": "",
        **_page(kind, request.GET.get("missing", "")),
    }
    return TemplateResponse(request, "admin/coverage.html", context)


def _page(kind: str, missing: str) -> dict[str, Any]:
    if missing:
        try:
            field, key = named(kind, missing)
        except UnknownField as error:
            return {"missing": missing[:100], "refused": str(error)}
        found = coverage.missing(field.name, key, kind=kind)
        titles = found.select_related("parent__parent").order_by("-pk")
        return {
            "missing": words.field_name(field.name, key),
            "count": found.count(),
            "links": [marks.item_link(item) for item in titles[:_SHOWN]],
        }
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
