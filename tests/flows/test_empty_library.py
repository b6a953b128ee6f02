"""A server that answers, and lists nothing: most likely its disk is not mounted."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.flows.conftest import Shelf, Shelves
from tests.flows.hub import Hub, error_of, scans
from tests.library_factory import Episode, make_movie, make_show


def _fill(shelf: Shelf) -> None:
    for number in (1, 2, 3):
        make_movie(shelf.folder, f"Film {number} (2001)", info={})
    make_show(
        shelf.folder, "Bay", {"Season 1": [Episode(number=n, info={}) for n in (1, 2)]}
    )


def _unmount(shelf: Shelf, away: Path) -> None:
    """The folders stay, as mount points do."""
    for section in ("movies", "tv"):
        (away / section).mkdir(parents=True)
        for title in (shelf.folder / section).iterdir():
            title.rename(away / section / title.name)


def _mount(shelf: Shelf, away: Path) -> None:
    for section in ("movies", "tv"):
        for title in (away / section).iterdir():
            title.rename(shelf.folder / section / title.name)
    shutil.rmtree(away)


def test_nothing_is_lost_until_a_person_agrees(
    hub: Hub, shelves: Shelves, tmp_path: Path
) -> None:
    _fill(shelves.a)
    make_movie(shelves.b.folder, "Film 1 (2001)", info={})
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync()
    before = hub.export()
    _unmount(shelves.a, tmp_path / "away")
    for _ in (1, 2):
        report = hub.sync(code=3)
        assert scans(report) == {"a": "held", "b": "unchanged"}
        assert report["writes"] == 0
        assert "accept_scan a" in error_of(report, "a")["message"]
        assert hub.export() == before

    _mount(shelves.a, tmp_path / "away")
    assert hub.sync()["writes"] == 0
    assert hub.export() == before

    _unmount(shelves.a, tmp_path / "away")
    hub.sync(code=3)
    hub.do("accept_scan", "a")
    shown = {path for path, item in hub.catalog().items() if item["available"]}
    assert shown == {("movie", "Film 1", 2001)}
    _mount(shelves.a, tmp_path / "away")
    assert hub.sync()["changes"]["created"] == 0
    assert hub.export() == before
