"""Folders that are not one movie with one file: several files, none, specials."""

from __future__ import annotations

from tests.flows.conftest import Shelves
from tests.flows.hub import Hub, said
from tests.library_factory import Episode, make_movie, make_show


def test_two_files_in_a_folder(hub: Hub, shelves: Shelves) -> None:
    """media_info speaks of the file that plays first, by name."""
    make_movie(
        shelves.a.folder,
        "Twice (2000)",
        videos=["Twice (2000) - part 2.mp4", "Twice (2000) - part 1.mp4"],
        info={},
    )
    hub.add("a", shelves.a)
    hub.sync()
    item = hub.item("movie", "Twice", 2000)
    files = item["entries"]["files"]
    assert sorted(files) == ["a", "a#2"]
    assert files["a"]["value"]["url"].endswith("part%201.mp4")
    assert files["a#2"]["value"]["url"].endswith("part%202.mp4")
    assert said(item, "duration_ms") == (1000, "a")
    assert hub.sync()["writes"] == 0


def test_a_folder_without_a_file_is_listed(hub: Hub, shelves: Shelves) -> None:
    """Law 7: a title that is listed without a playable file is available."""
    make_movie(
        shelves.a.folder,
        "Soon (2030)",
        videos=[],
        metadata={"id": 9, "title": "Soon", "release_date": "2030-01-01"},
        images=["poster.jpg"],
    )
    hub.add("a", shelves.a)
    hub.sync()
    item = hub.item("movie", "Soon", 2030)
    assert item["available"] is True
    assert "files" not in item["entries"]
    assert said(item, "width") == (None, None)
    assert said(item, "artwork", "poster")[1] == "a"


def test_the_better_server_has_no_file(hub: Hub, shelves: Shelves) -> None:
    """media_info comes from the server whose file plays, the rest by priority."""
    about = {"id": 9, "title": "Soon", "release_date": "2030-01-01"}
    make_movie(
        shelves.a.folder, "Soon (2030)", videos=[], metadata=about | {"tagline": "a"}
    )
    make_movie(
        shelves.b.folder, "Soon (2030)", metadata=about | {"tagline": "b"}, info={}
    )
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync()
    item = hub.item("movie", "Soon", 2030)
    assert said(item, "tagline") == ("a", "a")
    assert said(item, "width") == (64, "b")
    assert item["fields"]["width"]["reason"] == "only_source"


def test_specials_are_season_0(hub: Hub, shelves: Shelves) -> None:
    for shelf, folder in ((shelves.a, "Specials"), (shelves.b, "Season 0")):
        make_show(
            shelf.folder,
            "Isle",
            {folder: [Episode(number=1, info={})], "Season 10": [Episode(number=123)]},
            metadata={"id": 4, "name": "Isle", "first_air_date": "2004-01-01"},
        )
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync()
    found = hub.catalog()
    assert sorted(found, key=str) == sorted(
        [
            ("show", "Isle"),
            ("season", "Isle", 0),
            ("season", "Isle", 10),
            ("episode", "Isle", 0, 1),
            ("episode", "Isle", 10, 123),
        ],
        key=str,
    )
    special = found["episode", "Isle", 0, 1]
    assert sorted(special["entries"]["files"]) == ["a", "b"]
    assert special["fields"]["season_number"]["value"] == 0
    assert hub.explain("season:Isle S00")["item"]["kind"] == "season"
    assert hub.explain("episode:Isle S10E123")["item"]["kind"] == "episode"


def test_one_episode_as_two_files_of_one_season(hub: Hub, shelves: Shelves) -> None:
    """Two folders of one season number, as "Specials" beside "Season 00"."""
    make_show(
        shelves.a.folder,
        "Isle",
        {"Specials": [Episode(number=1, info={})], "Season 00": [Episode(number=1)]},
        metadata={"id": 4, "name": "Isle", "first_air_date": "2004-01-01"},
    )
    hub.add("a", shelves.a)
    hub.sync()
    item = hub.item("episode", "Isle", 0, 1)
    assert sorted(item["entries"]["files"]) == ["a", "a#2"]
    assert hub.sync()["writes"] == 0


def test_a_show_and_a_movie_of_one_name_and_id(hub: Hub, shelves: Shelves) -> None:
    make_movie(
        shelves.a.folder,
        "Fargo",
        metadata={"id": 60, "title": "Fargo", "release_date": "1996-03-08"},
    )
    make_show(
        shelves.a.folder,
        "Fargo",
        {"Season 1": [Episode(number=1)]},
        metadata={"id": 60, "name": "Fargo", "first_air_date": "2014-04-15"},
    )
    hub.add("a", shelves.a)
    hub.sync()
    assert {kind for kind, *_ in hub.catalog()} == {
        "movie",
        "show",
        "season",
        "episode",
    }
