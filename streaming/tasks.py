"""Doors for Celery: what streaming does by schedule."""

from __future__ import annotations

from celery import shared_task

from streaming import unread


@shared_task(name="streaming.read_files")
def read_files() -> None:
    """Read what files are that their servers describe poorly."""
    unread.read()
