"""Do what was asked for: scan a server, then settle what it said.

Workers, the reconciler and the command line all come through here, each under the
same leases; whoever holds one does the work, the others wait for its outcome.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from django.db import OperationalError, connection
from django.db.models import F, QuerySet
from django.utils import timezone

from catalog.models import Server
from sync import leases
from sync.connect import adapter_of
from sync.finalize import scans_to_do
from sync.gather import gather
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Run, Scan
from sync.settle import close_runs, finalize_now

logger = logging.getLogger(__name__)

#: A scan that killed its worker this often is given up.
ATTEMPTS: Final = 3
_POLL: Final = 0.1  # seconds
_PAUSE: Final = 1.0  # seconds
#: How long a server that was read waits for others before it is projected: a share of
#: the time its reading took, so that a slow one delays nobody by much.
_SHARE_OF_READING: Final = 0.5
_MOST_PATIENCE: Final = 15.0  # seconds


def server_lease(server_id: int) -> str:
    """The name of the lease under which a server is scanned."""
    return f"server:{server_id}"


def scan_server(server_id: int) -> bool:
    """Do the scan that is due on a server; False if none is, or somebody else scans.

    A scan whose worker died is done again first; one that killed three is given up.
    """
    if not _due(server_id).exists():
        return False
    held = leases.take(server_lease(server_id))
    if held is None:
        return False
    with held:
        scan = _claim(server_id, held)
        if scan is None:
            return False
        try:
            _gather(scan, held)
        except LeaseLost as lost:
            logger.warning("%s Its new holder goes on.", lost)
            return False
    if not _is_projected(scan.pk):
        scan.refresh_from_db(fields=["gather_seconds"])
        patience = min(_MOST_PATIENCE, scan.gather_seconds * _SHARE_OF_READING)
        finalize_now(lambda: _is_projected(scan.pk), patience=patience)
    close_runs()
    return True


def _due(server_id: int) -> QuerySet[Scan]:
    return Scan.objects.filter(
        server_id=server_id, state__in=[Scan.State.PENDING, Scan.State.RUNNING]
    )


def _claim(server_id: int, held: Held) -> Scan | None:
    """The scan to do under this lease, now marked as running under its epoch."""
    with held.writing():
        running = Scan.objects.filter(server_id=server_id, state=Scan.State.RUNNING)
        for dead in running:
            if dead.attempts >= ATTEMPTS:
                Scan.objects.filter(pk=dead.pk).update(
                    state=Scan.State.FAILED,
                    finished_at=timezone.now(),
                    error_code="worker_died",
                    error_message=(
                        f"Reading this server broke off {ATTEMPTS} times. "
                        "The log of the worker says more."
                    ),
                    **AT_REST,
                )
        scan = running.first() or (
            Scan.objects.filter(server_id=server_id, state=Scan.State.PENDING)
            .order_by("pk")
            .first()
        )
        if scan is None:
            return None
        Scan.objects.filter(pk=scan.pk).update(
            state=Scan.State.RUNNING,
            epoch=held.epoch,
            attempts=F("attempts") + 1,
            started_at=timezone.now(),
            moved_at=timezone.now(),
            **{**AT_REST, "phase": Scan.Phase.LISTING},
        )
        Run.objects.filter(scans=scan, state=Run.State.PENDING).update(
            state=Run.State.RUNNING
        )
    return Scan.objects.select_related("server").get(pk=scan.pk)


def _gather(scan: Scan, held: Held) -> None:
    if not scan.server.enabled:
        _fail(scan, held, "server_disabled", "The server was disabled meanwhile.")
    elif scan.server.secret_is_lost:
        _fail(
            scan,
            held,
            "needs_credentials",
            "The stored secret cannot be decrypted with the present key. "
            f"Give it again: set_server {scan.server.name} --secret …",
        )
    else:
        try:
            gather(scan, held, adapter_of(scan.server))
        except (LeaseLost, OperationalError):
            # A database that refuses for a while is nothing that the server did: the
            # scan stays to be done, and is given up by its count of attempts.
            raise
        except Exception:
            logger.exception("Scan %s of %s broke", scan.pk, scan.server.slug)
            _fail(
                scan,
                held,
                "internal_error",
                "MediaHub could not finish reading this server; the log says why.",
            )


def _fail(scan: Scan, held: Held, code: str, message: str) -> None:
    with held.writing():
        Scan.objects.filter(pk=scan.pk, epoch=held.epoch).update(
            state=Scan.State.FAILED,
            finished_at=timezone.now(),
            error_code=code,
            error_message=message,
            **AT_REST,
        )
        health = (
            Server.Health.NEEDS_CREDENTIALS
            if code == "needs_credentials"
            else Server.Health.DEGRADED
        )
        Server.objects.filter(pk=scan.server_id).update(
            health=health, health_message=message, last_failure_at=timezone.now()
        )


def _is_projected(scan_id: int) -> bool:
    return not Scan.objects.filter(
        pk=scan_id, adopted_at__isnull=False, finalized_at__isnull=True
    ).exists()


def carry_out(run: Run) -> Run:
    """Do all scans of a run in threads of ours, or wait for whoever does them.

    Returns the finished run.
    """
    servers = list(run.scans.values_list("pk", "server_id"))
    threads = [
        threading.Thread(
            target=_until_scanned, args=pair, name=f"scan {pair[0]}", daemon=True
        )
        for pair in servers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # What a sync that died had adopted is ours to project too.
    finalize_now(lambda: not scans_to_do())
    while True:
        close_runs()
        run.refresh_from_db()
        if run.is_finished:
            return run
        time.sleep(_POLL)


def _until_scanned(scan_id: int, server_id: int) -> None:
    """Scan the server until this scan of it is done, by us or by someone else.

    A database that refuses for a while is tried again; a scan that keeps failing is
    given up by its count of attempts.
    """
    while True:
        try:
            if not Scan.objects.filter(
                pk=scan_id, state__in=[Scan.State.PENDING, Scan.State.RUNNING]
            ).exists():
                break
            if not scan_server(server_id):
                time.sleep(_POLL)
        except Exception:
            # The rows say what is left to do; whoever waits for the run finds it.
            logger.exception("Scanning server %s broke", server_id)
            connection.close()
            time.sleep(_PAUSE)
    connection.close()
