"""What is backed up comes back as it was, on the other database too."""

from __future__ import annotations

import gzip
import stat
import tarfile
import threading
from pathlib import Path

import pytest
from django.db import connection

from tests.backup.conftest import asked, export, must, shell, sqlite_beside
from tests.flows.test_webhooks_running import add
from tests.installation import Installation
from tests.replay import Replay

_COUNTS = "{m._meta.label: m._base_manager.count() for m in kept}"
_KEPT = """
from django.apps import apps
from mediahub.backup import tables
kept = [m for m in tables.all_models()
        if not tables.is_left_out(m) and not tables.is_untouched(m)]
"""


def counts(installation: Installation) -> dict[str, int]:
    found: dict[str, int] = asked(installation, _COUNTS, _KEPT)
    return found


def test_everything_comes_back(
    filled: Installation, saved: Path, other: Installation
) -> None:
    said = must(other, "restore", str(saved))
    assert "Restored" in said
    assert export(other) == export(filled)
    before = counts(filled)
    assert counts(other) == before
    assert before["catalog.Progress"] == before["catalog.Watchlist"] == 1
    assert before["sync.Observation"] > 10
    assert before["catalog.FieldChange"] > 10
    people = "list(User.objects.order_by('pk').values())"
    models = "from accounts.models import User"
    assert asked(other, people, models) == asked(filled, people, models)
    # What comes after counts on from it.
    shell(other, "from accounts.models import User\nUser.objects.create_user('carol')")


def test_servers_whose_key_is_missing_are_named(
    saved: Path, other: Installation, peers: tuple[Replay, Replay]
) -> None:
    said = must(other, "restore", str(saved))
    for name in ("alpha", "beta"):
        assert f"{name} needs its secret again: ./hub manage set_server {name}" in said
    states = "dict(Server.objects.values_list('name', 'health'))"
    models = "from catalog.models import Server"
    assert set(asked(other, states, models).values()) == {"needs_credentials"}
    done = other.manage("sync", "--quiet")
    assert done.code == 1
    assert b"Traceback" not in done.stderr
    for name, server in zip(("alpha", "beta"), peers, strict=True):
        must(other, "set_server", name, "--secret", server.secret)
    must(other, "sync", "--quiet")


def test_a_backup_with_keys_needs_nothing_else(
    filled: Installation, other: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "keys.tar"
    said = must(filled, "backup", "--with-keys", str(path))
    assert "whoever has this file" in said
    said = must(other, "restore", str(path))
    assert "secret again" not in said
    must(other, "sync", "--quiet")
    key = (filled.data / "credentials.key").read_text().strip()
    assert key not in (other.data / "credentials.key").read_text()


def test_without_being_asked_no_key_is_in_it(filled: Installation, saved: Path) -> None:
    key = (filled.data / "credentials.key").read_text().strip()
    secret_key = (filled.data / "secret.key").read_text().strip()
    with tarfile.open(saved) as tar:
        assert "keys.json" not in tar.getnames()
        assert tar.getnames()[-1] == "manifest.json"
        assert not any("session" in name for name in tar.getnames())
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            data = file.read()
            text = gzip.decompress(data) if member.name.endswith(".gz") else data
            for hidden in (key, secret_key, "peer-a-webhook-id"):
                assert hidden.encode() not in text
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [p.name for p in saved.parent.glob(".*")] == []


def test_the_command_says_where_the_key_lies(
    filled: Installation, tmp_path: Path
) -> None:
    said = must(filled, "backup", str(tmp_path / "x.tar"))
    assert str(filled.data / "credentials.key") in said
    again = filled.manage("backup", str(tmp_path / "x.tar"))
    assert again.code == 1
    assert again.stderr.decode().count("\n") == 1
    assert b"exists already" in again.stderr


def test_to_the_other_database_and_back(
    filled: Installation, saved: Path, tmp_path: Path, other: Installation
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("run with DATABASE_URL to go from PostgreSQL to SQLite and back")
    with sqlite_beside(tmp_path) as sqlite:
        must(sqlite, "restore", str(saved))
        assert export(sqlite) == export(filled)
        assert counts(sqlite) == counts(filled)
        back = tmp_path / "back.tar"
        must(sqlite, "backup", str(back))
        must(other, "restore", str(back))
        assert export(other) == export(filled)
        assert counts(other) == counts(filled)


def test_a_backup_amid_a_sync_is_of_one_moment(
    filled: Installation, tmp_path: Path, other: Installation
) -> None:
    """While ever new syncs write, each backup restores to a state that was whole."""
    over = threading.Event()
    codes: list[int] = []
    rename = (
        "from catalog.models import *\nfrom sync.models import Observation\n"
        "Observation.objects.update(content_hash='x', listing_token='x')\n"
        "from sync.models import ChangeToken\nChangeToken.objects.all().delete()"
    )

    def keep_syncing() -> None:
        while not over.is_set():
            shell(filled, rename)
            codes.append(filled.manage("sync", "--quiet").code)

    before = export(filled)
    syncing = threading.Thread(target=keep_syncing)
    syncing.start()
    try:
        paths = [tmp_path / f"{n}.tar" for n in range(3)]
        for path in paths:
            must(filled, "backup", str(path))
    finally:
        over.set()
        syncing.join()
    assert set(codes) == {0}
    for path in paths:
        must(other, "restore", "--replace", str(path))
        assert export(other) == before
        unfinished = "Run.objects.filter(state__in=['pending', 'running']).count()"
        assert asked(other, unfinished, "from sync.models import Run") == 0


def test_what_is_stored_is_replaced_only_when_asked(
    filled: Installation, saved: Path, other: Installation, peers: tuple[Replay, Replay]
) -> None:
    add(other, "mine", peers[0])
    done = other.manage("restore", str(saved))
    assert done.code == 1
    assert b"Add --replace" in done.stderr
    names = "list(Server.objects.values_list('name', flat=True))"
    models = "from catalog.models import Server"
    assert asked(other, names, models) == ["mine"]
    said = must(other, "restore", "--replace", str(saved))
    assert sorted(asked(other, names, models)) == ["alpha", "beta"]
    if connection.vendor == "sqlite":
        aside = Path(said.partition("What was here before is ")[2].splitlines()[0][:-1])
        assert aside.is_file()


def test_a_run_that_went_on_is_over_after_a_restore(
    saved: Path, tmp_path: Path, other: Installation
) -> None:
    must(other, "restore", str(saved))
    shell(
        other,
        "from sync import triggers\nfrom sync.models import *\n"
        "run = triggers.plan(triggers.request_sync(source='command').pk)\n"
        "run.scans.update(state='running', epoch=3)\n"
        "Run.objects.filter(pk=run.pk).update(state='running')",
    )
    path = tmp_path / "amid.tar"
    must(other, "backup", str(path))
    said = must(other, "restore", "--replace", str(path))
    assert "1 interrupted sync noted as over." in said
    states = "[Run.objects.latest('pk').state, Scan.objects.latest('pk').error_code]"
    models = "from sync.models import Run, Scan"
    assert asked(other, states, models) == ["failed", "interrupted"]
