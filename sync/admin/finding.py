"""Find a title of any kind from the desk's first page; one alone is opened at once."""

from __future__ import annotations

import re
from typing import Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.audience import Audience, open_to
from catalog.models import ExternalId, Item
from catalog.queries import ItemNotFound, find_item
from sync.admin import matching

_ID: Final = re.compile(r"(?P<scheme>[a-z]{2,30}):(?P<value>\S{1,100})")
_LONGEST: Final = 200


@open_to(Audience.READERS)
def find(request: HttpRequest) -> HttpResponse:
    """``?q=``: part of a title, with its year or not, an id, or a title in full."""
    if not request.user.has_perm("catalog.view_item"):
        raise PermissionDenied
    asked = request.GET.get("q", "").strip()[:_LONGEST]
    found, more = matching.candidates(_titles(asked)) if asked else ([], False)
    if len(found) == 1:
        return HttpResponseRedirect(found[0].url)
    context = {
        **admin.site.each_context(request),
        "title": "Find a title",
        "asked": asked,
        "found": found,
        "more": more,
    }
    return TemplateResponse(request, "admin/find.html", context)


def _titles(asked: str) -> QuerySet[Item]:
    every = Item.objects.all()
    named = matching.by_public_id(every, asked)
    if named is not None:
        return named
    if ":" in asked:
        try:
            return every.filter(pk=find_item(asked).pk)
        except ItemNotFound:
            pass
    if said := _ID.fullmatch(asked):
        ids = ExternalId.objects.filter(key=said["scheme"], value=said["value"])
        return every.filter(pk__in=ids.values("item"))
    like = Q(title__icontains=asked) | Q(original_title__icontains=asked)
    whole = every.filter(like)
    exact = every.filter(title__iexact=asked, kind__in=("movie", "show"))
    if exact.count() == 1:
        return exact
    with_year = matching.dated(every, asked)
    return whole if with_year is None else whole | with_year
