"""Doors for Celery: ids in, one call, nothing else.

Nothing depends on a task being delivered: what the broker loses, the reconciler
finds in the database.
"""

from __future__ import annotations

from celery import shared_task

from sync import execute, settle, triggers
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


@shared_task(name="sync.request_sync")
def request_sync() -> None:
    """What a schedule does: ask for a sync of all enabled servers."""
    triggers.request_sync(source=Trigger.Source.SCHEDULE)
