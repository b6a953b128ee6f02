"""The desk's page of one caption: its first cues as viewers get them, moved in time.

Whoever looks at the desk may look; curators move it for every viewer.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.audience import Audience, open_to, who
from catalog import caption_shifts
from catalog.admin import marks, words
from catalog.caption_shifts import Seen, ShiftError
from catalog.captions import webvtt
from catalog.captions.languages import caption_name
from catalog.models import Caption, CaptionShift, Item
from catalog.models.caption_shift import MOST_MS
from catalog.queries import ItemNotFound, find_item
from streaming.captions import shelf

SHOWN_CUES: Final = 50
STEPS: Final = (-1000, -500, -100, 100, 500, 1000)
_PERMISSION: Final = "catalog.change_captionshift"


@open_to(Audience.READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def caption(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """The page; on POST the deed, which leads back to it."""
    may_shift = request.user.has_perm(_PERMISSION)
    if request.method == "POST" and not may_shift:
        raise PermissionDenied
    item = _title(public_id)
    if "\0" in key:
        raise Http404("No such captions.")
    row = Caption.objects.filter(item=item, key=key)
    found = row.select_related("server").defer("server__secret").first()
    held = caption_shifts.shift_of(item, key)
    if found is None and held is None:
        raise Http404("No such captions.")
    draft, status = None, 200
    if request.method == "POST":
        try:
            now = caption_shifts.applied([held], found)
            ms = _asked(request.POST, now)
            changed = caption_shifts.set_shift(
                item, key, ms, seen=_seen(request.POST), by=who(request)
            )
        except ItemNotFound as error:
            raise Http404(str(error)) from None
        except ShiftError as error:
            messages.error(request, str(error))
            draft, status = request.POST.get("ms"), 422
        else:
            _say(request, ms, changed=changed)
            url = reverse("admin-caption", args=[item.public_id, key])
            # Where nothing is left to show, the title says so.
            is_over = found is None and not ms
            there = marks.url_of(item) if is_over else url
            return HttpResponseRedirect(there, status=303)
    context = {
        **admin.site.each_context(request),
        **_told(item, key, found, held),
        "may_shift": may_shift,
        "draft": draft,
    }
    return TemplateResponse(request, "admin/caption.html", context, status=status)


def _title(public_id: uuid.UUID) -> Item:
    try:
        return find_item(str(public_id))
    except ItemNotFound as error:
        raise Http404(str(error)) from None


def _asked(sent: QueryDict, now: int) -> int:
    """How far they are to be moved in all.  Raises ShiftError."""
    if "reset" in sent:
        return 0
    step = sent.get("step", "")
    if step in map(str, STEPS):
        return now + int(step)
    text = sent.get("ms", "").strip()
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise ShiftError(caption_shifts.TOO_FAR)
    return int(text)


def _seen(sent: QueryDict) -> Seen:
    """What the page showed; what no page of ours sent fits nothing."""
    seen = sent.get("seen", "")
    try:
        at = datetime.fromisoformat(seen) if seen else None
    except ValueError:
        raise ShiftError("This form is broken. Open the page again.") from None
    return Seen(at=at, file=sent.get("file", ""))


def _say(request: HttpRequest, ms: int, *, changed: bool) -> None:
    if not changed:
        messages.info(request, "It was so already: nothing was changed.")
    elif ms:
        messages.success(
            request, f"Every viewer gets these captions {words.shift(ms)} from now on."
        )
    else:
        messages.success(request, "Every viewer gets these captions as they are made.")


def _told(
    item: Item, key: str, row: Caption | None, held: CaptionShift | None
) -> dict[str, Any]:
    shown, total, why = _cues(row)
    now = caption_shifts.applied([held], row)
    language = caption_name(key)
    return {
        "title": f"Captions of {item.place}: {language}",
        "back": marks.url_of(item),
        "back_name": item.place,
        "language": language,
        "key": key,
        "label": row.label if row else None,
        "server": _server(row),
        "cues": shown,
        "total": total,
        "more": total > len(shown),
        "why": why,
        "held": held,
        "held_words": words.shift(held.ms) if held else "",
        "held_at": words.moment(held.at) if held else "",
        "applies": bool(now),
        "ms": now,
        "most": MOST_MS,
        "steps": [(step, words.shift(step)) for step in STEPS],
        "seen": held.at.isoformat() if held else "",
        "file": caption_shifts.mark(row),
    }


def _server(row: Caption | None) -> str:
    if row is None:
        return "nobody"
    return row.server.name if row.server else "a curator's lock"


def _cues(row: Caption | None) -> tuple[Sequence[dict[str, str]], int, str]:
    """The first cues as they are served, how many there are, and why none."""
    if row is None:
        return [], 0, "Nobody has these captions any more."
    server = row.server
    if row.pending:
        name = server.name if server else "Its server"
        return [], 0, f"{name} is still making them. Viewers get them once it is done."
    if server is not None and not (server.enabled and server.removed_at is None):
        return [], 0, f"{server.name} is not in use: viewers do not get its captions."
    try:
        body = shelf.captions_of(row)
    except shelf.UNREADABLE as error:
        return [], 0, shelf.why_not(row, error)[1]
    cues = list(webvtt.read(body))
    shown = [
        {
            "start": webvtt.time_of(cue.start_ms),
            "end": webvtt.time_of(cue.end_ms),
            "text": webvtt.plain(cue.text),
        }
        for cue in islice(cues, SHOWN_CUES)
    ]
    why = "" if cues else "Moved so far, none of its captions is left."
    return shown, len(cues), why
