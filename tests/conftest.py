"""What every test may use: people, a database of its own, whole installations.

No test reaches beyond this machine: a connection to any other address fails.
"""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connections
from django.test import override_settings

from accounts import middleware
from accounts.models import User
from catalog.pictures import drawing
from catalog.pictures import gate as gates
from catalog.pictures.keeping import gate
from tests import emptying, on_a_database, tiers
from tests.demo import demo_library as demo_library
from tests.installation import Installation, Template, folder_of_run
from tests.tiers import tier as tier


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fresh-machine",
        action="store_true",
        help="also install everything into an empty clone (minutes, package index)",
    )
    tiers.add_options(parser)
    on_a_database.add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    # Tests start programs by the hundred: what they load is compiled once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config.addinivalue_line(
        "markers", "fresh_machine: installs the whole lock; needs --fresh-machine"
    )
    tiers.configure(config)
    # How long an example takes is the machine's, and may be another's to blame.
    hypothesis.settings.register_profile(
        "untimed",
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("untimed")


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.getoption('--seed')}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    tiers.make_cases(metafunc)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    tiers.keep_large(config, items)
    on_a_database.keep(config, items)
    if config.getoption("--fresh-machine"):
        return
    skip = pytest.mark.skip(reason="installs everything; ask with --fresh-machine")
    for item in items:
        if item.get_closest_marker("fresh_machine"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tests' database is there already, migrated, and goes as it came."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    installation_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A database per process, so that several on one machine do not meet.

    SQLite gets a file: in memory, threads would share one connection's locks.
    """
    folder = tmp_path_factory.mktemp("database") / "copy"
    with installation_template.copied(folder) as copy:
        connections["default"].settings_dict["TEST"]["NAME"] = copy.database
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_quickly() -> Iterator[None]:
    with emptying.quickly():
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
    """Migrated once in a run, for all its processes."""
    folder = folder_of_run(tmp_path_factory.getbasetemp()) / "template"
    with Template.made(folder) as template:
        yield template


@pytest.fixture
def installation(
    installation_template: Template, tmp_path: Path
) -> Iterator[Installation]:
    """A migrated, empty installation of its own, for tests that run commands."""
    with installation_template.copied(tmp_path / "data") as copied:
        yield copied


@pytest.fixture
def artwork_folder(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty storage of pictures, and a gate that has met nobody.

    On a busy machine a picture takes longer than a page would wait for it.
    """
    monkeypatch.setattr(gates, "PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(drawing, "SECONDS", 60.0)
    folder = tmp_path / "artwork"
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "artwork": {
            "BACKEND": "catalog.pictures.files.WholeFiles",
            "OPTIONS": {"location": folder},
        },
    }
    gate.settle()
    yield folder
    gate.settle()
