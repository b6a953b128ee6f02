"""The page of backups: what lies there, how the last one went, what to do with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.audience import Audience, open_to
from catalog.admin import words
from mediahub.backup import shelf
from sync import schedules
from sync.models import Schedule

#: So long without one is worth a warning, if one is due every day.
_TOO_LONG: Final = timedelta(days=2)


@open_to(Audience.OPERATORS)
def backups(request: HttpRequest) -> HttpResponse:
    """Shows; nothing can be made, fetched or deleted here."""
    now = timezone.now()
    kept = shelf.kept()
    schedule = Schedule.objects.filter(task=schedules.BACK_UP).order_by("pk").first()
    outcome = shelf.last_outcome()
    is_on = schedule is not None and schedule.enabled
    newest = kept[0].made_at if kept else None
    context = {
        **admin.site.each_context(request),
        "title": "Backups",
        "kept": [
            {
                "name": one.path.name,
                "made": words.moment(one.made_at),
                "age": words.ago(one.made_at, now),
                "size": words.size(one.bytes),
            }
            for one in kept
        ],
        "folder": shelf.folder(),
        "key": settings.MEDIAHUB_DATA / "credentials.key",
        "failure": outcome.error if outcome else "",
        "failed_at": words.moment(outcome.at) if outcome else "",
        "is_old": is_on and newest is not None and now - newest > _TOO_LONG,
        "age": words.ago(newest, now),
        "schedule": schedule,
        "said": schedules.sentence(schedule) if schedule else "",
        "next": schedules.next_run(schedule, now) if schedule else None,
    }
    return TemplateResponse(request, "admin/backups.html", context)
