"""Many rows in few statements, the same way on PostgreSQL and SQLite.

PostgreSQL gets COPY into a temporary table and one set-based statement; SQLite gets
`executemany`.  Rows are tuples in the order of `columns` (attribute names of the
model, such as ``item_id``); the caller holds the transaction.  Rows should come
sorted by key, so that concurrent writers lock in one order.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final

import msgspec
from django.db import connection, models

Row = tuple[Any, ...]
_names: Final = count()


def reserve_ids(model: type[models.Model], how_many: int) -> list[int]:
    """Primary keys for rows about to be inserted; never handed out twice.

    On SQLite the caller's write transaction is what keeps others out.
    """
    if how_many == 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
                " FROM generate_series(1, %s)",
                [table, how_many],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        last = first + how_many - 1
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, last])
        else:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table]
            )
        return list(range(first, first + how_many))


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]
) -> int:
    """Insert rows that do not exist yet; how many."""
    if not rows:
        return 0
    names, table = _sql_names(model, columns)
    prepared = _prepared(model, columns, rows)
    if connection.vendor == "postgresql":
        _copy(f"{table} ({', '.join(names)})", prepared)
    else:
        _many(f"INSERT INTO {table} ({', '.join(names)})", len(names), prepared)
    return len(rows)


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> int:
    """Insert rows, or replace the columns of those whose `key` exists but `keep`."""
    if not rows:
        return 0
    names, table = _sql_names(model, columns)
    keys, _ = _sql_names(model, key)
    kept, _ = _sql_names(model, (*key, *keep))
    replaced = ", ".join(f"{n} = excluded.{n}" for n in names if n not in kept)
    tail = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {replaced}"
    prepared = _prepared(model, columns, rows)
    if connection.vendor == "postgresql":
        listed = ", ".join(names)
        staging = _staging(table, listed, prepared)
        _execute(
            f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {staging} {tail}"
        )
        _execute(f"DROP TABLE {staging}")
    else:
        _many(f"INSERT INTO {table} ({', '.join(names)})", len(names), prepared, tail)
    return len(rows)


def update(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]
) -> int:
    """Set the other columns of existing rows; the first column is the primary key."""
    if not rows:
        return 0
    names, table = _sql_names(model, columns)
    pk, *others = names
    prepared = _prepared(model, columns, rows)
    if connection.vendor == "postgresql":
        staging = _staging(table, ", ".join(names), prepared)
        assignments = ", ".join(f"{n} = s.{n}" for n in others)
        _execute(
            f"UPDATE {table} t SET {assignments} FROM {staging} s WHERE t.{pk} = s.{pk}"
        )
        _execute(f"DROP TABLE {staging}")
    else:
        assignments = ", ".join(f"{n} = %s" for n in others)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET {assignments} WHERE {pk} = %s",
                [(*row[1:], row[0]) for row in prepared],
            )
    return len(rows)


def delete(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]
) -> int:
    """Delete the rows with these values of `columns`; how many were asked for."""
    if not rows:
        return 0
    names, table = _sql_names(model, columns)
    condition = " AND ".join(f"{n} = %s" for n in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {table} WHERE {condition}",
            _prepared(model, columns, rows),
        )
    return len(rows)


def _sql_names(
    model: type[models.Model], columns: Sequence[str]
) -> tuple[list[str], str]:
    quote = connection.ops.quote_name
    by_attribute = {f.attname: f.column for f in model._meta.concrete_fields}
    return [quote(str(by_attribute[c])) for c in columns], quote(model._meta.db_table)


def _prepared(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]
) -> list[Row]:
    """The rows as the database driver takes them."""
    by_attribute = {f.attname: f for f in model._meta.concrete_fields}
    converters = [
        (index, convert)
        for index, column in enumerate(columns)
        if (convert := _converter(by_attribute[column])) is not None
    ]
    if not converters:
        return list(rows)
    prepared = []
    for row in rows:
        values = list(row)
        for index, convert in converters:
            if values[index] is not None:
                values[index] = convert(values[index])
        prepared.append(tuple(values))
    return prepared


def _converter(column: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(column, models.JSONField):
        return _json_text
    if connection.vendor == "postgresql":
        return None
    if isinstance(column, models.UUIDField):
        return _hex
    if isinstance(column, models.DateTimeField):
        return _sqlite_time
    return None


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _hex(value: uuid.UUID) -> str:
    return value.hex


def _sqlite_time(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _many(head: str, width: int, rows: Sequence[Row], tail: str = "") -> None:
    marks = ", ".join(["%s"] * width)
    with connection.cursor() as cursor:
        cursor.executemany(f"{head} VALUES ({marks}) {tail}", rows)


def _staging(table: str, listed: str, rows: Sequence[Row]) -> str:
    """A temporary table with these rows of `table`, gone with the transaction."""
    name = f"staging_{next(_names)}"
    _execute(
        f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS"
        f" SELECT {listed} FROM {table} WITH NO DATA"
    )
    _copy(f"{name} ({listed})", rows)
    return name


def _copy(target: str, rows: Sequence[Row]) -> None:
    with (
        connection.cursor() as cursor,
        # The driver is spoken to directly here; its errors are Django's all the same.
        connection.wrap_database_errors,
        cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
