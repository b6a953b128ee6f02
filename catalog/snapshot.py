"""The database as it is at one moment, read while everything else goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that sees the database as it is at this moment.

    Waits for nobody and is in nobody's way: WAL on SQLite, REPEATABLE READ on
    PostgreSQL.
    """
    database = connection.copy()
    try:
        if database.vendor == "sqlite":
            database.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
            with database.cursor() as cursor:
                cursor.execute("BEGIN")
                # The snapshot is taken by the first look.
                cursor.execute("SELECT count(*) FROM django_migrations")
                cursor.fetchone()
        else:
            database.set_autocommit(False)
            with database.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                )
                cursor.execute("SELECT count(*) FROM django_migrations")
        yield database
    finally:
        database.close()


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Let every query of this thread see the database as it is at this moment.

    For reading alone: what is written inside is lost, or refused.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    with snapshot() as database:
        connections[DEFAULT_DB_ALIAS] = database
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = ours
