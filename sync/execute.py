"""Do what was asked for: scan a server or adopt what was held, then settle it.

Workers, the reconciler and the command line all come through here, each under the
same leases; whoever holds one does the work, the others wait for its outcome.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from django.db import OperationalError, connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from catalog.models import Server
from sync import holding, leases, left_over, suspects
from sync.connect import adapter_of
from sync.finalize import scans_to_do
from sync.gather import asked_of, gather
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Run, Scan
from sync.scope import from_json
from sync.settle import close_runs, finalize_now
from sync.targets import wanted_of
from sync.types import KINDS

logger = logging.getLogger(__name__)

#: A scan that killed its worker this often is given up.
ATTEMPTS: Final = 3
#: So it is where there are items that its workers may have died of: they are tried one
#: by one, and those that end three are set aside (`sync.suspects`).
_TRACED_ATTEMPTS: Final = 12
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

    A held scan that was accepted is adopted first.  One whose worker died is done
    again before a new one; one that killed three is given up, unless items are known
    that may have been why.
    """
    if not due(server_id).exists():
        return False
    held = leases.take(server_lease(server_id))
    if held is None:
        return False
    with held:
        try:
            if (accepted := holding.adopt_accepted(server_id, held)) is not None:
                scan, seconds = accepted, 0.0
            elif (claimed := _claim(server_id, held)) is not None:
                read(claimed, held)
                scan, seconds = claimed, _seconds_read(claimed)
            else:
                return False
        except LeaseLost as lost:
            logger.warning("%s Its new holder goes on.", lost)
            return False
    if not _is_projected(scan.pk):
        patience = min(_MOST_PATIENCE, seconds * _SHARE_OF_READING)
        finalize_now(lambda: _is_projected(scan.pk), patience=patience)
    close_runs()
    return True


def due(server_id: int | None = None) -> QuerySet[Scan]:
    """Scans of a server, or of all, to be read or adopted."""
    scans = Scan.objects.filter(
        Q(state__in=[Scan.State.PENDING, Scan.State.RUNNING], dry_run=False)
        | Q(decision=Scan.Decision.ACCEPTED)
    )
    return scans if server_id is None else scans.filter(server_id=server_id)


def adopt_held(scan: Scan) -> Scan:
    """Adopt an accepted scan and project it, or wait for who does; the scan then."""
    while True:
        scan.refresh_from_db()
        if scan.decision != Scan.Decision.ACCEPTED:
            break
        if not scan_server(scan.server_id):
            time.sleep(_POLL)
    finalize_now(lambda: _is_projected(scan.pk))
    close_runs()
    return scan


def _seconds_read(scan: Scan) -> float:
    scan.refresh_from_db(fields=["gather_seconds"])
    return scan.gather_seconds


def _claim(server_id: int, held: Held) -> Scan | None:
    """The scan to do under this lease, now marked as running under its epoch."""
    with held.writing():
        running = Scan.objects.filter(server_id=server_id, state=Scan.State.RUNNING)
        if suspects.set_aside(server_id, held):
            # It is known what killed them, and goes on without it.
            running.update(attempts=0)
        most = _TRACED_ATTEMPTS if held.left_behind else ATTEMPTS
        for dead in running:
            if dead.attempts >= most:
                left_over.leave(dead, KINDS)
                Scan.objects.filter(pk=dead.pk).update(
                    state=Scan.State.FAILED,
                    finished_at=timezone.now(),
                    error_code="worker_died",
                    error_message=(
                        f"Reading this server broke off {dead.attempts} times. "
                        "The log of the worker says more."
                    ),
                    **AT_REST,
                )
        scan = running.first() or (
            Scan.objects.filter(
                server_id=server_id, state=Scan.State.PENDING, dry_run=False
            )
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
            read_at=None,
            moved_at=timezone.now(),
            **{**AT_REST, "phase": Scan.Phase.LISTING},
        )
        Run.objects.filter(scans=scan, state=Run.State.PENDING).update(
            state=Run.State.RUNNING, started_at=timezone.now()
        )
    return Scan.objects.select_related("server").get(pk=scan.pk)


def read(scan: Scan, held: Held) -> None:
    """Read a scan's server under its lease, and close the scan.

    Raises LeaseLost, and what a database that refuses for a while raises.
    """
    if not scan.server.enabled:
        _fail(scan, held, "server_disabled", "The server was disabled meanwhile.")
    elif scan.server.secret_is_lost and asked_of(
        scan.server, wanted_of(scan.server, from_json(scan.scope))
    ):
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
        left_over.leave(scan, KINDS)
        Scan.objects.filter(pk=scan.pk, epoch=held.epoch).update(
            state=Scan.State.FAILED,
            finished_at=timezone.now(),
            error_code=code,
            error_message=message,
            **AT_REST,
        )
        if scan.dry_run:
            return
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
