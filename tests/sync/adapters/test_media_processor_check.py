"""What `check_server` finds out about a server that is really there."""

from __future__ import annotations

from typing import Any

from sync.adapters.registry import adapter_for
from tests.replay import Replay
from tests.sync.adapters.scanning import QUICK, config

SOLAR = "Solar Drift (2021)"


def test_check_answers_part_by_part() -> None:
    with Replay("a") as server:
        results = {r.part: r for r in adapter_for(config(server)).check()}
        assert [r.ok for r in results.values()] == [True] * 4
        assert list(results) == ["api", "secret", "prefix", "file"]
        for change, bad in (
            ({"secret": "wrong"}, {"secret", "prefix", "file"}),
            ({"prefix": "/other"}, {"prefix", "file"}),
            ({"media_url": "http://127.0.0.1:1"}, {"file"}),
            ({"api_url": "http://127.0.0.1:1"}, {"api", "secret", "prefix", "file"}),
        ):
            where = config(server, **change)
            answers = adapter_for(where, limits=QUICK).check()
            assert {r.part for r in answers if not r.ok} == bad, change
        wrong = list(adapter_for(config(server, prefix="/other")).check())
        assert '"/media"' in wrong[2].message


def _only(server: Replay, section: str, listing: dict[str, Any]) -> None:
    """The other listing is empty."""
    for name in server.listings:
        server.listings[name] = listing if name == section else {"version": 1.0001}


def _movie(**urls: str) -> dict[str, Any]:
    return {"fileNames": [], "urls": urls}


def test_check_takes_a_path_of_the_library_and_no_other_text() -> None:
    with Replay("a") as server:
        real = server.listings["movies"][SOLAR]
        _only(
            server,
            "movies",
            {
                "Whole": _movie(poster="https://img.example/p.jpg", metadata=""),
                # Texts of these names that are not the movie's addresses.
                "Odd": {"logo": "/nowhere/x", "length": {"mp4": "/nowhere/y"}},
                SOLAR: real,
            },
        )
        results = {r.part: r for r in adapter_for(config(server)).check()}
        assert {r.part for r in results.values() if not r.ok} == set()
        assert "is given" in results["file"].message


def test_check_finds_the_prefix_by_the_listing_and_the_title() -> None:
    for section, path, prefix in (
        ("movies", "/movies/movies/A/a.mp4", "/movies"),
        ("movies", "/my/tv/movies/A/a.mp4", "/my/tv"),
        ("tv", "/srv/tv/tv/A/poster.jpg", "/srv/tv"),
        ("tv", "/media/tv/A/movies/poster.jpg", "/media"),
        ("tv", "/tv/A/poster.jpg", ""),
    ):
        entry = _movie(mp4=path) if section == "movies" else {"poster": path}
        with Replay("a") as server:
            _only(server, section, {"A": entry})
            fits = list(adapter_for(config(server, prefix=prefix)).check())
            wrong = list(adapter_for(config(server, prefix="/other")).check())
        assert fits[2].ok, path
        assert f'set it to "{prefix}"' in wrong[2].message


def test_check_tries_a_few_files_before_it_says_no() -> None:
    with Replay("a") as server:
        real = server.listings["movies"][SOLAR]
        gone = {
            f"Gone {n}": _movie(mp4=f"/media/movies/Gone%20{n}/x.mp4") for n in "12"
        }
        _only(server, "movies", {**gone, SOLAR: real})
        assert [r.ok for r in adapter_for(config(server)).check()] == [True] * 4
        _only(server, "movies", gone)
        assert [r.ok for r in adapter_for(config(server)).check()][3] is False
