"""Doors for Celery: what the project itself does by schedule."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task, shared_task

from mediahub.backup import shelf
from mediahub.backup.manifest import BackupError
from sync import schedules

logger = logging.getLogger(__name__)


@shared_task(name=schedules.BACK_UP, bind=True)
def back_up(
    self: Task[Any, None],
    daily: int = schedules.KEPT["daily"],
    weekly: int = schedules.KEPT["weekly"],
) -> None:
    """Back up MediaHub and let old backups go."""
    schedules.ran((self.request.headers or {}).get("periodic_task_name"))
    try:
        shelf.back_up_now(daily=daily, weekly=weekly)
    except BackupError as error:
        # Noted for the page of backups; the next one is tried as if nothing were.
        logger.error("%s", error)
