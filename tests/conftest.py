"""What every test may use: people, a database of its own, whole installations.

No test reaches beyond this machine: a connection to any other address fails.
"""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings

from accounts import middleware
from accounts.models import User
from tests import tiers
from tests.demo import demo_library as demo_library
from tests.installation import Installation, Template
from tests.tiers import tier as tier


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fresh-machine",
        action="store_true",
        help="also install everything into an empty clone (minutes, package index)",
    )
    tiers.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    # Tests start programs by the hundred: what they load is compiled once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config.addinivalue_line(
        "markers", "fresh_machine: installs the whole lock; needs --fresh-machine"
    )
    tiers.configure(config)


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.getoption('--seed')}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    tiers.make_cases(metafunc)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    tiers.keep_large(config, items)
    if config.getoption("--fresh-machine"):
        return
    skip = pytest.mark.skip(reason="installs everything; ask with --fresh-machine")
    for item in items:
        if item.get_closest_marker("fresh_machine"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A database per run, so that several runs on one machine do not meet.

    SQLite gets a file: in memory, threads would share one connection's locks.
    """
    settings = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        settings["TEST"]["NAME"] = str(folder / "test.sqlite3")
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    settings["TEST"]["NAME"] = f"test_{settings['NAME']}_{os.getpid()}_{worker}"


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_by_deleting() -> Iterator[None]:
    """Between tests, PostgreSQL deletes what there is.

    Django would TRUNCATE: a new file, synced, for each of fifty tables that hold next
    to nothing, which takes a second where this takes a fiftieth of one.
    """
    real = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **how: Any) -> list[str]:
        if how.get("reset_sequences"):
            return list(real(self, style, tables, **how))
        # Foreign keys are looked at when the transaction ends: any order will do.
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """How a password is hashed is Django's; here it only has to be told apart.

    Programs that tests start are not touched: they hash as everybody's do.
    """
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=cheap):
        yield


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            try:
                is_near = ipaddress.ip_address(address[0]).is_loopback
            except ValueError:
                is_near = address[0] == "localhost"
            if not is_near and self.type == socket.SOCK_STREAM:
                raise AssertionError(f"a test asked for {address!r} on the network")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def household_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The household's time zone is asked for once in every test, and not by chance."""
    middleware.clock.forget()
    monkeypatch.setattr(middleware, "_KEPT_SECONDS", 1e9)


@pytest.fixture
def alice(db: None) -> User:
    """She curates: a superuser."""
    return User.objects.create_superuser("alice", "alice@example.org", "a-Passphrase-9")


@pytest.fixture
def bob(db: None) -> User:
    """He watches: no rights in the admin."""
    return User.objects.create_user("bob", "bob@example.org", "b-Passphrase-9")


@pytest.fixture(scope="session")
def installation_template(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Template]:
    with Template.made(tmp_path_factory.mktemp("template")) as template:
        yield template


@pytest.fixture
def installation(
    installation_template: Template, tmp_path: Path
) -> Iterator[Installation]:
    """A migrated, empty installation of its own, for tests that run commands."""
    with installation_template.copied(tmp_path / "data") as copied:
        yield copied
