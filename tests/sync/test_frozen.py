"""A worker that was stopped past its lease wakes, and writes nothing (SIGSTOP, real).

Another did its work meanwhile; every row is then as that one left it.
"""

from __future__ import annotations

import os
import signal
import subprocess  # noqa: TID251 - the tests' own children
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from doors import process
from tests.installation import ROOT, Installation

_SECONDS: Final = 90.0
#: Everything that a scan or a projection writes.
_TABLES: Final = (
    *("sync_scan", "sync_run", "sync_observation", "sync_stagedobservation"),
    *("sync_withdrawal", "sync_changetoken", "sync_conflict", "sync_quarantine"),
    *("catalog_item", "catalog_externalid", "catalog_mediafile", "catalog_artwork"),
    *("catalog_fieldsource", "catalog_fieldchange", "catalog_server"),
)
#: Of a sync of one server: claiming it, what an earlier try left, adoption, then the
#: batches of movies and of shows, and the scan's end.
SYNC: Final = ((3, 5), range(1, 7))
RESOLVE: Final = ((3,), range(1, 4))


def rows(installation: Installation) -> dict[str, list[Any]]:
    return {
        table: sorted(map(repr, installation.select(f"SELECT * FROM {table}")))
        for table in _TABLES
    }


def program(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tests.sync.frozen_worker", *map(str, arguments)]


def finished(installation: Installation, *arguments: object) -> None:
    done = process.run(
        program(*arguments), seconds=_SECONDS, env=installation.env, cwd=ROOT
    )
    assert done.code == 0, done.stderr.decode()


@contextmanager
def stopped(installation: Installation, *arguments: object) -> Iterator[Any]:
    """The worker, standing still at its point."""
    worker = subprocess.Popen(program(*arguments), env=installation.env, cwd=ROOT)
    try:
        deadline = time.monotonic() + _SECONDS
        while True:
            pid, status = os.waitpid(worker.pid, os.WUNTRACED | os.WNOHANG)
            if pid and os.WIFSTOPPED(status):
                break
            assert not pid, "it came to its end before its point"
            assert time.monotonic() < deadline, "it does not come to its point"
            time.sleep(0.02)
        yield worker
    finally:
        worker.kill()
        worker.wait()


def changed_by_waking(
    installation: Installation, work: str, point: int, guard: str
) -> set[str]:
    """The tables that a worker changes which was replaced while it stood still."""
    # Its leases end when its heir says so: one that is stopped while it renews them
    # would keep SQLite's only lock.
    installation.env["MEDIAHUB_LEASE_SECONDS"] = "600"
    names = ("a", "b") if work == "resolve" else ("a",)
    added = "add_server {0} --kind media-processor --url http://{0}.example"
    done = process.run(
        [sys.executable, "-m", "tests.in_turn", *(added.format(n) for n in names)],
        seconds=_SECONDS,
        env=installation.env,
        cwd=ROOT,
    )
    assert done.code == 0, done.stderr.decode()
    if work == "resolve":
        finished(installation, "sync", 0, "first", "on")
    with stopped(installation, work, point, "old words", guard) as worker:
        finished(installation, "heir", 0, "new words", "on")
        before = rows(installation)
        os.kill(worker.pid, signal.SIGCONT)
        assert worker.wait(_SECONDS) == 0
    after = rows(installation)
    assert any("new words" in row for row in after["catalog_item"])
    return {table for table in _TABLES if after[table] != before[table]}


@pytest.mark.tiers("point", *SYNC)
def test_a_scan_that_was_stopped(point: int, installation: Installation) -> None:
    assert changed_by_waking(installation, "sync", point, "on") == set()


@pytest.mark.tiers("point", *RESOLVE)
def test_a_resolve_that_was_stopped(point: int, installation: Installation) -> None:
    assert changed_by_waking(installation, "resolve", point, "on") == set()


@pytest.mark.parametrize(("work", "point"), [("sync", 5), ("resolve", 3)])
def test_without_the_guard_it_would_have_written(
    installation: Installation, work: str, point: int
) -> None:
    assert changed_by_waking(installation, work, point, "off") != set()
