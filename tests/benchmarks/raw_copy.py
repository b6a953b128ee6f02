"""The unit of the benchmark: the same rows, written with nothing else to do.

Reads all observations of a benchmark's database and writes them again into plain
tables without keys: once as (server, item, JSON), which is the unit, and once with
the observation's own columns.  PostgreSQL gets COPY, SQLite `executemany`.  Prints
the median seconds of three writings of each as one JSON object.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Final

import psycopg

from tests.benchmarks.database import Database

_TIMES: Final = 3
Rows = Sequence[tuple[Any, ...]]


def main() -> None:
    database = Database(os.environ["DATABASE_URL"])
    measure = _on_postgresql if database.is_postgresql else _on_sqlite
    rows, plain, typed = measure(database)
    print(json.dumps({"rows": rows, "json": plain, "typed": typed}))


def _on_postgresql(database: Database) -> tuple[int, float, float]:
    with psycopg.connect(database.url, autocommit=True) as link:
        typed = link.execute(_texts(_columns(link))).fetchall()
        plain = link.execute(
            "SELECT server_id, remote_key,"
            " jsonb_strip_nulls(to_jsonb(o) - 'id' - 'item_id')::text"
            " FROM sync_observation o"
        ).fetchall()

        def copy(table: str, rows: Rows) -> float:
            started = time.perf_counter()
            with (
                link.transaction(),
                link.cursor() as cursor,
                cursor.copy(f"COPY {table} FROM STDIN") as target,
            ):
                for row in rows:
                    target.write_row(row)
            return time.perf_counter() - started

        def empty(table: str, definition: str) -> None:
            link.execute(f"DROP TABLE IF EXISTS {table}")
            link.execute(f"CREATE TABLE {table} {definition}")

        seconds = _medians(
            plain,
            typed,
            copy,
            empty,
            "(server integer, item text, payload jsonb)",
            "AS SELECT * FROM sync_observation WITH NO DATA",
        )
    return len(plain), *seconds


def _columns(link: psycopg.Connection) -> list[str]:
    cursor = link.execute("SELECT * FROM sync_observation LIMIT 0")
    return [column.name for column in cursor.description or ()]


def _texts(columns: Sequence[str]) -> Any:
    """All rows, JSON as the text it is sent as."""
    chosen = ", ".join(f'"{name}"::text' for name in columns)
    return psycopg.sql.SQL("SELECT {} FROM sync_observation").format(
        psycopg.sql.SQL(chosen)
    )


def _on_sqlite(database: Database) -> tuple[int, float, float]:
    with closing(sqlite3.connect(database.file)) as link:
        link.execute("PRAGMA synchronous=NORMAL")
        cursor = link.execute("SELECT * FROM sync_observation")
        names = [column[0] for column in cursor.description]
        typed = cursor.fetchall()
        plain = [
            (record["server_id"], record["remote_key"], json.dumps(record))
            for record in (_said(names, row) for row in typed)
        ]

        def insert(table: str, rows: Rows) -> float:
            marks = ", ".join("?" * len(rows[0]))
            started = time.perf_counter()
            with link:
                link.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            return time.perf_counter() - started

        def empty(table: str, definition: str) -> None:
            with link:
                link.execute(f"DROP TABLE IF EXISTS {table}")
                link.execute(f"CREATE TABLE {table} {definition}")

        seconds = _medians(
            plain,
            typed,
            insert,
            empty,
            "(server integer, item text, payload text)",
            "AS SELECT * FROM sync_observation WHERE false",
        )
        with link:
            link.execute("DROP TABLE benchmark_plain")
            link.execute("DROP TABLE benchmark_typed")
    return len(plain), *seconds


def _said(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in zip(names, row, strict=True)
        if value is not None and name not in {"id", "item_id"}
    }


def _medians(
    plain: Rows,
    typed: Rows,
    write: Callable[[str, Rows], float],
    empty: Callable[[str, str], None],
    plain_table: str,
    typed_table: str,
) -> tuple[float, float]:
    seconds: dict[str, list[float]] = {"benchmark_plain": [], "benchmark_typed": []}
    for _ in range(_TIMES):
        for table, definition, rows in (
            ("benchmark_plain", plain_table, plain),
            ("benchmark_typed", typed_table, typed),
        ):
            empty(table, definition)
            seconds[table].append(write(table, rows))
    plain_seconds, typed_seconds = map(statistics.median, seconds.values())
    return plain_seconds, typed_seconds


if __name__ == "__main__":
    main()
