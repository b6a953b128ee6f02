"""Whole installations for tests that start MediaHub's commands as programs.

Each has a data folder and a database of its own, SQLite or PostgreSQL like the
run of the tests, copied from one that was migrated once.
"""

import fcntl
import os
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
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

    @property
    def database(self) -> str:
        """What settings call it: a name on PostgreSQL, a path on SQLite."""
        address = self.env.get("DATABASE_URL", "")
        return address.rpartition("/")[2] or str(self.data / "mediahub.sqlite3")

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
        self._has_secrets = False
        configured = settings.DATABASES["default"]
        self._is_postgresql = str(configured["ENGINE"]).endswith("postgresql")

    @classmethod
    @contextmanager
    def made(cls, folder: Path) -> Iterator["Template"]:
        """One for all processes that name the folder.

        The first makes it, the others wait for it, the last takes it away.
        """
        users = folder / "users"
        users.mkdir(parents=True, exist_ok=True)
        me = users / str(os.getpid())
        template = cls(folder)
        digest = blake2b(str(folder).encode(), digest_size=6).hexdigest()
        template._database = f"mediahub_test_template_{digest}"
        with alone(folder):
            if not any(users.iterdir()):
                template._migrate()
            me.touch()
        try:
            yield template
        finally:
            with alone(folder):
                me.unlink()
                if template._is_postgresql and not any(users.iterdir()):
                    _drop_database(template._database)

    def _migrate(self) -> None:
        if self._is_postgresql:
            _drop_database(self._database)  # left by one that was killed
            _create_database(self._database)
        done = self._installation(self._folder, self._database).manage("migrate")
        if done.code != 0:
            raise AssertionError(done.stderr.decode())

    @classmethod
    def of(cls, installation: Installation) -> "Template":
        """What an installation has become, while nothing runs in it."""
        template = cls(installation.data)
        template._database = installation.database
        template._has_secrets = True
        return template

    @contextmanager
    def copied(self, data: Path) -> Iterator[Installation]:
        data.mkdir(parents=True)
        name = self._new_name()
        if self._is_postgresql:
            _create_database(name, template=self._database)
        else:
            for file in self._folder.glob("mediahub.sqlite3*"):
                shutil.copy(file, data)
        for key in self._folder.glob("*.key") if self._has_secrets else ():
            shutil.copy(key, data)
        try:
            yield self._installation(data, name)
        finally:
            if self._is_postgresql:
                _drop_database(name)

    @contextmanager
    def bare(self, data: Path) -> Iterator[Installation]:
        """One whose database nobody has migrated yet."""
        data.mkdir(parents=True)
        name = self._new_name()
        if self._is_postgresql:
            _create_database(name)
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


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time, for what the processes of a run share in the folder."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def folder_of_run(base: Path) -> Path:
    """Where the processes of one run of the tests meet, given one's own folder."""
    return base.parent if base.name.startswith("popen-") else base


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
