"""Put a verified backup in the place of what is stored, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction

from mediahub.backup import aftermath
from mediahub.backup.manifest import BackupError, Part
from mediahub.backup.tables import Table, all_models, is_untouched
from mediahub.backup.verify import Backup

_AT_ONCE: Final = 1000


def load(backup: Backup, pairs: Sequence[tuple[Table, Part]]) -> aftermath.Aftermath:
    """Replace every row by those of the backup, all or nothing.

    Raises BackupError; then nothing has changed.
    """
    keys = backup.keys()
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # However large: a half restore is none.
                    cursor.execute("SET LOCAL statement_timeout = 0")
            _empty()
            for table, part in pairs:
                for rows in _batches(backup.rows(table, part)):
                    _insert(table, rows)
            _reset_sequences()
            connection.check_constraints()
            return aftermath.tidy(keys)
    except (IntegrityError, DataError) as error:
        first = str(error).strip().splitlines()[0]
        raise BackupError(
            f"{backup.path} does not fit together, and nothing was restored: {first}"
        ) from None


def _empty() -> None:
    tables = [m._meta.db_table for m in all_models() if not is_untouched(m)]
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
            return
        for table in quoted:
            cursor.execute(f"DELETE FROM {table}")


def _insert(table: Table, rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name, _ in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = f"COPY {quote(table.name)} ({names}) FROM STDIN"
            with connection.wrap_database_errors, cursor.cursor.copy(copied) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(table.columns))
        cursor.executemany(
            f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})", rows
        )


def _reset_sequences() -> None:
    """New rows count on from the highest number; SQLite sees to that itself."""
    if connection.vendor == "sqlite":
        return
    statements = connection.ops.sequence_reset_sql(no_style(), all_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    source = iter(rows)
    while batch := list(islice(source, _AT_ONCE)):
        yield batch
