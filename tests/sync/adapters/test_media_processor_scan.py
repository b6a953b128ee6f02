"""Scans of the recorded servers: what is asked, what is read, what is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sync.adapters.registry import adapter_for
from sync.types import (
    Candidate,
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    Kind,
    ListingCounted,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    NoWatch,
    Problem,
    ScanRequest,
)
from tests.faults import Faulty, silence
from tests.replay import Canned, Replay
from tests.sync.adapters.scanning import (
    QUICK,
    Memory,
    config,
    items,
    keys,
    of_type,
    scan,
)

SOLAR = "Solar Drift (2021)"
TV: tuple[Kind, ...] = ("show", "season", "episode")
NONE: frozenset[str] = frozenset()


def tokens(events: list[Any]) -> dict[Kind, str]:
    read = of_type(events, ListingRead)
    return {k: e.token for e in read if e.token for k in e.kinds}


def test_a_first_scan_reads_everything_and_asks_for_nothing_twice() -> None:
    with Replay("a") as server:
        events = scan(server)
        asked = server.asked()
    assert len(of_type(events, ListingRead)) == 2
    assert {type(e) for e in events} == {ListingCounted, ItemRead, ListingRead}
    counted = {e.kind: e.items for e in of_type(events, ListingCounted)}
    kinds = Counter(item.kind for item in items(events))
    assert counted == {kind: kinds[kind] for kind in ("movie", "show")}
    assert set(asked.values()) == {1}
    seen: set[str] = set()
    for item in items(events):
        assert item.parent_key is None or item.parent_key in seen
        seen.add(item.remote_key)
    assert "Harbor Lights/Season 2/S02E02" in seen


def test_an_unchanged_server_costs_one_request_per_listing() -> None:
    with Replay("a") as server:
        first = scan(server)
        server.asked()
        request = ScanRequest(listing_tokens=tokens(first))
        again = scan(server, Memory(*first), request)
        assert server.asked() == {"/media/movies": 1, "/media/tv": 1}
    assert {type(e) for e in again} == {ListingUnchanged}


def test_a_token_of_another_configuration_is_not_sent() -> None:
    with Replay("a") as server:
        request = ScanRequest(listing_tokens=tokens(scan(server)))
        moved = scan(config(server, media_url="http://127.0.0.1:9"), request=request)
    assert not of_type(moved, ListingUnchanged)


def test_without_etags_the_bulk_hashes_spare_the_details() -> None:
    with Replay("a") as server:
        server.etags = False
        first = scan(server)
        assert {e.token for e in of_type(first, ListingRead)} == {None}
        server.asked()
        again = scan(server, Memory(*first))
        asked = server.asked()
    assert {type(e) for e in again} == {ListingCounted, ItemUnchanged, ListingRead}
    assert len(asked) == 4


def test_only_what_changed_is_read_again() -> None:
    def caption(listing: dict[str, Any]) -> None:
        english = listing[SOLAR]["urls"]["subtitles"]["English"]
        english["lastModified"] = "2026-12-01T00:00:00.000Z"

    with Replay("a") as server:
        memory = Memory(*scan(server))
        server.asked()
        server.change("movies", caption)
        events = scan(server, memory, ScanRequest(kinds=("movie",)))
        asked = server.asked()
    (read,) = items(events)
    assert read.captions["en"]["last_modified"] == "2026-12-01T00:00:00.000Z"
    before = memory.items["movie", SOLAR]
    assert (read.values, read.external_ids) == (before.values, before.external_ids)
    assert set(asked) == {"/media/movies", "/api/metadata-hashes/movies"}


def test_a_changed_document_address_is_asked_for_and_no_other() -> None:
    def address(listing: dict[str, Any]) -> None:
        urls = listing[SOLAR]["urls"]
        urls["metadata"] = urls["metadata"].replace("hash=9", "hash=8")

    with Replay("a") as server:
        memory = Memory(*scan(server))
        server.asked()
        server.change("movies", address)
        scan(server, memory, ScanRequest(kinds=("movie",)))
        asked = server.asked()
    details = {path for path in asked if path.startswith("/media/movies/")}
    assert details == {
        server.library_path("movies", SOLAR, "metadata.json"),
        # Any change in the folder may be one of the chapters.
        server.library_path("movies", SOLAR, "chapters", f"{SOLAR}_chapters.vtt"),
    }


def test_a_moved_or_missing_hash_means_reading_anew() -> None:
    with Replay("a") as server:
        memory = Memory(*scan(server))
        server.etags = False
        path = server.library_path("movies", SOLAR, "metadata.json")
        server.hashes["movies"]["titles"][SOLAR]["hash"] = "f" * 40
        server.canned[path] = Canned(200, b'{"title": "Another"}')
        moved = scan(server, memory, ScanRequest(kinds=("movie",)))
        assert [i.values["title"] for i in items(moved)] == ["Another"]
        server.canned["/api/metadata-hashes/movies"] = Canned(500, b"")
        missing = scan(server, memory, ScanRequest(kinds=("movie",)))
    assert len(items(missing)) == 3
    assert len(of_type(missing, ListingRead)) == 1


def test_episode_hashes_choose_the_episodes() -> None:
    show, season = "Harbor Lights", "Season 1"
    with Replay("a") as server:
        hashes = {"S01E01": {"hash": "1"}, "S01E02": {"hash": "2"}}
        server.season_hashes[f"tv/{show}/1"] = {"hash": "x", "episodes": hashes}
        memory = Memory(*scan(server))
        server.etags = False
        server.hashes["tv"]["titles"][show]["contentHash"] = "moved"
        hashes["S01E02"] = {"hash": "3"}
        server.asked()
        memory.keep(scan(server, memory))
        asked = server.asked()
        assert server.library_path("tv", show, season, "02_metadata.json") in asked
        assert server.library_path("tv", show, season, "01_metadata.json") not in asked
        # Season 2 has no hashes here: all of it is read.
        assert server.library_path("tv", show, "Season 2", "01_metadata.json") in asked
        third = scan(server, memory)
    assert {type(e) for e in third} == {ListingCounted, ItemUnchanged, ListingRead}


def test_only_the_kinds_asked_for_are_told() -> None:
    with Replay("a") as server:
        events = scan(server, request=ScanRequest(kinds=("season",)))
        assert "/media/movies" not in server.asked()
    assert {i.kind for i in items(events)} == {"season"}
    assert of_type(events, ListingRead)[0].kinds == ("season",)
    assert items(events)[0].values["overview"] == "Season 1 overview"


def test_a_missing_document_is_no_value() -> None:
    path = f"/movies/{'Solar%20Drift%20(2021)'}/metadata.json"
    for status in (404, 410):
        with Replay("b") as server:
            server.canned[path] = Canned(status, b"gone")
            events = scan(server, request=ScanRequest(kinds=("movie",)))
        solar = next(i for i in items(events) if i.remote_key == SOLAR)
        assert solar.values["title"] == "Solar Drift"
        assert solar.values["year"] == 2021
        assert "overview" not in solar.values
        assert "metadata" not in solar.detail_tokens


def test_a_document_that_does_not_come_keeps_its_item_only() -> None:
    with Replay("b") as server:
        path = server.library_path("movies", SOLAR, "metadata.json")
        server.canned[path] = Canned(503, b"")
        events = scan(server, request=ScanRequest(kinds=("movie",)))
        assert server.asked()[path] == 3
    (kept,) = of_type(events, ItemKept)
    assert (kept.remote_key, kept.problem.code) == (SOLAR, "server_error")
    assert SOLAR in kept.problem.message
    assert len(items(events)) == 2
    assert of_type(events, ListingRead)


def test_a_show_that_does_not_come_keeps_its_seasons_and_not_its_episodes() -> None:
    with Replay("a") as server:
        server.canned[server.library_path("tv", "Harbor Lights", "metadata.json")] = (
            Canned(500, b"")
        )
        events = scan(server, request=ScanRequest(kinds=("show", "season", "episode")))
    kept = keys(of_type(events, ItemKept))
    assert kept == ["Harbor Lights", "Harbor Lights/Season 1", "Harbor Lights/Season 2"]
    assert "Harbor Lights/Season 1/S01E01" in keys(of_type(events, ItemRead))


def test_a_dead_file_server_is_soon_left_alone() -> None:
    with Replay("a") as server, Faulty(silence) as files:
        events = scan(config(server, media_url=files.url))
        assert files.connections <= 5 * 3 + 8 * 3
    assert not of_type(events, ItemRejected)
    assert {e.problem.code for e in of_type(events, ItemKept)} == {
        "silent",
        "files_unreachable",
    }
    assert len(of_type(events, ListingRead)) == 2


def test_one_listing_may_fail_while_the_other_lands() -> None:
    with Replay("a") as server:
        server.canned["/media/tv"] = Canned(200, b"<html>log in</html>")
        events = scan(server)
    (failed,) = of_type(events, ListingFailed)
    assert failed.kinds == ("show", "season", "episode")
    assert failed.problem.code == "not_json"
    assert len(items(events)) == 3


def test_a_wrong_secret_is_named_and_never_shown() -> None:
    with Replay("a") as server:
        events = scan(config(server, secret="canary-of-a-secret"))
        assert server.asked() == {"/media/movies": 1, "/media/tv": 1}
    assert {e.problem.code for e in of_type(events, ListingFailed)} == {"auth_failed"}
    assert "canary" not in repr(events)


def test_the_secret_goes_to_the_api_only() -> None:
    with Replay("a") as server, Faulty(silence) as files:
        scan(config(server, media_url=files.url), request=ScanRequest(kinds=("movie",)))
        assert files.requests
        assert not any(b"x-webhook-id" in head.lower() for head in files.requests)


def test_closing_a_scan_ends_it() -> None:
    with Replay("a") as server, Faulty(silence) as files:
        where = config(server, media_url=files.url)
        events = adapter_for(where, limits=QUICK).scan(ScanRequest(), Memory())
        assert isinstance(next(events), ListingCounted)
        assert isinstance(next(events), ItemKept)
        events.close()
        assert next(events, None) is None


class Watcher(NoWatch):
    """Forbids some items, suspects others, and keeps what it is told."""

    def __init__(self, forbidden: str = "", suspects: frozenset[str] = NONE) -> None:
        self.forbidden = forbidden
        self.suspects = suspects
        self.begun: list[list[str]] = []
        self.passed: list[str] = []

    def forbids(self, item: Candidate) -> Problem | None:
        if item.remote_key != self.forbidden:
            return None
        assert item.token
        return Problem(code="killed_worker", message="It did.")

    def is_suspect(self, item: Candidate) -> bool:
        return item.remote_key in self.suspects

    def begin(self, items: Iterable[Candidate]) -> None:
        self.begun.append([item.remote_key for item in items])

    def survived(self, item: Candidate) -> None:
        self.passed.append(item.remote_key)


def test_what_must_not_be_read_is_not_asked_for() -> None:
    """Seasons take their values from their show's document and share its fate."""
    with Replay("a") as server:
        watch = Watcher("Harbor Lights")
        events = scan(server, request=ScanRequest(kinds=TV, watch=watch))
        asked = server.asked()
    refused = [
        e.remote_key
        for e in of_type(events, ItemRejected)
        if e.problem.code == "killed_worker"
    ]
    assert set(refused) == {
        "Harbor Lights",
        "Harbor Lights/Season 1",
        "Harbor Lights/Season 2",
    }
    assert not asked[server.library_path("tv", "Harbor Lights", "metadata.json")]
    assert "Harbor Lights/Season 2/S02E02" in keys(of_type(events, ItemRead))


def test_all_that_is_read_was_told_before_and_suspects_alone() -> None:
    movie, episode = "Solar Drift (2021)", "Harbor Lights/Season 2/S02E02"
    with Replay("a") as server:
        watch = Watcher(suspects=frozenset({movie, episode}))
        read = keys(of_type(scan(server, request=ScanRequest(watch=watch)), ItemRead))
    assert set(read) == {key for block in watch.begun for key in block}
    assert [movie] in watch.begun
    assert [episode] in watch.begun
    assert sorted(watch.passed) == sorted([movie, episode])
    assert max(map(len, watch.begun)) > 1
