"""Titles added by hand: the list of them, and the form that adds and changes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.audience import Audience, open_to
from catalog.admin import marks
from catalog.models import Item
from catalog.queries import ItemNotFound, find_item
from sync import by_hand, written
from sync.adapters.registry import BY_HAND
from sync.admin import by_hand_form
from sync.admin.asking import who
from sync.admin.deciding import FOLLOWS
from sync.by_hand import ByHandError
from sync.models import Observation, Run, Trigger
from sync.said import Kept
from sync.types import Kind

_PAGE: Final = 50
_NEW: Final = {"movie": "Movie", "show": "Show", "episode": "Episode"}


@open_to(Audience.READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """All titles that were added by hand, the newest first."""
    if not request.user.has_perm("sync.view_observation"):
        raise PermissionDenied
    rows = (
        by_hand.present()
        .filter(kind__in=written.KINDS)
        .select_related("server", "item__parent__parent")
        .order_by("-pk")
    )
    page = Paginator(rows, _PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": "Added by hand",
        "page": page,
        "rows": [
            {
                "row": row,
                "item": marks.item_link(row.item) if row.item else None,
                "files": len(row.files or ()),
            }
            for row in page
        ],
        "kinds": _NEW if may_add(request) else {},
        "may_change": request.user.has_perm("sync.change_observation"),
        "following": Run.objects.filter(finished_at=None, scans__server__kind=BY_HAND)
        .values_list("pk", flat=True)
        .first(),
    }
    return TemplateResponse(request, "admin/by_hand.html", context)


@open_to(Audience.CURATORS)
def added(request: HttpRequest) -> HttpResponse:
    """The empty form, or one filled from a title (``?like=``); POST adds."""
    if not may_add(request):
        raise PermissionDenied
    kind = _kind(request.GET.get("kind", ""))
    like = _like(request)
    typed = by_hand_form.like(like) if like else {}
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        typed = _typed(request, kind)
        try:
            said = written.read(kind, typed)
            kept = by_hand.add(said, source=Trigger.Source.ADMIN, by=who(request))
        except written.Refused as refused:
            errors = refused.errors
            messages.error(request, "Nothing was added yet; see below.")
        except ByHandError as error:
            messages.error(request, str(error))
            errors = {"": str(error)}
        else:
            messages.success(request, f"Added {kept.row.remote_key}. {FOLLOWS}")
            return HttpResponseRedirect(_after(like, kept))
    return _page(request, kind, typed, errors, like=like)


@open_to(Audience.CURATORS)
def changed(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one that there is; POST changes it, or takes it out."""
    if not request.user.has_perm("sync.change_observation"):
        raise PermissionDenied
    row = get_object_or_404(by_hand.present(), pk=pk, kind__in=written.KINDS)
    kind = _kind(row.kind)
    typed = by_hand_form.of_row(row)
    seen = row.content_hash
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            kept = _changed(request, row, kind, seen)
        except written.Refused as refused:
            typed, errors = _typed(request, kind), refused.errors
            messages.error(request, "Nothing was saved yet; see below.")
        except ByHandError as error:
            typed, errors = _typed(request, kind), {"": str(error)}
            messages.error(request, str(error))
            # What the page shows of it now is seen.
            seen = row.content_hash
        else:
            said = f"{kept.row.remote_key} was so already: nothing was changed."
            if kept.run is not None:
                verb = "Took out" if "take-out" in request.POST else "Changed"
                said = f"{verb} {kept.row.remote_key}. {FOLLOWS}"
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin-by-hand"))
    return _page(request, kind, typed, errors, row=row, seen=seen)


def _changed(request: HttpRequest, row: Observation, kind: Kind, seen: str) -> Kept:
    source, by = Trigger.Source.ADMIN, who(request)
    if "take-out" in request.POST:
        return by_hand.take_out(row, seen=seen, source=source, by=by)
    said = written.read(kind, _typed(request, kind))
    return by_hand.change(row, said, seen=seen, source=source, by=by)


def may_add(request: HttpRequest) -> bool:
    """Whether the person may add titles by hand."""
    return request.user.has_perm("sync.add_observation")


def add_url(kind: str, item: Item | None = None) -> str:
    """Where one of this kind is added: as another copy of a title, or below it."""
    asked = {"kind": kind} | ({"like": str(item.public_id)} if item else {})
    return f"{reverse('admin-by-hand-add')}?{urlencode(asked)}"


def _page(
    request: HttpRequest,
    kind: Kind,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    like: Item | None = None,
    row: Observation | None = None,
    seen: str = "",
) -> HttpResponse:
    rows = by_hand_form.rows(kind, typed, errors)
    sections: dict[str, list[by_hand_form.Row]] = {}
    for each in rows:
        sections.setdefault(each.section, []).append(each)
    first, *rest = sections.items()
    context = {
        **admin.site.each_context(request),
        "title": f"{row.remote_key}" if row else f"Add a {kind} by hand",
        "kind": kind,
        "first": first[1],
        "rest": rest,
        # Filled or refused ones are not to be searched for.
        "rest_is_open": any(r.text or r.error for _, of in rest for r in of),
        "like": marks.item_link(like) if like else None,
        "row": row,
        "item": marks.item_link(row.item) if row and row.item else None,
        "seen": seen,
        "back": reverse("admin-by-hand"),
    }
    status = 422 if errors else 200
    return TemplateResponse(request, "admin/by_hand_form.html", context, status=status)


def _kind(text: str) -> Kind:
    if text not in written.KINDS:
        raise Http404("No title of such a kind is added by hand.")
    return text


def _typed(request: HttpRequest, kind: Kind) -> dict[str, str]:
    names = [row.name for row in by_hand_form.rows(kind, {}, {})]
    return {name: request.POST.get(f"value-{name}", "") for name in names}


def _like(request: HttpRequest) -> Item | None:
    asked = request.GET.get("like", "")
    if not asked:
        return None
    try:
        return find_item(asked)
    except ItemNotFound as error:
        messages.error(request, str(error))
        return None


def _after(like: Item | None, kept: Kept) -> str:
    """Back to the title it was added to, which catches up by itself, or the list."""
    if like is None or kept.run is None:
        return reverse("admin-by-hand")
    return f"{marks.url_of(like)}?run={kept.run.pk}"


def context_of(request: HttpRequest, item: Item) -> dict[str, Any]:
    """The ways from a title's page to what is added to it by hand."""
    if not may_add(request):
        return {}
    if item.kind in {Item.Kind.SHOW, Item.Kind.SEASON}:
        return {"by_hand_url": add_url("episode", item), "by_hand_is": "an episode"}
    return {"by_hand_url": add_url(item.kind, item), "by_hand_is": "a file"}
