"""`kill -9` at any point of a sync: the next one ends where an undisturbed one does.

A fixed few of the points in every run, and each of them in the proof; the lease of
the dead is short here, so that its successor need not wait.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from doors import process
from tests.installation import ROOT, Installation, Template
from tests.replay import Replay

POINTS = ((1, 23, 47, 60), range(1, 61))
KILLED = -9


@pytest.fixture(scope="module")
def peers() -> Iterator[tuple[Replay, Replay]]:
    with Replay("a") as a, Replay("b") as b:
        yield a, b


@pytest.fixture(scope="module")
def undisturbed(
    installation_template: Template,
    peers: tuple[Replay, Replay],
    tmp_path_factory: pytest.TempPathFactory,
) -> bytes:
    """The export of an installation that nobody disturbed.

    Beyond the last point the program ends like any sync: the other deaths are real.
    """
    folder = tmp_path_factory.mktemp("undisturbed") / "data"
    with installation_template.copied(folder) as installation:
        assert _sync_until(100_000, installation, peers) == 0
        return installation.manage("export_catalog", "--json").stdout


def _sync_until(
    point: int, installation: Installation, peers: tuple[Replay, Replay]
) -> int:
    installation.env["MEDIAHUB_LEASE_SECONDS"] = "1"
    servers = [
        [
            *(name, "--kind", "media-processor", "--url", peer.url),
            *("--prefix", peer.prefix, "--secret", peer.secret),
        ]
        for name, peer in zip("ab", peers, strict=True)
    ]
    program = [sys.executable, "-m", "tests.sync.killed_sync"]
    return process.run(
        [*program, str(point), json.dumps(servers)],
        seconds=60,
        env=installation.env,
        cwd=Path(ROOT),
    ).code


@pytest.mark.tiers("point", *POINTS)
def test_a_sync_killed_anywhere_is_made_good(
    point: int,
    installation: Installation,
    peers: tuple[Replay, Replay],
    undisturbed: bytes,
) -> None:
    assert _sync_until(point, installation, peers) == KILLED
    program = [sys.executable, "-m", "tests.in_turn"]
    done = process.run(
        [*program, "sync --json", "export_catalog --json", "sync --json"],
        seconds=60,
        env=installation.env,
        cwd=Path(ROOT),
    )
    assert done.code == 0, done.stderr
    _, exported, again, _ = done.stdout.split(b"\0")
    assert exported == undisturbed
    assert json.loads(again)["writes"] == 0
