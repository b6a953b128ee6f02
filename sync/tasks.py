"""Doors for Celery: ids in, one call, nothing else.

Nothing depends on a task being delivered: what the broker loses, the reconciler
finds in the database.
"""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task

from sync import audit, bulk, execute, rehearse, retention, schedules, settle, triggers
from sync.models import Trigger


@shared_task(name="sync.gather_server", queue="gather")
def gather_server(server_id: int) -> None:
    """Do the scans that are due on a server, unless somebody else is at it."""
    while execute.scan_server(server_id):
        pass


@shared_task(name="sync.resolve", queue="finalize")
def resolve(run_id: int) -> None:
    """Resolve everything anew for this run."""
    settle.resolve_now(run_id)


@shared_task(name="sync.dry_run", queue="gather")
def dry_run(run_id: int) -> None:
    """See what the sync of this run would change."""
    rehearse.carry_out(run_id)


@shared_task(name="sync.bulk", queue="finalize")
def carry_out_bulk(change_id: int) -> None:
    """Do what a curator decided for many titles."""
    bulk.carry_out(change_id)


@shared_task(name="sync.request_sync", bind=True)
def request_sync(self: Task[Any, None], servers: list[str] | None = None) -> None:
    """What a schedule does: ask for a sync of these servers, or of all enabled."""
    triggers.request_sync(source=Trigger.Source.SCHEDULE, servers=servers or None)
    schedules.ran((self.request.headers or {}).get("periodic_task_name"))


@shared_task(name="sync.verify_catalog")
def verify_catalog() -> None:
    """Recompute the laws over the whole catalog, and keep what was found."""
    audit.audit_now()


@shared_task(name="sync.trim_history")
def trim_history() -> None:
    """Let go of history and runs that are older than they are to be kept."""
    retention.trim()
