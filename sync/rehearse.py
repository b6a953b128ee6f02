"""Dry runs: read as a sync does, adopt and project as it does, count, and undo it all.

A dry run has scans of its own.  Each is read under its server's lease, so that a
server is still read once at a time; what they staged is then adopted and projected in
one transaction that is rolled back.  On SQLite nobody else can write meanwhile.  One
whose process died is given up, not done again: whoever asked is gone.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from sync import execute, finalize, holding, leases, settle, store, suspects
from sync.finalize import Tally, project_scans, scans_to_do
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Run, Scan

logger = logging.getLogger(__name__)

#: Whoever does a dry run holds this lease.
LEASE: Final = "dry_run"
_POLL: Final = 0.1  # seconds
_UNFINISHED: Final = (Run.State.PENDING, Run.State.RUNNING)


class _Undone(Exception):
    """Ends the transaction in which all was tried."""


def carry_out(run_id: int) -> Run:
    """Do a dry run, or wait for whoever does; the finished run."""
    while Run.objects.filter(pk=run_id, state__in=_UNFINISHED).exists():
        held = leases.take(LEASE)
        if held is None:
            time.sleep(_POLL)
            continue
        with held:
            _rehearse(run_id)
    return Run.objects.get(pk=run_id)


def due() -> list[int]:
    """Dry runs to be done, or to be given up, while nobody is at one."""
    if not leases.is_free(LEASE):
        return []
    unfinished = Run.objects.filter(purpose=Run.Purpose.DRY_RUN, state__in=_UNFINISHED)
    return list(unfinished.values_list("pk", flat=True))


def _rehearse(run_id: int) -> None:
    # The lease is ours: whoever began another, or this one, is dead.
    for dead in Run.objects.filter(
        purpose=Run.Purpose.DRY_RUN, state=Run.State.RUNNING
    ):
        _give_up(dead, "The dry run broke off. Start it again.")
    if not Run.objects.filter(pk=run_id, state=Run.State.PENDING).update(
        state=Run.State.RUNNING, started_at=timezone.now()
    ):
        return
    run = Run.objects.get(pk=run_id)
    try:
        _read_all(run)
        _finish(run, _project(run))
    except Exception:
        logger.exception("Dry run %s broke", run_id)
        _give_up(run, "MediaHub could not finish the dry run; the log says why.")


def _read_all(run: Run) -> None:
    """Read all servers at once, each as soon as nobody else reads it."""
    threads = [
        threading.Thread(
            target=_read, args=(scan_id, server), name=f"scan {scan_id}", daemon=True
        )
        for scan_id, server in run.scans.values_list("pk", "server_id")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read(scan_id: int, server_id: int) -> None:
    try:
        while (held := leases.take(execute.server_lease(server_id))) is None:
            time.sleep(_POLL)
        with held:
            execute.read(_begin(scan_id, held), held)
    except LeaseLost as lost:
        logger.warning("%s The dry run goes on without it.", lost)
    except Exception:
        # The scan stays unfinished, and is given up with the others that are.
        logger.exception("Scan %s broke", scan_id)
    finally:
        connection.close()


def _begin(scan_id: int, held: Held) -> Scan:
    now = timezone.now()
    with held.writing():
        scan = Scan.objects.get(pk=scan_id)
        suspects.set_aside(scan.server_id, held)
    Scan.objects.filter(pk=scan_id).update(
        state=Scan.State.RUNNING,
        epoch=held.epoch,
        attempts=F("attempts") + 1,
        started_at=now,
        moved_at=now,
        **{**AT_REST, "phase": Scan.Phase.LISTING},
    )
    return Scan.objects.select_related("server").get(pk=scan_id)


def _project(run: Run) -> Tally:
    """Adopt and project what was read, and undo it; what it would have changed."""
    scans = list(run.scans.select_related("server").filter(proven__isnull=False))
    # What others adopted is not this run's doing.
    settle.finalize_now(lambda: not scans_to_do())
    started = time.monotonic()
    tally = Tally()
    while (held := leases.take(finalize.LEASE)) is None:
        time.sleep(_POLL)
    with held:
        try:
            with transaction.atomic():
                for scan in scans:
                    scan.writes = store.adopt(scan, holding.foreseen(scan))
                project_scans(held, scans, run=run.pk, credit=tally.add)
                raise _Undone
        except _Undone:
            pass
    run.finalize_seconds = round(time.monotonic() - started, 3)
    for scan in scans:
        scan.save(update_fields=["writes", "changed", "withdrawn"])
    return tally


def _finish(run: Run, tally: Tally) -> None:
    """Give the run its outcome, and forget what it read."""
    _end_scans(run, "Reading this server broke off. Start the dry run again.")
    Run.objects.filter(pk=run.pk).update(
        state=settle.state_of(list(run.scans.all())),
        finished_at=timezone.now(),
        finalize_seconds=run.finalize_seconds,
        **AT_REST,
        **{name: getattr(tally, name) for name in Tally.__slots__},
    )


def _give_up(run: Run, message: str) -> None:
    _end_scans(run, message)
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.FAILED, finished_at=timezone.now(), **AT_REST
    )


def _end_scans(run: Run, message: str) -> None:
    for scan in run.scans.all():
        store.drop(scan)
    scans = Scan.objects.filter(runs=run)
    scans.filter(state__in=[Scan.State.PENDING, Scan.State.RUNNING]).update(
        state=Scan.State.FAILED,
        finished_at=timezone.now(),
        error_code="broke_off",
        error_message=message,
        **AT_REST,
    )
    scans.update(proven=None)
