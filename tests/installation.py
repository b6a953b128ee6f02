"""Whole installations for tests that start MediaHub's commands as programs.

Each has a data folder and a database of its own, SQLite or PostgreSQL like the
run of the tests, copied from one that was migrated once.
"""

import os
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql

from doors import process

ROOT = Path(__file__).resolve().parent.parent
COMMAND_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A data folder and the environment that makes commands use it."""

    data: Path
    env: dict[str, str]

    def manage(
        self, *arguments: str, seconds: float = COMMAND_SECONDS
    ) -> process.Finished:
        """Run a management command to its end."""
        return process.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            seconds=seconds,
            env=self.env,
            cwd=ROOT,
        )

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of its database, read from here beside whatever runs."""
        address = self.env.get("DATABASE_URL", "")
        if address.startswith("postgres"):
            with psycopg.connect(address) as link:
                return link.execute(sql.SQL(query)).fetchall()
        with closing(sqlite3.connect(self.data / "mediahub.sqlite3")) as file:
            return file.execute(query).fetchall()


class Template:
    """A migrated installation that others are copied from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = ""
        configured = settings.DATABASES["default"]
        self._is_postgresql = str(configured["ENGINE"]).endswith("postgresql")

    @classmethod
    @contextmanager
    def made(cls, folder: Path) -> Iterator["Template"]:
        template = cls(folder)
        template._database = template._new_name()
        if template._is_postgresql:
            _create_database(template._database)
        try:
            done = template._installation(folder, template._database).manage("migrate")
            if done.code != 0:
                raise AssertionError(done.stderr.decode())
            yield template
        finally:
            if template._is_postgresql:
                _drop_database(template._database)

    @contextmanager
    def copied(self, data: Path) -> Iterator[Installation]:
        data.mkdir(parents=True)
        name = self._new_name()
        if self._is_postgresql:
            _create_database(name, template=self._database)
        else:
            for file in self._folder.glob("mediahub.sqlite3*"):
                shutil.copy(file, data)
        try:
            yield self._installation(data, name)
        finally:
            if self._is_postgresql:
                _drop_database(name)

    def _installation(self, data: Path, database: str) -> Installation:
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "REDIS_URL"}
            and not name.startswith("MEDIAHUB_")
        }
        env["MEDIAHUB_DATA"] = str(data)
        if self._is_postgresql:
            env["DATABASE_URL"] = _address_of(database)
        return Installation(data=data, env=env)

    @staticmethod
    def _new_name() -> str:
        return f"mediahub_test_{os.getpid()}_{secrets.token_hex(4)}"


def _address_of(database: str) -> str:
    configured = settings.DATABASES["default"]
    user = quote(str(configured["USER"] or ""))
    word = quote(str(configured["PASSWORD"] or ""))
    host = str(configured["HOST"] or "127.0.0.1")
    port = str(configured["PORT"] or 5432)
    return f"postgres://{user}{':' + word if word else ''}@{host}:{port}/{database}"


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    with psycopg.connect(_address_of("postgres"), autocommit=True) as link:
        yield link


def _create_database(name: str, *, template: str = "template1") -> None:
    with _maintenance() as link:
        link.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _drop_database(name: str) -> None:
    with _maintenance() as link:
        link.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )
