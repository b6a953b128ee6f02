"""A fresh database for one benchmark, and what it counts by itself.

Rows written are read from the database's own counters: `pg_stat_user_tables` on
PostgreSQL, triggers on SQLite.  Refuses to touch a database it did not make.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

#: Titles, entries and ids, provenance, observations, history.
COUNTED: Final = (
    "catalog_item",
    "catalog_externalid",
    "catalog_artwork",
    "catalog_caption",
    "catalog_mediafile",
    "catalog_fieldsource",
    "catalog_fieldchange",
    "sync_observation",
)
_QUIET_SECONDS: Final = 20.0
_STATISTICS: Final = (
    "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
    " FROM pg_stat_user_tables WHERE relname = ANY(%s)"
)
_ALONE: Final = (
    "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Database:
    """Where a benchmark's rows live."""

    url: str

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgres")

    @property
    def file(self) -> Path:
        """SQLite's file."""
        return Path(self.url.removeprefix("sqlite:///"))

    def count_from_now(self) -> None:
        """SQLite counts only when told to, as it slows writes down."""
        if self.is_postgresql:
            return
        with closing(sqlite3.connect(self.file)) as link, link:
            link.execute("CREATE TABLE IF NOT EXISTS benchmark_written (n integer)")
            for table in COUNTED:
                for deed in ("INSERT", "UPDATE", "DELETE"):
                    link.execute(
                        f"CREATE TRIGGER IF NOT EXISTS benchmark_{table}_{deed}"
                        f" AFTER {deed} ON {table}"
                        " BEGIN INSERT INTO benchmark_written VALUES (1); END"
                    )

    def stop_counting(self) -> None:
        if self.is_postgresql:
            return
        with closing(sqlite3.connect(self.file)) as link, link:
            for table in COUNTED:
                for deed in ("INSERT", "UPDATE", "DELETE"):
                    link.execute(f"DROP TRIGGER IF EXISTS benchmark_{table}_{deed}")

    def overviews(self) -> dict[str, str | None]:
        """What the catalog says of its movies, by the name of their folder."""
        query = "SELECT title, year, overview FROM catalog_item WHERE kind = 'movie'"
        if self.is_postgresql:
            with psycopg.connect(self.url) as connection:
                rows = connection.execute(query).fetchall()
        else:
            with closing(sqlite3.connect(self.file)) as link:
                rows = link.execute(query).fetchall()
        return {f"{title} ({year})": overview for title, year, overview in rows}

    def written(self) -> int:
        """Rows inserted, updated and deleted so far in the tables that count."""
        if not self.is_postgresql:
            with closing(sqlite3.connect(self.file)) as link:
                return int(
                    link.execute("SELECT count(*) FROM benchmark_written").fetchone()[0]
                )
        with psycopg.connect(self.url, autocommit=True) as link:
            # A backend reports its last counts when it ends.
            deadline = time.monotonic() + _QUIET_SECONDS
            while time.monotonic() < deadline:
                alone = link.execute(_ALONE).fetchone()
                if alone is not None and alone[0]:
                    break
                time.sleep(0.05)
            row = link.execute(_STATISTICS, [list(COUNTED)]).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def fresh_database(url: str | None, folder: Path) -> Iterator[Database]:
    """An empty database on the server of `url`, or a SQLite file in `folder`."""
    if not url or not url.startswith("postgres"):
        yield Database(f"sqlite:///{folder / 'mediahub.sqlite3'}")
        return
    name = f"mediahub_benchmark_{secrets.token_hex(4)}"
    parts = urlsplit(url)
    with psycopg.connect(_on(parts.path, url), autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield Database(_on(f"/{name}", url))
    finally:
        with psycopg.connect(_on(parts.path, url), autocommit=True) as link:
            link.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                    sql.Identifier(name)
                )
            )


def _on(path: str, url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=path or "/postgres"))
