"""Who writes batch after batch lets others in between, where nobody queues."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from sync import leases, turns
from sync.turns import Turns

_TRANSACTIONS = 30


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(turns, "time", SimpleNamespace(sleep=found.append))
    return found


on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL lets writers queue"
)


@on_sqlite
def test_a_pause_is_due_after_a_second_of_writing(
    pauses: list[float], transactional_db: None
) -> None:
    taken = Turns()
    for _ in range(8):
        taken.wrote(0.25)
    assert len(pauses) == 2


def test_little_writing_needs_no_pause(
    pauses: list[float], transactional_db: None
) -> None:
    Turns().wrote(0.9)
    assert pauses == []


def test_no_pause_holds_a_transaction_open(
    pauses: list[float], transactional_db: None
) -> None:
    with transaction.atomic():
        Turns().wrote(5.0)
    assert pauses == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="about other databases")
def test_where_writers_queue_nobody_pauses(
    pauses: list[float], transactional_db: None
) -> None:
    Turns().wrote(5.0)
    assert pauses == []


@on_sqlite
def test_what_is_written_under_a_lease_is_counted(
    pauses: list[float], transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_IN_A_ROW", 0.0)
    held = leases.take("some")
    assert held is not None
    with held:
        for _ in range(3):
            with held.writing():
                assert pauses == [turns._MOMENT] * len(pauses)
    assert len(pauses) == 3


@on_sqlite
def test_a_waiting_connection_gets_its_turn(
    tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With real files: the other is in before the last batch is written."""
    monkeypatch.setattr(turns, "_IN_A_ROW", 0.0)
    path = tmp_path / "shared.sqlite3"
    mine = sqlite3.connect(path, isolation_level=None)
    mine.execute("CREATE TABLE said (text)")
    written = 0
    came_after: list[int] = []
    waits = threading.Event()

    def other() -> None:
        theirs = sqlite3.connect(path, timeout=60, isolation_level=None)
        waits.set()
        theirs.execute("BEGIN IMMEDIATE")
        came_after.append(written)
        theirs.execute("COMMIT")
        theirs.close()

    taken = Turns()
    thread = threading.Thread(target=other)
    for _ in range(_TRANSACTIONS):
        mine.execute("BEGIN IMMEDIATE")
        if not waits.is_set():
            thread.start()
            waits.wait()
        # Held for so long that whoever waits has come to look only now and then.
        time.sleep(0.1)
        written += 1
        mine.execute("COMMIT")
        taken.wrote(0.1)
    thread.join()
    mine.close()
    assert came_after
    assert came_after[0] < _TRANSACTIONS
