"""Listings nobody should send: one bad item never stops the others."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from sync.adapters.media_processor import listing
from sync.adapters.media_processor.listing import ListingBrokenError
from sync.types import ItemRejected, ListingFailed, ListingRead, ScanRequest
from tests.replay import Canned, Replay
from tests.sync.adapters.scanning import Memory, items, keys, of_type, scan

MOVIES = ScanRequest(kinds=("movie",))
SHOWS = ScanRequest(kinds=("show", "season", "episode"))
GOOD = '"Good (2020)": {"urls": {}}'


def movies(body: str | bytes) -> list[Any]:
    data = body.encode() if isinstance(body, str) else body
    with Replay("a") as server:
        server.canned["/media/movies"] = Canned(200, data, {"ETag": '"x"'})
        return scan(server, request=MOVIES)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html></html>", "not_json"),
        (b"[]", "not_json"),
        (b'"text"', "not_json"),
        (b"null", "not_json"),
        (b'{"A": {}', "bad_json"),
        (b'{"A": {"x": 1}, "B": {"y', "truncated"),
        (b'{"A": {}} {}', "bad_json"),
        (b'{"A": {}} garbage', "truncated"),
        (b'{"A": {"x": NaN}}', "bad_json"),
        (b'{"A": {"x": Infinity}}', "bad_json"),
        (b'{"A": {"x": 1e999}}', "bad_json"),
        (b'{"A": {"x": ' + b"9" * 5000 + b"}}", "bad_json"),
        (b'\xef\xbb\xbf{"A": {}}', "not_json"),
        (b'{"A": {"x": "\xff"}}', "bad_json"),
        ('{"A": {}}'.encode("utf-16"), "not_json"),
    ],
)
def test_a_listing_without_a_proven_end_fails(body: bytes, code: str) -> None:
    *_, failed = movies(body)
    assert isinstance(failed, ListingFailed)
    assert failed.problem.code == code
    assert "/media/movies" in failed.problem.message


def test_what_was_read_before_the_fault_is_still_no_listing() -> None:
    events = movies("{" + GOOD + ', "B": {"x": NaN}}')
    assert len(of_type(events, ListingFailed)) == 1
    assert not of_type(events, ListingRead)


@pytest.mark.parametrize(
    "bad",
    [
        '"Bad": 5',
        '"Bad": null',
        '"Bad": []',
        '"Bad": "text"',
        '"Bad": {"urls": 5}',
        '"Bad": {"urls": {"poster": 7}}',
        '"Bad": {"_id": 12}',
        '"Bad": {"fileNames": "a"}',
        '"Bad": {"hdr": true}',
        '"Bad": {"hdr": null, "hdr": "HDR10"}',
        '"Bad": {"urls": {"poster": "/a", "poster": "/b"}}',
        '"Bad": {"urls": {"mp4": "/a.mp4", "subtitles": ["x"]}}',
        '"Bad": ' + "[" * 100_000 + "]" * 100_000,
        '"Bad": ' + '{"a":' * 50_000 + "1" + "}" * 50_000,
        '"a/b": {}',
        '"..": {}',
        '"": {}',
        '"  ": {}',
        '"a\\u0000b": {}',
        '"a\\u001fb": {}',
        f'"{"x" * 4000}": {{}}',
        f'"{"x" * 256}": {{}}',
        f'"{chr(0x4E00) * 86}": {{}}',
        f'"{chr(0x20000) * 1200}": {{}}',
    ],
)
def test_a_bad_movie_is_quarantined_and_the_others_land(bad: str) -> None:
    events = movies("{" + bad + ", " + GOOD + ', "version": 1.0001}')
    (rejected,) = of_type(events, ItemRejected)
    assert rejected.problem.message.endswith(".")
    assert len(rejected.remote_key.encode()) <= 1000
    assert "\x00" not in rejected.remote_key + rejected.sample
    assert [i.remote_key for i in items(events)] == ["Good (2020)"]
    assert len(of_type(events, ListingRead)) == 1


def test_long_names_are_told_apart_where_they_are_cut() -> None:
    name = chr(0x4E00) * 1200
    events = movies(json.dumps({f"{name}a": {}, f"{name}b": {}}))
    first, second = (e.remote_key for e in of_type(events, ItemRejected))
    assert first != second
    assert first[:300] == second[:300] == name[:300]
    whole = chr(0x4E00) * 85  # 255 bytes: the longest that a folder can have
    assert [i.remote_key for i in items(movies(json.dumps({whole: {}})))] == [whole]


@pytest.mark.parametrize(
    "member",
    [
        {"additional_metadata": {"audio": "x"}},
        {"additional_metadata": {"audio": [{"channels": "6"}]}},
        {"additional_metadata": {"duration": "12"}},
        {"additional_metadata": {"video": {"codec": "h264"}}},
        {"additional_metadata": {"size": 7}},
        {"additional_metadata": "text"},
        {"mediaQuality": {"bitDepth": "ten"}},
        {"mediaQuality": {"viewingExperience": [1]}},
        {"mediaQuality": 5},
    ],
)
def test_what_a_probe_got_wrong_is_no_value(member: dict[str, Any]) -> None:
    urls = {"mp4": "/media/movies/X/x.mp4"}
    given = {"additional_metadata": {"duration": 7000}, "mediaQuality": {"bitDepth": 8}}
    (item,) = items(movies(json.dumps({"X": {"urls": urls, **given, **member}})))
    kept = {"duration_ms": 7000, "bit_depth": 8}
    del kept["bit_depth" if "mediaQuality" in member else "duration_ms"]
    assert item.values == {"title": "X", **kept}


def test_an_empty_text_for_a_list_is_no_value() -> None:
    probed = {"audio": "", "video": "", "duration": 7000}
    raw = {
        "fileNames": "",
        "urls": {"mp4": "/media/movies/X/x.mp4"},
        "additional_metadata": probed,
    }
    (item,) = items(movies(json.dumps({"X": raw})))
    assert item.values == {"title": "X", "duration_ms": 7000}


def test_an_episode_outlives_its_probe_too() -> None:
    one = {"episodeNumber": 1, "additionalMetadata": {"audio": "x"}, "hdr": "HDR10"}
    found = {
        i.remote_key
        for i in items(shows({"S": {"seasons": {"1": season(1, {"E": one})}}}))
    }
    assert "S/1/E" in found


def test_empty_spellings_mean_missing() -> None:
    blank = {
        "_id": "",
        "fileNames": [],
        "length": [],
        "dimensions": "",
        "urls": {"poster": "", "mp4": None, "subtitles": [], "metadata": ""},
        "hdr": "",
        "mediaQuality": "",
        "additional_metadata": [],
        "backdropFocal": "",
    }
    (item,) = items(movies(json.dumps({"X": blank})))
    assert (item.values, item.artwork, item.captions) == ({"title": "X"}, {}, {})


def test_the_version_is_dropped_and_a_folder_of_that_name_is_not() -> None:
    assert not items(movies('{"version": 1.0001}'))
    (item,) = items(movies('{"version": {"urls": {}}}'))
    assert item.remote_key == "version"


def test_strange_keys_are_plain_names_and_stay_as_given() -> None:
    names = ["__proto__", "constructor", "{{ 7*7 }}", "Cafe\u0301", "Caf\u00e9"]
    names += ["50% & #1? 'x' \"y\"", "a\u200db", "<script>"]
    found = items(movies(json.dumps({name: {"urls": {}} for name in names})))
    assert [i.remote_key for i in found] == names
    assert [i.values["title"] for i in found][3:5] == ["Café", "Café"]


def test_one_item_listed_often_is_one_item() -> None:
    same = ", ".join(['"A": {"urls": {}}'] * 500)
    assert [i.remote_key for i in items(movies("{" + same + "}"))] == ["A"]
    other = movies('{"A": {"urls": {}}, "A": {"urls": {"poster": "/x"}}}')
    assert [type(e).__name__ for e in other] == [
        "ListingCounted",
        "ItemRejected",
        "ItemRead",
        "ListingRead",
    ]


def test_an_item_without_end_is_skipped_in_bounded_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "ITEM_BYTES", 200_000)
    huge = json.dumps({"Huge": {"fileNames": ["x" * 90] * 20_000}, "Good": {}})
    entries = list(listing.read(io.BytesIO(huge.encode())))
    assert [(e.key, e.flaw) for e in entries] == [
        ("Huge", "is too large"),
        ("Good", None),
    ]
    monkeypatch.setattr(listing, "_SKIPPED_BYTES", 400_000)
    with pytest.raises(ListingBrokenError):
        list(listing.read(io.BytesIO(huge.encode())))


def shows(edit: dict[str, Any]) -> list[Any]:
    with Replay("a") as server:
        server.change("tv", lambda tv: tv.update(edit))
        return scan(server, request=SHOWS)


def season(number: Any, episodes: Any) -> dict[str, Any]:
    return {"seasonNumber": number, "episodes": episodes}


def test_specials_and_high_numbers() -> None:
    one = {"episodeNumber": 100, "videoURL": "/media/tv/S/x.mp4"}
    extra = {"metadata": "", "seasons": {"Specials": season(0, {"S00E100": one})}}
    found = {i.remote_key: i for i in items(shows({"S": extra}))}
    assert found["S/Specials"].values == {"title": "Specials", "season_number": 0}
    values = found["S/Specials/S00E100"].values
    assert (values["season_number"], values["episode_number"]) == (0, 100)


@pytest.mark.parametrize("number", [-1, 1e9, 10**9, True, "1", None, 1.5, {}])
def test_impossible_numbers_are_quarantined(number: Any) -> None:
    good = {"episodeNumber": 1, "videoURL": "/media/tv/S/1.mp4"}
    bad = {"episodeNumber": number}
    seasons = {
        "Season 1": season(1, {"S01E01": good, "S01E02": bad}),
        "Season 2": season(number, {"S02E01": good}),
    }
    events = shows({"S": {"seasons": seasons}})
    rejected = keys(of_type(events, ItemRejected))
    assert rejected == ["S/Season 1/S01E02", "S/Season 2", "S/Season 2/S02E01"]
    read = {i.remote_key for i in items(events)}
    assert {"S", "S/Season 1", "S/Season 1/S01E01"} <= read
    assert len(of_type(events, ListingRead)) == 1


def test_a_bad_show_names_everything_below_it() -> None:
    seasons = {"Season 1": season(1, {"S01E01": {"episodeNumber": 1}})}
    events = shows(
        {"a/b": {"seasons": seasons}, "S": {"poster": 5, "seasons": seasons}}
    )
    assert keys(of_type(events, ItemRejected)) == [
        "a/b",
        "a/b/Season 1",
        "a/b/Season 1/S01E01",
        "S",
        "S/Season 1",
    ]
    # An episode takes nothing from its show: it is read by itself.
    assert "S/Season 1/S01E01" in {i.remote_key for i in items(events)}
    assert "Harbor Lights" in {i.remote_key for i in items(events)}


def test_bad_seasons_and_episodes_stay_alone() -> None:
    seasons = {
        "Season 1": season(1, {"S01E01": 5, "S01E02": {"episodeNumber": 2}}),
        "Season 2": "text",
        "a/b": season(3, {}),
        "Season 4": season(4, "text"),
    }
    events = shows({"S": {"seasons": seasons}})
    assert keys(of_type(events, ItemRejected)) == [
        "S/Season 1/S01E01",
        "S/Season 2",
        "S/a/b",
        "S/Season 4",
    ]
    assert "S/Season 1/S01E02" in {i.remote_key for i in items(events)}


def test_what_may_hide_others_is_told_whatever_is_asked() -> None:
    seasons = {"Season 1": season(1, {}), "Season 2": "text"}
    with Replay("a") as server:
        server.change("tv", lambda tv: tv.update({"S": {"seasons": seasons}, "T": 5}))
        events = scan(server, request=ScanRequest(kinds=("episode",)))
    assert keys(of_type(events, ItemRejected)) == ["S/Season 2", "T"]


def test_the_same_bad_input_twice_gives_the_same_events() -> None:
    seasons = {"Season 1": season(1, {"S01E01": {"episodeNumber": -1}})}
    with Replay("a") as server:
        server.change("tv", lambda tv: tv.update({"S": {"seasons": seasons}}))
        server.etags = False
        memory = Memory(*scan(server, request=SHOWS))
        again = scan(server, memory, SHOWS)
    assert keys(of_type(again, ItemRejected)) == ["S/Season 1/S01E01"]
