"""How long history, deeds, runs and audits are kept; a year of syncs every quarter of
an hour is 35,000 runs, and nearly all of them changed nothing.

A run that changed something is kept as long as history, for history names it.  Nothing
goes that is not over, that a person has yet to decide, or that an observation names.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import Activity
from catalog.captions import uploads
from catalog.models import FieldLock, FormerLock
from catalog.retention import forget_changes
from sync.adapters.registry import CAPTIONS
from sync.models import (
    CHANGED_NOTHING,
    Audit,
    BulkChange,
    Observation,
    Run,
    Scan,
    Trigger,
)

_AT_ONCE: Final = 200
_TO_DECIDE: Final = (Scan.Decision.WAITING, Scan.Decision.ACCEPTED)
_AUDITS: Final = 100
#: How long a bulk change is kept that was never applied.
_DRAFTS: Final = timedelta(days=1)


class Forgotten(NamedTuple):
    """How many rows were let go."""

    changes: int = 0
    runs: int = 0
    scans: int = 0


def trim(now: datetime | None = None) -> Forgotten:
    """Forget what is older than the settings say; zero days keep for ever."""
    now = now or timezone.now()
    history = _before(now, settings.MEDIAHUB_HISTORY_DAYS)
    idle = _before(now, settings.MEDIAHUB_IDLE_RUN_DAYS)
    changes = forget_changes(history) if history else 0
    if history is not None:
        activity.forget(history)
    runs = scans = 0
    for before, doomed in ((idle, _idle_runs), (history, _over)):
        if before is not None:
            runs += _forget_runs(doomed(before))
            scans += _forget_scans(before)
    _forget_bulk_changes(now, history)
    uploads.sweep(_named_files(), now)
    kept = Audit.objects.order_by("-pk").values_list("pk", flat=True)[:_AUDITS]
    Audit.objects.exclude(pk__in=list(kept)).delete()
    return Forgotten(changes, runs, scans)


def _named_files() -> set[str]:
    """The uploaded files that a title has, or that a lock or an undo brings back."""
    said = Observation.objects.filter(server__kind=CAPTIONS, captions__isnull=False)
    found = {
        entry["url"]
        for captions in said.values_list("captions", flat=True).iterator()
        for entry in (captions or {}).values()
    }
    for model in (FieldLock, FormerLock):
        locks = model._default_manager.filter(field="captions")
        for value in locks.values_list("value", flat=True):
            found.add(value.get("url") if isinstance(value, dict) else None)
    deeds = Activity.objects.filter(
        verb__in=(Verb.CAPTIONS_ADDED, Verb.CAPTIONS_TAKEN_OUT)
    )
    for sides in deeds.values_list("before", "after"):
        found.update(side["url"] for side in sides if side)
    return {digest for url in found if (digest := uploads.digest_of(url))}


def _forget_bulk_changes(now: datetime, history: datetime | None) -> None:
    """Those never applied, and those that were over before then."""
    states = [BulkChange.State.CHOOSING, BulkChange.State.PREVIEWED]
    doomed = Q(state__in=states, created_at__lt=now - _DRAFTS)
    if history is not None:
        doomed |= Q(finished_at__lt=history)
    for pk in list(BulkChange.objects.filter(doomed).values_list("pk", flat=True)):
        # One by one: each may have thousands of rows.
        BulkChange.objects.filter(pk=pk).delete()


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days > 0 else None


def _over(before: datetime) -> QuerySet[Run]:
    """Runs that ended before then, with nothing of them left to do or to decide."""
    owed = Q(decision__in=_TO_DECIDE) | Q(
        adopted_at__isnull=False, finalized_at__isnull=True
    )
    unfinished = Q(state__in=[Scan.State.PENDING, Scan.State.RUNNING])
    waiting = Scan.objects.filter(owed | unfinished, runs=OuterRef("pk"))
    return Run.objects.filter(finished_at__lt=before).exclude(Exists(waiting))


def _idle_runs(before: datetime) -> QuerySet[Run]:
    return _over(before).filter(CHANGED_NOTHING)


def _forget_runs(doomed: QuerySet[Run]) -> int:
    """Requests go with their run: one that lost its run would be planned anew."""
    forgotten = 0
    while pks := list(doomed.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            Trigger.objects.filter(run__in=pks).delete()
            Run.objects.filter(pk__in=pks).delete()
        forgotten += len(pks)
    return forgotten


def _forget_scans(before: datetime) -> int:
    """Scans of no run any more, but each server's last."""
    newer = Scan.objects.filter(
        server=OuterRef("server"), dry_run=False, pk__gt=OuterRef("pk")
    )
    named: Any = Observation.objects.filter(changed_by=OuterRef("pk"))
    doomed = (
        Scan.objects.filter(Exists(newer), runs__isnull=True, finished_at__lt=before)
        .exclude(decision__in=_TO_DECIDE)
        .exclude(adopted_at__isnull=False, finalized_at=None)
        .exclude(Exists(named))
    )
    forgotten = 0
    while pks := list(doomed.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        Scan.objects.filter(pk__in=pks).delete()
        forgotten += len(pks)
    return forgotten
