"""How many rows the database itself saw written, whatever MediaHub says.

PostgreSQL keeps such counters; SQLite gets triggers that do.  Server health, runs and
tokens are not what a sync calls its writes, so their tables are not looked at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.apps import apps
from django.db import connection

from catalog.models import Server
from sync.models import Observation

FLUSH_SECONDS: Final = 20.0
_EVENTS: Final = ("INSERT", "UPDATE", "DELETE")


def tables() -> list[str]:
    """The catalog's tables and the observations."""
    models = [
        m for m in apps.get_app_config("catalog").get_models() if not m._meta.proxy
    ]
    found = {m._meta.db_table for m in models} - {Server._meta.db_table}
    return sorted(found | {Observation._meta.db_table})


class RowWrites:
    """Rows inserted, updated and deleted so far, by table."""

    def now(self) -> dict[str, int]:
        if connection.vendor == "postgresql":
            return _of_postgresql()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, rows FROM row_writes WHERE rows > 0")
            return dict(cursor.fetchall())


@contextmanager
def counted_rows() -> Iterator[RowWrites]:
    if connection.vendor == "postgresql":
        yield RowWrites()
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE row_writes (name TEXT PRIMARY KEY, rows INTEGER)")
        for name in tables():
            cursor.execute("INSERT INTO row_writes VALUES (%s, 0)", [name])
            for event in _EVENTS:
                cursor.execute(
                    f"CREATE TRIGGER count_{event}_{name} AFTER {event} ON {name} BEGIN"
                    f" UPDATE row_writes SET rows = rows + 1 WHERE name = '{name}'; END"
                )
    try:
        yield RowWrites()
    finally:
        with connection.cursor() as cursor:
            for name in tables():
                for event in _EVENTS:
                    cursor.execute(f"DROP TRIGGER count_{event}_{name}")
            cursor.execute("DROP TABLE row_writes")


def _of_postgresql() -> dict[str, int]:
    """A connection reports when it ends: wait until ours is the only one."""
    deadline = time.monotonic() + FLUSH_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                " current_database() AND backend_type = 'client backend'"
            )
            (others,) = cursor.fetchone()
            if others == 1:
                break
            assert time.monotonic() < deadline, "connections are left open"
            time.sleep(0.05)
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM"
            " pg_stat_user_tables WHERE relname = ANY(%s)",
            [tables()],
        )
        return {name: rows for name, rows in cursor.fetchall() if rows}
