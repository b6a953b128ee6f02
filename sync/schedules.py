"""Schedules in words, and the few kinds of them that MediaHub knows.

A schedule is a row of django-celery-beat's table; the scheduler reads it within
seconds of a change.  Times of day are the household's.
"""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import (
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    PeriodicTasks,
)

from accounts import activity
from accounts.activity import Verb
from accounts.models import Household, User
from catalog.models import Server

SYNC: Final = "sync.request_sync"
#: The task is the project's, which stands above this app; only its name is known here.
BACK_UP: Final = "mediahub.back_up"

UNITS: Final = {"minutes": "minutes", "hours": "hours", "days": "days"}
DAYS: Final = (
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
)
#: How many backups a schedule keeps unless it says otherwise.
KEPT: Final = {"daily": 7, "weekly": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Every so often, or at a time of some days of the week (0 is Sunday)."""

    every: int | None = None
    unit: str = "minutes"
    at: time | None = None
    days: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.at is not None:
            named = [DAYS[day] for day in self.days]
            if not named or len(named) == len(DAYS):
                return f"every day at {self.at:%H:%M}"
            return f"every {_listed(named)} at {self.at:%H:%M}"
        if self.every == 1:
            return f"every {self.unit.removesuffix('s')}"
        return f"every {self.every} {self.unit}"


def when_of(task: PeriodicTask) -> When | None:
    """When a task runs; None for what our page cannot say."""
    if task.interval is not None:
        every, unit = task.interval.every, task.interval.period
        if unit == "seconds" and every % 60 == 0:
            every, unit = every // 60, "minutes"
        return When(every=every, unit=unit) if unit in UNITS else None
    cron = task.crontab
    if cron is None or (cron.day_of_month, cron.month_of_year) != ("*", "*"):
        return None
    try:
        at = time(int(cron.hour), int(cron.minute))
        days = () if cron.day_of_week == "*" else _days(cron.day_of_week)
    except ValueError:
        return None
    return When(at=at, days=days)


def _days(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(day) % 7 for day in text.split(",")}))


@transaction.atomic
def keep(task: PeriodicTask, *, by: User | None = None) -> None:
    """Store a schedule as it is now, new or changed."""
    row = PeriodicTask.objects.select_for_update().filter(pk=task.pk).first()
    before = None if row is None else _said(row)
    task.save()
    after = _said(task)
    if before != after:
        verb = Verb.SCHEDULE_ADDED if before is None else Verb.SCHEDULE_CHANGED
        activity.write(verb, by=by, about=sentence(task), before=before, after=after)


@transaction.atomic
def remove(task: PeriodicTask, *, by: User | None = None) -> None:
    """Let it run no more, for good."""
    about, before = sentence(task), _said(task)
    if PeriodicTask.objects.select_for_update().filter(pk=task.pk).exists():
        # Of the row, so that the scheduler hears of it.
        task.delete()
        activity.write(Verb.SCHEDULE_REMOVED, by=by, about=about, before=before)


def _said(task: PeriodicTask) -> dict[str, Any]:
    return {
        "when": str(when_of(task) or "at times of its own"),
        "with": options_of(task),
        "enabled": task.enabled,
    }


def keep_when(task: PeriodicTask, when: When) -> None:
    """Make the task run then; the caller saves it."""
    if when.at is None:
        task.crontab = None
        task.interval, _ = IntervalSchedule.objects.get_or_create(
            every=when.every, period=when.unit
        )
        return
    task.interval = None
    task.crontab, _ = CrontabSchedule.objects.get_or_create(
        minute=str(when.at.minute),
        hour=str(when.at.hour),
        day_of_week=",".join(str(day) for day in when.days) or "*",
        day_of_month="*",
        month_of_year="*",
        timezone=zone(),
    )


def zone() -> zoneinfo.ZoneInfo:
    """The household's time zone."""
    try:
        return zoneinfo.ZoneInfo(Household.get().time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def keep_to_the_households_clock() -> None:
    """Let times of day be of the household's time zone, also after it changed."""
    here = zone()
    moved = CrontabSchedule.objects.filter(
        periodictask__task__in=[SYNC, BACK_UP]
    ).exclude(timezone=here)
    if moved.update(timezone=here):
        PeriodicTasks.update_changed()


def options_of(task: PeriodicTask) -> dict[str, Any]:
    """What the task is called with; nothing for what cannot be read."""
    try:
        found = json.loads(task.kwargs or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def what(task: PeriodicTask, names: Mapping[str, str]) -> str:
    """``Sync everything``, ``Sync attic and cellar``, ``Back up MediaHub``."""
    if task.task == BACK_UP:
        return "Back up MediaHub"
    if task.task != SYNC:
        return str(task.name)
    slugs = options_of(task).get("servers")
    if not slugs:
        return "Sync everything"
    return f"Sync {_listed([names.get(slug, slug) for slug in slugs])}"


def sentence(task: PeriodicTask, names: Mapping[str, str] | None = None) -> str:
    """``Sync everything every 15 minutes``."""
    if names is None:
        names = dict(Server.objects.values_list("slug", "name"))
    when = when_of(task)
    return f"{what(task, names)} {when or 'at times of its own'}"


def next_run(task: PeriodicTask, now: datetime) -> datetime | None:
    """When it runs next; None for one that is off, or cannot be said."""
    if not task.enabled or task.scheduler is None:
        return None
    last = task.last_run_at or task.date_changed or now
    if task.crontab is not None and task.last_run_at is None:
        last = now
    left: timedelta = task.schedule.remaining_estimate(last)
    # The estimate was made on a clock of its own, a moment ago.
    upcoming = (now + left + timedelta(seconds=0.5)).replace(microsecond=0)
    return max(now, upcoming)


def ran(name: str | None) -> None:
    """Note that a schedule came round; the scheduler itself notes it minutes later."""
    if name:
        PeriodicTask.objects.filter(name=name).update(last_run_at=timezone.now())


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
