"""How tables are emptied between tests that commit: the same rows, in less time.

Django empties them and then lets every app put back what it keeps in step after a
migration: rights, roles, kinds of rows.  That asks hundreds of queries for the same
rows each time, after a thousand tests; here they are asked for once, and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Refill:
    """What apps put back into empty tables, as they did it the first time."""

    put_back: Any
    kept: dict[str, Rows] = field(default_factory=dict)

    def __call__(self, verbosity: int, interactive: bool, database: str) -> None:
        """In place of Django's `emit_post_migrate_signal`, after a flush."""
        with transaction.atomic(using=database):
            if database in self.kept:
                _insert(database, self.kept[database])
                return
            left = rows_of(database)
            self.put_back(verbosity, interactive, database)
            now = rows_of(database)
            self.kept[database] = {t: now[t] for t in now if t not in left}


def rows_of(database: str) -> Rows:
    """Every row there is, by table."""
    link = connections[database]
    found: Rows = {}
    with link.cursor() as cursor:
        for table in link.introspection.django_table_names(
            only_existing=True, include_views=False
        ):
            cursor.execute(f"SELECT * FROM {link.ops.quote_name(table)}")
            if rows := cursor.fetchall():
                found[table] = rows
    return found


def _insert(database: str, kept: Rows) -> None:
    link = connections[database]
    with link.cursor() as cursor:
        for table, rows in kept.items():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(
                f"INSERT INTO {link.ops.quote_name(table)} VALUES ({places})", rows
            )


@contextmanager
def quickly() -> Iterator[None]:
    """Empty tables so, in this process, for as long as this lasts."""
    real = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **how: Any) -> list[str]:
        # Django would TRUNCATE: a new file, synced, for each of fifty tables that hold
        # next to nothing, which takes a second where this takes a fiftieth of one.
        if how.get("reset_sequences"):
            return list(real(self, style, tables, **how))
        # Foreign keys are looked at when the transaction ends: any order will do.
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseOperations, "sql_flush", sql_flush)
        refill = Refill(vars(flush)["emit_post_migrate_signal"])
        patched.setattr(flush, "emit_post_migrate_signal", refill)
        yield
