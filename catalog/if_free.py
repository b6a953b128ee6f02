"""A small write that is done now or not at all, as it may never be in anybody's way.

Refuses to be part of a transaction: it would then be hidden, or hold a lock, until
the end of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.db.models import Model, QuerySet

#: How long it may wait for others who write.
_PATIENCE: Final = 100  # milliseconds


def write_if_free(rows: QuerySet[Any], **values: Any) -> bool:
    """Update the rows now or not at all; whether it was done."""
    if connection.in_atomic_block:
        return False
    try:
        with _short_wait():
            return bool(rows.update(**values))
    except OperationalError:
        # Somebody else writes; there will be another time.
        return False


def insert_if_free(row: Model) -> None:
    """Insert the row now or not at all; one that is there already stays as it is."""
    if connection.in_atomic_block:
        return
    with suppress(OperationalError), _short_wait():
        type(row)._default_manager.bulk_create([row], ignore_conflicts=True)


@contextmanager
def _short_wait() -> Iterator[None]:
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_PATIENCE}")
            yield
        return
    usual = float(connection.settings_dict["OPTIONS"].get("timeout", 5.0))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {round(usual * 1000)}")
