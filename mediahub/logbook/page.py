"""`/admin/logs/`: the last lines of MediaHub's own log files, for who runs it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.audience import Audience, open_to
from catalog.moments import moment
from mediahub.logbook import lines
from mediahub.logbook.hiding import hider

_COUNTS: Final = (100, 300, 1000)
_MARKS: Final = {
    "DEBUG": "none",
    "INFO": "good",
    "WARNING": "warn",
    "ERROR": "bad",
    "CRITICAL": "bad",
}


@open_to(Audience.OPERATORS)
@never_cache
def logs(request: HttpRequest) -> HttpResponse:
    """The lines that were asked for, the newest first; shows, and does nothing."""
    asked = request.GET
    problems: list[str] = []
    part = _one_of(asked.get("part", ""), lines.PARTS)
    level = _one_of(asked.get("level", ""), lines.LEVELS)
    text = asked.get("text", "")[:200].strip()
    wanted = lines.Wanted(
        part=part,
        level=level,
        text=text,
        since=_moment(asked.get("since", ""), problems),
        until=_moment(asked.get("until", ""), problems),
    )
    count = next((n for n in _COUNTS if str(n) == asked.get("lines")), _COUNTS[0])
    hide = hider()
    shown = []
    for entry in lines.entries(settings.MEDIAHUB_DATA / "log", part):
        # Hidden before it is searched: nobody finds a secret by trying its letters.
        clean = lines.Entry(
            part=entry.part,
            at=entry.at,
            level=entry.level,
            logger=entry.logger,
            text=hide(entry.text),
        )
        if wanted.holds(clean):
            shown.append({"entry": clean, "mark": _MARKS[clean.level]})
            if len(shown) == count:
                break
    context = {
        **admin.site.each_context(request),
        "title": "Logs",
        "shown": shown,
        "count": count,
        "counts": _COUNTS,
        "parts": lines.PARTS,
        "levels": lines.LEVELS,
        "wanted": wanted,
        "since": asked.get("since", "")[:40],
        "until": asked.get("until", "")[:40],
        "problems": problems,
        "follows": asked.get("follow") == "yes",
        "read": lines.MOST_BYTES // (1024 * 1024),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "admin/logs.html", context)


def _one_of(given: str, known: tuple[str, ...]) -> str:
    return given if given in known else ""


def _moment(given: str, problems: list[str]) -> datetime | None:
    if not given.strip():
        return None
    try:
        return moment(given.strip())
    except ValueError:
        problems.append(
            f"\u201c{given[:40]}\u201d is no moment; write it as 2026-11-28 14:30."
        )
        return None
