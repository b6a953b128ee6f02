"""The syncs that go on now, for the first page of the desk."""

from __future__ import annotations

from typing import Any, Final

from django import template

from sync.follow import progress_of
from sync.models import Run

register = template.Library()

#: More at once are on the list of runs.
_SHOWN: Final = 3


@register.simple_tag
def running_runs() -> list[dict[str, Any]]:
    """The oldest unfinished runs, each with how far it is."""
    runs = Run.objects.filter(state__in=[Run.State.PENDING, Run.State.RUNNING])
    return [
        {"run": run, "progress": progress_of(run)}
        for run in runs.order_by("pk")[:_SHOWN]
    ]
