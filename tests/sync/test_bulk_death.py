"""A bulk change whose workers are killed is done once, whole, and resolved once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from doors import process
from tests.installation import ROOT, Installation
from tests.replay import Replay


def does(installation: Installation, *arguments: str) -> int:
    found = process.run(
        [sys.executable, "-m", "tests.sync.bulk_death", *arguments],
        seconds=120,
        env=installation.env | {"MEDIAHUB_LEASE_SECONDS": "1"},
        cwd=Path(ROOT),
    )
    assert found.code in {0, -9}, found.stderr.decode()
    return found.code


def locked(installation: Installation) -> list[tuple[Any, ...]]:
    return installation.select(
        "SELECT id, item_id, at FROM catalog_fieldlock ORDER BY item_id"
    )


def test_killed_workers_leave_whole_batches_and_the_next_goes_on(
    installation: Installation,
) -> None:
    with Replay("a") as peer:
        installation.manage(
            *("add_server", "a", "--kind", "media-processor", "--url", peer.url),
            *("--prefix", peer.prefix, "--secret", peer.secret),
        )
        installation.manage("sync")
    (movies,) = installation.select(
        "SELECT count(*) FROM catalog_item WHERE kind = 'movie'"
    )[0]
    assert movies > 2
    assert does(installation, "begin") == 0
    assert does(installation, "die", "1") == -9
    first = locked(installation)
    assert len(first) == 1
    assert does(installation, "die", "0") == -9
    assert locked(installation) == first
    assert does(installation, "go") == 0
    # Those that were there were not written again.
    assert set(first) < set(locked(installation))
    assert len(locked(installation)) == movies
    (row,) = installation.select(
        "SELECT state, changed, planned, overtaken FROM sync_bulkchange"
    )
    assert row == ("done", movies, 0, 0)
    asked = "SELECT count(*) FROM sync_run WHERE titles IS NOT NULL"
    assert installation.select(asked) == [(1,)]
    shown = "SELECT count(*) FROM catalog_item WHERE tagline = 'Mine'"
    assert installation.select(shown) == [(movies,)]
    assert installation.manage("verify_catalog").code == 0
