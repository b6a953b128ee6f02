"""The page a title is watched on, and the addresses its player asks.

Who may see the title is asked at every request, of a stream too: an account that is
disabled stops at the next one.
"""

from __future__ import annotations

import uuid
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.audience import Audience, open_to
from accounts.models import User
from catalog.captions import webvtt
from catalog.captions.cues import Cue
from catalog.listing import shown_item
from catalog.models import Item
from catalog.viewing import WATCHED_KINDS
from streaming import lately, queries
from streaming.captions import shelf
from streaming.delivery import deliver, refusal
from streaming.offers import chapters_of
from streaming.passes import with_pass
from streaming.watching import watch_page


def _title(public_id: uuid.UUID) -> Item:
    item = shown_item(WATCHED_KINDS, public_id)
    if item is None:
        raise Http404
    return item


def viewer(request: HttpRequest) -> User:
    """The person behind a request that was let in."""
    if not isinstance(request.user, User):
        raise TypeError("Only for requests that were let in.")
    return request.user


# media-chrome writes its sizes into style attributes.
@csp_update({"style-src": ["'unsafe-inline'"], "media-src": ["'self'", "blob:"]})
@open_to(Audience.VIEWERS)
@require_safe
def watch(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    item = shown_item(kind, public_id)
    if item is None:
        return render(request, "streaming/gone.html", {"kind": kind}, status=404)
    if item.public_id != public_id:
        now = redirect("watch", kind, item.public_id, permanent=True)
        # Asked again next time: a curator may part what became one title.
        now["Cache-Control"] = "no-cache"
        return now
    page: dict[str, Any] = watch_page(item, viewer(request))
    name = (
        "streaming/watch.html" if page["player"]["files"] else "streaming/no_file.html"
    )
    return render(request, name, page)


@with_pass
@open_to(Audience.VIEWERS)
@require_safe
def stream(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponseBase:
    item = _title(public_id)
    file = queries.file_of(item, key)
    if file is None:
        return refusal(404, "This file is no longer there.")
    answer = deliver(request, file)
    lately.note_file(viewer(request), item, file.key, answer.status_code)
    return answer


@with_pass
@open_to(Audience.VIEWERS)
@require_safe
def captions(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    row = queries.caption_of(_title(public_id), key)
    if row is None:
        return refusal(404, "These captions are no longer there.")
    return shelf.answer(request, row)


@open_to(Audience.VIEWERS)
@require_safe
def chapters(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = chapters_of(_title(public_id))
    body = webvtt.write(Cue(c["start_ms"], c["end_ms"], c["title"]) for c in found)
    return shelf.vtt(request, body)
