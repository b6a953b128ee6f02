"""Bring the catalog up to what is stored, and give runs their final state.

Whoever holds the catalog's lease projects; the others wait for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sync import leases
from sync.finalize import (
    LEASE,
    Tally,
    project_scans,
    resolve_anew,
    scans_to_do,
)
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Run, Scan, Trigger

logger = logging.getLogger(__name__)

_POLL: Final = 0.1  # seconds


def finalize_now(done: Callable[[], bool], *, patience: float = 0.0) -> None:
    """Project adopted scans until `done`, ourselves or by waiting for who does.

    For at most `patience` seconds servers that are being read are waited for: what
    two of them say of one title is then projected once, not twice.
    """
    _await_others(time.monotonic() + patience)
    while not done():
        if not _finalize_once():
            time.sleep(_POLL)


def _await_others(until: float) -> None:
    while (left := until - time.monotonic()) > 0 and _others_are_read():
        time.sleep(min(_POLL, left))


def _others_are_read() -> bool:
    return Scan.objects.filter(state=Scan.State.RUNNING, dry_run=False).exists()


def _finalize_once() -> bool:
    """One projection under the catalog's lease; False where somebody else is at it."""
    held = leases.take(LEASE)
    if held is None:
        return False
    with held:
        try:
            _project_adopted(held)
        except LeaseLost as lost:
            logger.warning("%s Its new holder goes on.", lost)
            return False
    return True


def _project_adopted(held: Held) -> None:
    """Project adopted scans, those of the same runs together, each for its runs."""
    by_runs: dict[frozenset[int], list[Scan]] = {}
    for scan in scans_to_do():
        runs = frozenset(Run.objects.filter(scans=scan).values_list("pk", flat=True))
        by_runs.setdefault(runs, []).append(scan)
    for runs, scans in by_runs.items():
        started = time.monotonic()
        project_scans(
            held, scans, run=min(runs, default=None), credit=partial(_credit, runs)
        )
        with held.writing():
            _credit_seconds(runs, time.monotonic() - started)


def resolve_now(run_id: int) -> None:
    """Resolve anew what a run of that purpose names, and wait until it is done."""
    while Run.objects.filter(
        pk=run_id, state__in=[Run.State.PENDING, Run.State.RUNNING]
    ).exists():
        held = leases.take(LEASE)
        if held is None:
            time.sleep(_POLL)
            continue
        with held:
            try:
                _resolve(run_id, held)
            except LeaseLost as lost:
                logger.warning("%s Its new holder goes on.", lost)


def _resolve(run_id: int, held: Held) -> None:
    with held.writing():
        claimed = Run.objects.filter(
            pk=run_id, state__in=[Run.State.PENDING, Run.State.RUNNING]
        ).update(state=Run.State.RUNNING, started_at=timezone.now())
    if not claimed:
        return
    # Scans adopted meanwhile are projected for the runs that asked for them.
    _project_adopted(held)
    started = time.monotonic()
    run = Run.objects.get(pk=run_id)
    resolve_anew(
        held,
        run.titles,
        run.kinds,
        regroup=run.regroup,
        run=run_id,
        by=Trigger.objects.filter(run=run).values_list("by_id", flat=True).first(),
        credit=partial(_credit, (run_id,)),
    )
    with held.writing():
        _credit_seconds((run_id,), time.monotonic() - started)
        Run.objects.filter(pk=run_id).update(
            state=Run.State.SUCCEEDED, finished_at=timezone.now(), **AT_REST
        )


def _credit(runs: Collection[int], tally: Tally) -> None:
    """Count what a batch changed; called in the batch's own transaction."""
    Run.objects.filter(pk__in=runs).update(
        created=F("created") + tally.created,
        updated=F("updated") + tally.updated,
        cleared=F("cleared") + tally.cleared,
        unavailable=F("unavailable") + tally.unavailable,
        restored=F("restored") + tally.restored,
        writes=F("writes") + tally.writes,
    )


def _credit_seconds(runs: Collection[int], seconds: float) -> None:
    Run.objects.filter(pk__in=runs).update(
        finalize_seconds=F("finalize_seconds") + round(seconds, 3)
    )


def close_runs() -> None:
    """Give every run whose scans are all done and projected its final state."""
    unfinished = Run.objects.filter(
        purpose=Run.Purpose.SYNC, state__in=[Run.State.PENDING, Run.State.RUNNING]
    ).exclude(scans__state__in=[Scan.State.PENDING, Scan.State.RUNNING])
    for run in unfinished.distinct():
        with transaction.atomic():
            scans = list(run.scans.all())
            if any(scan.adopted_at and not scan.finalized_at for scan in scans):
                continue
            Run.objects.filter(pk=run.pk, finished_at__isnull=True).update(
                state=state_of(scans), finished_at=timezone.now()
            )


def state_of(scans: list[Scan]) -> Run.State:
    """The state of a run all of whose scans are over."""
    states = {Scan.State(scan.state) for scan in scans}
    if states == {Scan.State.FAILED}:
        return Run.State.FAILED
    if Scan.State.HELD in states:
        return Run.State.HELD
    if states & {Scan.State.FAILED, Scan.State.PARTIAL}:
        return Run.State.PARTIAL
    return Run.State.SUCCEEDED
