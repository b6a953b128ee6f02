"""Whole installations with something in them, and what they say of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.flows.test_webhooks_running import add
from tests.installation import Installation, Template
from tests.replay import Replay
from tests.sync.conftest import theatre

__all__ = ["theatre"]

#: Written through the real models, read back as plain values.
_FILL = """
from accounts.models import User, Household
from catalog.models import Item, Progress, Watchlist, FieldLock
from django.contrib.auth.models import Group
from django.utils import timezone
alice = User.objects.create_superuser("alice", "a@example.org", "a-Passphrase-9")
bob = User.objects.create_user("bob", "b@example.org", "b-Passphrase-9")
bob.groups.add(Group.objects.get(name="viewer"))
Household.objects.create(name="Zoë's 🎬", time_zone="Europe/Berlin")
movie = Item.objects.filter(kind="movie").order_by("pk").first()
now = timezone.now()
Progress.objects.create(
    user=bob, item=movie, position_ms=61_000, duration_ms=120_000, updated_at=now
)
Watchlist.objects.create(user=bob, item=movie, added_at=now)
"""


def must(installation: Installation, *arguments: str) -> str:
    """Run a command that must succeed; what it printed."""
    done = installation.manage(*arguments)
    assert done.code == 0, (done.stderr.decode(), done.stdout.decode())
    return done.stdout.decode()


def shell(installation: Installation, code: str) -> str:
    return must(installation, "shell", "--verbosity", "0", "--command", code)


def asked(installation: Installation, expression: str, imports: str) -> Any:
    """A value of the installation, as JSON."""
    code = f"import json\n{imports}\nprint(json.dumps({expression}, default=str))"
    return json.loads(shell(installation, code))


def export(installation: Installation) -> str:
    return must(installation, "export_catalog", "--json")


@pytest.fixture(scope="session")
def peers() -> Iterator[tuple[Replay, Replay]]:
    with Replay("a") as a, Replay("b") as b:
        yield a, b


@pytest.fixture(scope="session")
def filled(
    installation_template: Template,
    tmp_path_factory: pytest.TempPathFactory,
    peers: tuple[Replay, Replay],
) -> Iterator[Installation]:
    """Two servers, synced; two people, one of whom watches.  Tests leave it so."""
    with installation_template.copied(
        tmp_path_factory.mktemp("filled") / "data"
    ) as one:
        for name, server in zip(("alpha", "beta"), peers, strict=True):
            add(one, name, server)
        must(one, "sync", "--quiet")
        shell(one, _FILL)
        yield one


@pytest.fixture(scope="session")
def saved(filled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    path = tmp_path_factory.mktemp("saved") / "saved.tar"
    must(filled, "backup", str(path))
    return path


@pytest.fixture
def other(installation_template: Template, tmp_path: Path) -> Iterator[Installation]:
    """Another installation, empty, with keys of its own."""
    with installation_template.copied(tmp_path / "other") as copied:
        yield copied


@contextmanager
def sqlite_beside(tmp_path: Path) -> Iterator[Installation]:
    """An SQLite installation, whatever database the tests run on."""
    data = tmp_path / "sqlite"
    data.mkdir()
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "REDIS_URL"}
        and not name.startswith("MEDIAHUB_")
    }
    made = Installation(data=data, env={**env, "MEDIAHUB_DATA": str(data)})
    must(made, "migrate")
    yield made
