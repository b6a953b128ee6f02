"""A large catalog in seconds: every row of a small one, so many times over.

Written by one INSERT … SELECT for each table, not by syncs: titles with their entries,
provenance and history, and what servers say of them.  Texts that tell rows apart get
the number of the copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Final

from django.db import connection, models

from accounts.models import Activity
from catalog.models import (
    Artwork,
    Caption,
    ExternalId,
    FieldChange,
    FieldSource,
    Item,
    MediaFile,
    ProblemReport,
)
from sync.models import (
    Conflict,
    Observation,
    Quarantine,
    Run,
    Scan,
    WebhookDelivery,
)

#: Parents before children; a row refers to the copy of what it referred to.
_TABLES: Final[tuple[type[models.Model], ...]] = (
    Run,
    Scan,
    Item,
    ExternalId,
    Artwork,
    Caption,
    MediaFile,
    FieldSource,
    FieldChange,
    Observation,
    Quarantine,
    Conflict,
    ProblemReport,
    WebhookDelivery,
    Activity,
)
#: Texts that tell rows apart.
_NUMBERED: Final = {
    "title",
    "slug",
    "remote_key",
    "parent_key",
    "title_key",
    "value",
    "delivery_id",
    "fold",
}
_rounds: Final = count(1)
_Strides = dict[type[models.Model], int]


def multiply(times: int) -> None:
    """Let there be so many more of all that is there, and let the database know it."""
    strides = {model: _highest(model) for model in _TABLES}
    number = next(_rounds)
    with connection.cursor() as cursor, _trusted(cursor):
        for model in _TABLES:
            _copy(cursor, model, times, strides, number)
            _go_on_counting(cursor, model)
        # What a database finds out by itself, in time, about its tables.
        cursor.execute("VACUUM ANALYZE" if _is_postgresql() else "ANALYZE")


def empty() -> None:
    """Take all of it out again; row by row, as after other tests, takes minutes."""
    if not _is_postgresql():
        return
    tables = ", ".join(model._meta.db_table for model in _TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def _trusted(cursor: Any) -> Iterator[None]:
    """Copies refer to copies: looking each up again would take most of the time."""
    if not _is_postgresql():
        yield
        return
    cursor.execute("SHOW is_superuser")
    may = cursor.fetchone()[0] == "on"
    if may:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        if may:
            cursor.execute("RESET session_replication_role")


def _highest(model: type[models.Model]) -> int:
    newest = model._default_manager.order_by("-pk").first()
    return int(newest.pk) if newest else 0


def _go_on_counting(cursor: Any, model: type[models.Model]) -> None:
    if _is_postgresql():
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
            f" greatest(1, (SELECT max(id) FROM {table})))"
        )


def _copy(
    cursor: Any, model: type[models.Model], times: int, strides: _Strides, number: int
) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    names, values = [], []
    for column in model._meta.concrete_fields:
        names.append(connection.ops.quote_name(str(column.column)))
        values.append(_value(column, f"t.{names[-1]}", strides, number))
    # A subquery, so that what is being written is not read.
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)})"
        " WITH RECURSIVE copies(n) AS"
        f" (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {times:d})"
        f" SELECT {', '.join(values)} FROM copies, (SELECT * FROM {table}) t"
        " ORDER BY copies.n"
    )


def _value(column: Any, old: str, strides: _Strides, number: int) -> str:
    if column.primary_key:
        return f"{old} + n * {strides[column.model]}"
    if column.related_model in strides:
        return f"{old} + n * {strides[column.related_model]}"
    if isinstance(column, models.UUIDField):
        new = "gen_random_uuid()" if _is_postgresql() else "lower(hex(randomblob(16)))"
        return f"CASE WHEN {old} IS NULL THEN NULL ELSE {new} END"
    if column.name in _NUMBERED:
        return f"{old} || '-{number}-' || n"
    return old
