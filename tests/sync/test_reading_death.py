"""An item that ends its worker while it is read is found, and all others are read."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from doors import process
from sync.strikes import STRIKES
from tests.installation import ROOT, Installation
from tests.replay import Replay

SOLAR = "Solar Drift (2021)"
COPPER = "Copper Harbor (2019)"
EPISODE = "Harbor Lights - S01E01"


@pytest.fixture
def peer(installation: Installation) -> Iterator[Replay]:
    with Replay("a") as peer:
        installation.manage(
            *("add_server", "a", "--kind", "media-processor", "--url", peer.url),
            *("--prefix", peer.prefix, "--secret", peer.secret),
        )
        yield peer


def reconciled(installation: Installation, name: str, *asked: str) -> int:
    done = process.run(
        [sys.executable, "-m", "tests.sync.reading_death", name, *asked],
        seconds=90,
        env=installation.env | {"MEDIAHUB_LEASE_SECONDS": "1"},
        cwd=Path(ROOT),
    )
    if done.code > 0:
        raise AssertionError(done.stderr.decode(errors="replace")[-3000:])
    return done.code


def deaths(installation: Installation, name: str) -> int:
    """How often a reconciler dies of this item, until one has done what is asked."""
    died = 0
    asked: tuple[str, ...] = ("ask",)
    while reconciled(installation, name, *asked) == -9:
        died, asked = died + 1, ()
        assert died < 20
    return died


def quarantined(installation: Installation) -> list[dict[str, Any]]:
    listed = json.loads(installation.manage("list_quarantine", "--json").stdout)
    found: list[dict[str, Any]] = listed["items"]
    return found


def observed(installation: Installation) -> dict[str, Any]:
    rows = installation.select("SELECT remote_key, hdr FROM sync_observation")
    return dict(rows)


def says(peer: Replay, which: str, **values: Any) -> None:
    peer.change("movies", lambda listing: listing[which].update(values))


def test_it_is_set_aside_and_keeps_what_it_said(
    installation: Installation, peer: Replay
) -> None:
    installation.manage("sync")
    before = observed(installation)
    says(peer, SOLAR, hdr="HDR10")
    says(peer, COPPER, hdr="HLG")
    assert deaths(installation, SOLAR) == STRIKES
    (row,) = quarantined(installation)
    assert (row["item"], row["stage"], row["code"]) == (
        SOLAR,
        "reading",
        "killed_worker",
    )
    after = observed(installation)
    assert after[SOLAR] == before[SOLAR]
    assert after[COPPER] != before[COPPER]
    states = installation.select("SELECT state, quarantined FROM sync_scan ORDER BY id")
    assert states[-1] == ("complete", 1)

    # It is not read again while its server says the same of it, whatever else it says.
    says(peer, COPPER, hdr="HDR10")
    assert deaths(installation, SOLAR) == 0
    assert quarantined(installation) == [row]
    # What it says then is read, by a worker that does not die of it.
    says(peer, SOLAR, hdr="HDR10+")
    assert deaths(installation, "nothing of that name") == 0
    assert quarantined(installation) == []
    assert observed(installation)[SOLAR] not in (before[SOLAR], after[COPPER])


def test_a_curator_has_it_read_again(installation: Installation, peer: Replay) -> None:
    assert deaths(installation, SOLAR) == STRIKES
    (row,) = quarantined(installation)
    assert SOLAR not in observed(installation)
    installation.manage("retry_quarantined", str(row["id"]))
    assert quarantined(installation) == []
    assert SOLAR in observed(installation)


def test_two_such_items_are_both_found(
    installation: Installation, peer: Replay
) -> None:
    assert deaths(installation, f"{SOLAR}|{EPISODE}") == 2 * STRIKES
    found = {row["item"] for row in quarantined(installation)}
    assert found == {SOLAR, "Harbor Lights/Season 1/S01E01"}
    assert COPPER in observed(installation)
    states = installation.select("SELECT state FROM sync_scan ORDER BY id")
    assert states == [("complete",)]
