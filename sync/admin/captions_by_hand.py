"""The desk's page of captions that people upload for one title: add, look, take out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.audience import Audience, open_to, who
from catalog.admin import marks
from catalog.captions import uploads, webvtt
from catalog.captions.cues import LARGEST_BYTES
from catalog.captions.languages import caption_name, known_languages
from catalog.fields import PLAYABLE
from catalog.models import Caption, Item
from catalog.queries import ItemNotFound, find_item
from sync import captions_by_hand
from sync.admin.deciding import FOLLOWS
from sync.captions_by_hand import CaptionsError, Done, Uploaded
from sync.models import Run, Trigger

SHOWN_CUES: Final = 20
_ASKED: Final = ("language", "forced", "hi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Uploaded captions as the page shows them."""

    one: Uploaded
    name: str
    #: Whose captions of this key viewers get instead.
    instead: str
    #: Whether the catalog has them already.
    is_there: bool


@open_to(Audience.CURATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def captions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page; POST uploads a file, or takes one out, and leads back to it."""
    if not may_add(request):
        raise PermissionDenied
    item = _title(public_id)
    typed = {name: request.GET.get(name, "") for name in _ASKED}
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in _ASKED}
        try:
            done = _done(request, item, typed)
        except ItemNotFound as gone:
            raise Http404(str(gone)) from None
        except CaptionsError as refused:
            error = str(refused)
            messages.error(request, "Nothing was changed; see below.")
        else:
            return _led_back(request, item, done)
    found = captions_by_hand.uploaded(item)
    context = {
        **admin.site.each_context(request),
        "title": f"Captions by hand: {item.place}",
        "public_id": item.public_id,
        "back": marks.url_of(item),
        "back_name": item.place,
        "rows": _rows(item, found),
        "typed": typed,
        "error": error,
        "languages": known_languages(),
        "endings": ",".join(uploads.ENDINGS),
        "following": _unfinished(request.GET.get("run", "")),
        **_preview(found, request.GET.get("show", "")),
    }
    status = 422 if error else 200
    template = "admin/captions_by_hand.html"
    return TemplateResponse(request, template, context, status=status)


def may_add(request: HttpRequest) -> bool:
    """Whether the person may upload captions: as titles are added by hand."""
    return request.user.has_perm("sync.add_observation")


def context_of(request: HttpRequest, item: Item) -> dict[str, str]:
    """The way from a title's page to its captions."""
    if item.kind not in PLAYABLE or not may_add(request):
        return {}
    return {"captions_url": reverse("admin-captions-by-hand", args=[item.public_id])}


def _title(public_id: uuid.UUID) -> Item:
    try:
        item = find_item(str(public_id))
    except ItemNotFound as error:
        raise Http404(str(error)) from None
    if item.kind not in PLAYABLE:
        raise Http404("Captions belong to movies and episodes.")
    return item


def _done(request: HttpRequest, item: Item, typed: Mapping[str, str]) -> Done:
    source, by = Trigger.Source.ADMIN, who(request)
    if (key := request.POST.get("take-out", "")) != "":
        if not request.user.has_perm("sync.change_observation"):
            raise PermissionDenied
        key = captions_by_hand.checked_key(key)
        seen = _seen(request, key)
        return captions_by_hand.take_out(item, key, seen=seen, source=source, by=by)
    if not typed["language"].strip():
        raise CaptionsError("Say in which language they are: en, for example.")
    key = captions_by_hand.key_of(
        typed["language"],
        forced=bool(typed["forced"]),
        hearing_impaired=bool(typed["hi"]),
    )
    name, body = _file(request)
    return captions_by_hand.add(
        item,
        key,
        name=name,
        body=body,
        seen=_seen(request, key),
        source=source,
        by=by,
    )


def _seen(request: HttpRequest, key: str) -> str:
    """The file that the page showed under a key, or nothing."""
    return request.POST.get(f"seen-{key}", "")


def _file(request: HttpRequest) -> tuple[str, bytes]:
    file = request.FILES.get("file")
    if file is None:
        raise CaptionsError("Choose a caption file.")
    # One byte more than is read of it tells that it is too large.
    return str(file.name), file.read(LARGEST_BYTES + 1)


def _led_back(request: HttpRequest, item: Item, done: Done) -> HttpResponse:
    """To the page, which shows the file; taken out, there may be none."""
    name = caption_name(done.key)
    if "take-out" in request.POST:
        said = f"Took out the captions {name}. {FOLLOWS}"
    elif not done.runs:
        said = f"{name}: this very file was there already. Nothing was changed."
    else:
        verb = "Added" if done.was is None else "Replaced"
        said = f"{verb} the captions {name}. {FOLLOWS}"
    messages.success(request, said)
    query = {"run": done.runs[-1].pk} if done.runs else {}
    shown = {} if "take-out" in request.POST else {"show": done.key}
    url = reverse("admin-captions-by-hand", args=[item.public_id])
    return HttpResponseRedirect(f"{url}?{urlencode({**shown, **query})}", status=303)


def _rows(item: Item, found: Mapping[str, Uploaded]) -> list[Row]:
    rows = Caption.objects.filter(item=item, key__in=list(found))
    rows = rows.select_related("server").defer("server__secret")
    won = {row.key: row for row in rows}
    return [
        Row(
            one=one,
            name=caption_name(key),
            instead=_whose(won[key]) if key in won and won[key].url != one.url else "",
            is_there=key in won,
        )
        for key, one in sorted(found.items())
    ]


def _whose(row: Caption) -> str:
    return row.server.name if row.server else "a curator’s lock"


def _preview(found: Mapping[str, Uploaded], key: str) -> dict[str, Any]:
    """The first cues of one of them, as viewers will get them."""
    if key not in found:
        return {}
    one = found[key]
    try:
        cues = uploads.read(one.name, uploads.body_of(one.digest))
    except (uploads.GoneError, uploads.Refused) as error:
        return {"shown": one, "why": str(error)}
    body = webvtt.write(cues[:SHOWN_CUES])
    return {
        "shown": one,
        "shown_name": caption_name(key),
        "total": len(cues),
        "cues": [
            {
                "start": webvtt.time_of(cue.start_ms),
                "end": webvtt.time_of(cue.end_ms),
                "text": webvtt.plain(cue.text),
            }
            for cue in webvtt.read(body)
        ],
    }


def _unfinished(run: str) -> int | None:
    if not (run.isascii() and run.isdecimal() and len(run) < 10):
        return None
    rows = Run.objects.filter(pk=int(run), finished_at=None)
    return rows.values_list("pk", flat=True).first()
