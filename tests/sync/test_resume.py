"""A scan that broke off is gone on with: what it had read is not asked for again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from doors import process
from tests.installation import COMMAND_SECONDS, ROOT, Installation
from tests.replay import Canned
from tests.sync.long_library import FILMS, LongLibrary, name_of
from tests.sync.test_reading_death import reconciled

ALL = {name_of(number) for number in range(FILMS)}
DEADLY, CHANGED, GONE = name_of(100), name_of(3), name_of(4)


@pytest.fixture
def library(installation: Installation) -> Iterator[LongLibrary]:
    with LongLibrary() as library:
        added(installation, library)
        yield library


def added(installation: Installation, library: LongLibrary) -> None:
    add = f"add_server a --kind media-processor --url {library.url} --disabled"
    known = f"{add} --prefix {library.prefix} --secret {library.secret}"
    # The first sync is to be the one that breaks off.
    done = process.run(
        [sys.executable, "-m", "tests.in_turn", known, "set_server a --enable"],
        seconds=COMMAND_SECONDS,
        env=installation.env,
        cwd=ROOT,
    )
    assert done.code == 0, done.stderr.decode()


def killed(installation: Installation, library: LongLibrary) -> set[str]:
    """A first attempt that is killed; what it had staged."""
    assert reconciled(installation, DEADLY, "ask") == -9
    staged = set(keys(installation, "sync_stagedobservation"))
    assert 20 <= len(staged) < FILMS
    assert not keys(installation, "sync_observation")
    assert {*staged, DEADLY} <= library.asked_for() | {DEADLY}
    return staged


def keys(installation: Installation, table: str) -> list[str]:
    return [key for (key,) in installation.select(f"SELECT remote_key FROM {table}")]


def overviews(installation: Installation) -> dict[str, Any]:
    return dict(
        installation.select("SELECT remote_key, overview FROM sync_observation")
    )


def scans(installation: Installation) -> list[Any]:
    return installation.select("SELECT state, attempts FROM sync_scan ORDER BY id")


def finished(installation: Installation, *asked: str) -> None:
    assert reconciled(installation, "nothing dies", *asked) == 0
    assert not keys(installation, "sync_stagedobservation")


def test_only_the_rest_is_asked_for(
    installation: Installation, library: LongLibrary
) -> None:
    staged = killed(installation, library)
    finished(installation)
    assert library.asked_for() == ALL - staged
    assert scans(installation)[-1] == ("complete", 2)
    assert overviews(installation) == {name: f"About {name}." for name in ALL}
    finished(installation, "ask")
    assert not library.asked_for()


def test_what_changed_meanwhile_is_asked_for_and_what_vanished_is_not_there(
    installation: Installation, library: LongLibrary
) -> None:
    staged = killed(installation, library)
    assert {CHANGED, GONE} <= staged
    library.changed(CHANGED)
    library.change("movies", lambda listing: listing.pop(GONE))
    finished(installation)
    assert library.asked_for() == ALL - staged | {CHANGED}
    found = overviews(installation)
    assert found.keys() == ALL - {GONE}
    assert found[CHANGED] == "Another."
    exported = json.loads(installation.manage("export_catalog", "--json").stdout)
    titles = {item["path"][0] for item in exported["items"]}
    assert titles == {name[:8] for name in ALL - {GONE}}


def test_a_hash_that_speaks_against_it_is_heard(
    installation: Installation, library: LongLibrary
) -> None:
    staged = killed(installation, library)
    assert CHANGED in staged
    library.hashes["movies"]["titles"][CHANGED]["hash"] = "f" * 40
    finished(installation)
    assert library.asked_for() == ALL - staged | {CHANGED}


def test_without_hashes_the_listing_is_enough(
    installation: Installation, library: LongLibrary
) -> None:
    library.hashes.clear()
    staged = killed(installation, library)
    assert CHANGED in staged
    library.changed(CHANGED)
    finished(installation)
    assert library.asked_for() == ALL - staged | {CHANGED}
    assert overviews(installation)[CHANGED] == "Another."


def test_a_listing_without_an_end_confirms_nothing(
    installation: Installation, library: LongLibrary
) -> None:
    """What was read is left for the scan after it."""
    staged = killed(installation, library)
    refuse = dict.fromkeys(("/media/movies", "/media/tv"), Canned(401))
    library.canned |= refuse
    assert reconciled(installation, "nothing dies") == 0
    assert scans(installation)[-1] == ("failed", 2)
    assert not keys(installation, "sync_observation")
    assert set(keys(installation, "sync_stagedobservation")) == staged
    for path in refuse:
        del library.canned[path]
    library.asked()
    finished(installation, "ask")
    assert library.asked_for() == ALL - staged


def test_a_scan_of_something_else_takes_nothing_over(
    installation: Installation, library: LongLibrary
) -> None:
    staged = killed(installation, library)
    library.canned["/media/movies"] = Canned(401)
    assert reconciled(installation, "nothing dies") == 0
    del library.canned["/media/movies"]
    library.asked()
    for part in (("--kinds", "movies"), ("--groups", "captions")):
        installation.manage("sync", *part)
    assert library.asked_for() == ALL
    assert overviews(installation).keys() == ALL
    # What was read since is newer than what was left over.
    assert not staged & set(keys(installation, "sync_stagedobservation"))


def test_who_reads_all_anew_goes_on_from_nobody(
    installation: Installation, library: LongLibrary
) -> None:
    killed(installation, library)
    library.canned["/media/movies"] = Canned(401)
    assert reconciled(installation, "nothing dies") == 0
    del library.canned["/media/movies"]
    library.asked()
    installation.manage("sync", "--force")
    assert library.asked_for() == ALL
    assert not keys(installation, "sync_stagedobservation")


def test_a_server_too_slow_for_one_sync_is_read_in_several(
    installation: Installation,
) -> None:
    """Each has its time, and the listing is longer than what is read of it in that."""
    films = 220
    with LongLibrary(films, padding=60) as library:
        added(installation, library)
        library.seconds_a_file = 0.4
        env = {"MEDIAHUB_SCAN_SECONDS": "3"}
        slow = Installation(data=installation.data, env=installation.env | env)
        asked: list[set[str]] = []
        for _ in range(60):
            slow.manage("sync")
            asked.append(library.asked_for())
            if len(asked) == 1:
                # Nothing of a listing without an end is adopted.  Whether the empty
                # one of shows was read to its end goes by how busy the machine is.
                assert scans(installation)[-1][0] in ("partial", "failed")
                assert not keys(installation, "sync_observation")
            if scans(installation)[-1][0] == "complete":
                break
        assert len(keys(installation, "sync_observation")) == films
        assert len(asked) > 2
        # What one was just being given when its time was over is asked for again.
        assert sum(map(len, asked)) < films + 16 * len(asked)
