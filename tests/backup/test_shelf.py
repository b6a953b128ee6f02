"""The nightly backups: which stay, what a failure says, who may see them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from mediahub import tasks
from mediahub.backup import shelf
from mediahub.backup.manifest import BackupError
from sync import leases
from sync.models import Schedule
from tests.api import client_of, curator

NOW = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)  # a Sunday


@pytest.fixture
def folder(transactional_db: None, settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIAHUB_DATA = tmp_path
    return tmp_path / "backups"


def days_ago(*days: int) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("there", "daily", "weekly", "going"),
    [
        ([], 7, 4, []),
        (range(7), 7, 4, []),
        # Nov 15 and 8 are Sundays, the newest of their weeks.
        (range(15), 7, 1, [8, 9, 10, 11, 12, 13, 14]),
        (range(15), 7, 2, [8, 9, 10, 11, 12, 13]),
        (range(15), 7, 0, range(7, 15)),
        (range(60), 7, 4, [d for d in range(7, 60) if d not in (7, 14, 21, 28)]),
        # A machine that was off keeps what it has.
        ([0, 100, 300], 2, 1, []),
        ([400], 7, 4, []),
    ],
)
def test_the_table_of_what_stays(
    there: range | list[int], daily: int, weekly: int, going: range | list[int]
) -> None:
    found = shelf.superfluous(days_ago(*there), daily=daily, weekly=weekly)
    assert found == set(days_ago(*going))


def test_the_newest_of_a_day_stays() -> None:
    morning, evening = NOW, NOW + timedelta(hours=12)
    assert shelf.superfluous([morning, evening], daily=7, weekly=4) == {morning}


def test_a_night_leaves_a_backup_and_takes_old_ones(folder: Path) -> None:
    folder.mkdir()
    old = [folder / f"mediahub-202001{day:02}T043000Z.tar" for day in range(1, 32)]
    mine = [folder / "mine.tar", folder / "mediahub-20200101T000000000000Z.sqlite3"]
    for path in [*old, *mine, folder / ".x.tar.unfinished"]:
        path.write_bytes(b"x")
    made = shelf.back_up_now(daily=7, weekly=1)
    assert made is not None
    left = {path.name for path in folder.iterdir()}
    assert {made.name, "mine.tar", mine[1].name, "last.json"} <= left
    assert ".x.tar.unfinished" not in left
    # The new one and six days, and the newest of the week before them.
    assert len([one for one in shelf.kept() if one.bytes == 1]) == 7
    assert shelf.kept()[0].path == made
    outcome = shelf.last_outcome()
    assert outcome is not None
    assert outcome.error == ""


def test_two_at_once_are_one(folder: Path) -> None:
    held = leases.take("backup")
    assert held is not None
    with held:
        assert shelf.back_up_now(daily=7, weekly=4) is None
    assert shelf.kept() == []


def full(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("mediahub.backup.dump.os.fsync", refuse)


def test_a_failed_night_is_said_and_deletes_nothing(
    folder: Path, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    for day in range(1, 20):
        (folder / f"mediahub-202001{day:02}T043000Z.tar").write_bytes(b"x")
    full(monkeypatch)
    with pytest.raises(BackupError, match="No space left on device"):
        shelf.back_up_now(daily=1, weekly=0)
    assert len(shelf.kept()) == 19
    tasks.back_up.apply(kwargs={"daily": 1, "weekly": 0}).get()
    page = client_of(alice).get(reverse("admin-backups")).content.decode()
    assert "No space left on device" in page
    assert "mediahub-20200119T043000Z.tar" in page
    monkeypatch.undo()


@pytest.mark.parametrize("break_it", [Path.unlink, lambda path: path.write_text("{")])
def test_a_lost_note_is_no_alarm(
    folder: Path, break_it: Callable[[Path], object]
) -> None:
    shelf.back_up_now(daily=7, weekly=4)
    break_it(folder / "last.json")
    assert shelf.last_outcome() is None


def test_backups_are_for_owners(folder: Path, alice: User, bob: User) -> None:
    Schedule.objects.all().delete()
    address = reverse("admin-backups")
    page = client_of(alice).get(address).content.decode()
    assert "No backup yet." in page
    assert "No backup is scheduled." in page
    shelf.back_up_now(daily=7, weekly=4)
    assert "just now" in client_of(alice).get(address).content.decode()
    for other in (bob, curator()):
        assert client_of(other).get(address).status_code in {302, 403}
