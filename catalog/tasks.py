"""Doors for Celery: what the catalog does by schedule."""

from __future__ import annotations

from celery import shared_task

from catalog.pictures import checking


@shared_task(name="catalog.check_pictures")
def check_pictures() -> None:
    """Notice pictures that changed behind the same address."""
    checking.check()
