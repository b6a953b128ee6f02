"""What keeps promises: finds in the database whatever was asked for and not done.

Needs no broker.  It plans triggers, hands due work to the workers while the broker
answers, and does it itself when they do not take it: because the broker is away, lost
the message, or a worker died.  Every step is a look at rows and safe to repeat.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from celery import current_app
from django.db import DatabaseError, connection

from sync import (
    bulk,
    deliveries,
    execute,
    leases,
    rehearse,
    schedules,
    servers,
    settle,
    triggers,
)
from sync.finalize import LEASE, scans_to_do
from sync.models import Run, beat

logger = logging.getLogger(__name__)

#: How long workers have to take a handed-over piece of work.
_PATIENCE: Final = 8.0  # seconds
#: How long whoever adopted a scan has to project it; some wait for others a while.
_PATIENCE_WITH_ADOPTERS: Final = 20.0  # seconds
#: How long a broker that failed is left alone.
_BROKER_REST: Final = 15.0  # seconds
_THREADS: Final = 8
#: How soon a household's new time zone holds for its schedules.
_CLOCK_EVERY: Final = 30.0  # seconds
#: How often old deliveries of webhooks are let go.
_FORGET_EVERY: Final = 3600.0  # seconds

Work = Callable[[int], object]


@dataclass(slots=True)
class Reconciler:
    """One long-lived observer; what it remembers only spares repetition."""

    handed: dict[str, float] = field(default_factory=dict)
    busy: dict[str, Future[None]] = field(default_factory=dict)
    broker_rests_until: float = 0.0
    clock_due_at: float = 0.0
    forget_due_at: float = 0.0
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_THREADS, "reconcile")
    )

    def look(self) -> None:
        """One round: plan what was asked for, see to what is due."""
        beat("reconciler")
        if (now := time.monotonic()) >= self.clock_due_at:
            self.clock_due_at = now + _CLOCK_EVERY
            schedules.keep_to_the_households_clock()
        if now >= self.forget_due_at:
            self.forget_due_at = now + _FORGET_EVERY
            deliveries.forget_old()
        triggers.plan_due()
        due: set[str] = set()
        for server_id in self._servers_due():
            key = f"server:{server_id}"
            due.add(key)
            self._see_to(key, "sync.gather_server", "gather", server_id)
        for run_id in self._resolves_due():
            key = f"resolve:{run_id}"
            due.add(key)
            self._see_to(key, "sync.resolve", "finalize", run_id)
        for run_id in rehearse.due():
            key = f"dry_run:{run_id}"
            due.add(key)
            self._see_to(key, "sync.dry_run", "gather", run_id)
        for change_id in bulk.due():
            key = f"bulk:{change_id}"
            due.add(key)
            self._see_to(key, "sync.bulk", "finalize", change_id)
        if scans_to_do() and leases.is_free(LEASE):
            due.add("finalize")
            self._after_patience("finalize", _finalize)
        self.handed = {key: at for key, at in self.handed.items() if key in due}
        self.busy = {key: f for key, f in self.busy.items() if not f.done()}
        settle.close_runs()

    def _servers_due(self) -> list[int]:
        """Servers with a scan to do, or to adopt, and nobody doing it."""
        waiting = execute.due().values_list("server_id", flat=True).distinct()
        return [pk for pk in waiting if leases.is_free(execute.server_lease(pk))]

    def _resolves_due(self) -> list[int]:
        if not leases.is_free(LEASE):
            return []
        return list(
            Run.objects.filter(
                purpose=Run.Purpose.RESOLVE,
                state__in=[Run.State.PENDING, Run.State.RUNNING],
            ).values_list("pk", flat=True)
        )

    def _see_to(self, key: str, task: str, queue: str, argument: int) -> None:
        """Hand work to the workers; do it ourselves if they do not take it in time."""
        now = time.monotonic()
        if key not in self.handed:
            if now >= self.broker_rests_until and self._publish(task, queue, argument):
                self.handed[key] = now
                return
            self.handed[key] = now - _PATIENCE
        if now - self.handed[key] >= _PATIENCE and key not in self.busy:
            self.busy[key] = self.pool.submit(_guarded, key, _WORK[task], argument)

    def _after_patience(self, key: str, work: Work) -> None:
        """Do what whoever adopted a scan should be doing, once they had the time."""
        now = time.monotonic()
        since = self.handed.setdefault(key, now)
        if now - since >= _PATIENCE_WITH_ADOPTERS and key not in self.busy:
            self.busy[key] = self.pool.submit(_guarded, key, work, 0)

    def _publish(self, task: str, queue: str, argument: int) -> bool:
        try:
            current_app.send_task(task, args=[argument], queue=queue, retry=False)
        except Exception as error:  # whatever the transport raises, the rows remain
            logger.warning(
                "The broker does not take messages (%s); working without it.",
                type(error).__name__,
            )
            self.broker_rests_until = time.monotonic() + _BROKER_REST
            return False
        return True


def run_forever(stopped: threading.Event, *, every: float = 1.0) -> None:
    """Look again and again until stopped; a database that is away is waited for."""
    reconciler = Reconciler()
    digests_are_of_today = False
    while not stopped.wait(every):
        try:
            if not digests_are_of_today:
                servers.renew_digests()
                digests_are_of_today = True
            reconciler.look()
        except DatabaseError as error:
            logger.warning("The database does not answer (%s).", type(error).__name__)
            connection.close()


def _scan(server_id: int) -> None:
    while execute.scan_server(server_id):
        pass


_WORK: Final[dict[str, Work]] = {
    "sync.gather_server": _scan,
    "sync.resolve": settle.resolve_now,
    "sync.dry_run": rehearse.carry_out,
    "sync.bulk": bulk.carry_out,
}


def _finalize(_: int) -> None:
    settle.finalize_now(lambda: not scans_to_do())
    settle.close_runs()


def _guarded(key: str, work: Work, argument: int) -> None:
    try:
        work(argument)
    except Exception:
        # The next round finds the same rows and tries again.
        logger.exception("%s failed; it will be tried again", key)
    finally:
        connection.close()
