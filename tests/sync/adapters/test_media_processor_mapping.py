"""Recorded payloads, field by field, and the rules the payloads do not show."""

from __future__ import annotations

from typing import Any

import pytest

from sync.adapters.media_processor import captions, chapters, folders, mapping, media
from sync.adapters.media_processor import metadata as documents
from sync.adapters.media_processor.links import Links, sibling
from sync.adapters.media_processor.mapping import Details
from sync.adapters.media_processor.payloads import Movie, Quality, typed
from sync.types import ObservedItem, ScanRequest
from tests.replay import Replay
from tests.sync.adapters.scanning import items, scan

BOTH = {"tmdb": "12", "imdb": "tt0111161"}
LINKS = Links("http://media.example/", "/media")


@pytest.fixture(scope="module")
def recorded() -> dict[str, dict[str, ObservedItem]]:
    """Every item of both servers, their ports removed from the addresses."""
    found = {}
    for name in "ab":
        with Replay(name) as server:
            found[name] = {i.remote_key: i for i in items(scan(server))}
            found[f"{name}.url"] = server.url  # type: ignore[assignment]
    return found


def test_a_movie_of_the_recording(recorded: dict[str, Any]) -> None:
    item, url = recorded["a"]["Solar Drift (2021)"], recorded["a.url"]
    base = f"{url}/media/movies/Solar%20Drift%20(2021)"
    mark = "6dca74a42b956f95e03576d3dfc2dcfc6326965744a56c9ad57e2dce10ece35b"
    assert item.values == {
        "title": "Solar Drift",
        "original_title": "Solar Drift",
        "year": 2021,
        "release_date": "2021-03-01",
        "overview": "Overview of Solar Drift (2021) (server 1).",
        "tagline": "A test",
        "genres": ["Drama"],
        "rating": 7.25,
        "content_rating": "PG-13",
        "runtime_ms": 101 * 60_000,
        "status": "Released",
        "cast": [{"name": "Test Actor", "character": "Hero", "profile": None}],
        "languages": ["en"],
        "trailer_url": "https://www.youtube.com/watch?v=test910001",
        "duration_ms": 7000,
        "width": 320,
        "height": 180,
        "video_codec": "h264",
        "bitrate": 612141,
        "frame_rate": 24.0,
        "audio_tracks": [
            {
                "codec": "aac",
                "channels": 2,
                "sample_rate": 48000,
                "bitrate": 127996,
                "language": "en",
            }
        ],
        "hdr": ["sdr"],
        "bit_depth": 8,
        "color_space": "YUV",
        "transfer": "BT.709",
        "resolution_label": "480p",
        "chapters": [
            {"start_ms": 0, "end_ms": 3000, "title": "Chapter 01"},
            {"start_ms": 3000, "end_ms": 7000, "title": "Chapter 02"},
        ],
    }
    assert item.external_ids == {"tmdb": "910001", "imdb": "tt0910001"}
    assert item.artwork["poster"]["url"] == f"{base}/poster.jpg?hash=09420194e9"
    assert item.artwork["backdrop"]["focal"] == "left"
    assert set(item.artwork) == {"poster", "backdrop", "logo"}
    assert set(item.captions) == {"en", "en:hi", "es"}
    assert item.captions["en:hi"] == {
        "url": f"{base}/Solar%20Drift%20(2021).en.hi.srt",
        "label": "English Hearing Impaired",
        "last_modified": "2026-11-22T15:48:40.120Z",
        "pending": False,
    }
    assert list(item.files) == [
        {
            "url": f"{base}/Solar%20Drift%20(2021).mp4",
            "container": "mp4",
            "size_bytes": 653602,
            "modified_at": "2026-11-22T15:48:39.835Z",
            "fingerprint": mark,
        }
    ]
    assert item.fingerprint == mark


def test_shows_seasons_and_episodes_of_the_recording(recorded: dict[str, Any]) -> None:
    a, b = recorded["a"], recorded["b"]
    show = a["Harbor Lights"]
    assert set(show.artwork) == {"poster", "backdrop", "logo"}
    assert show.artwork["poster"]["placeholder"].startswith("data:image/png;base64,iVB")
    assert show.values["runtime_ms"] == 25 * 60_000
    assert show.values["networks"] == ["TestNet"]
    assert show.values["last_air_date"] == "2021-02-15"
    assert "tagline" not in show.values
    # An empty text in the listing is no value.
    assert set(b["Harbor Lights"].artwork) == {"poster", "backdrop"}
    season = a["Harbor Lights/Season 1"]
    assert season.values["title"] == "Season 1"
    assert season.values["season_number"] == 1
    assert season.external_ids == {"tmdb": "940001"}
    assert season.parent_key == "Harbor Lights"
    episode = a["Harbor Lights/Season 1/S01E01"]
    assert (episode.values["season_number"], episode.values["episode_number"]) == (1, 1)
    assert episode.values["title"] == "Part 1"
    assert episode.external_ids == {"tmdb": "930101"}
    assert set(episode.captions) == {"en", "es"}
    assert set(b["Solar Drift (2021)"].captions) == {"en", "fr"}


def test_other_titles_of_the_recording_keep_their_addresses(
    recorded: dict[str, Any],
) -> None:
    item = recorded["a"]["Zoë & the 100% Café (2023)"]
    encoded = "Zo%C3%AB%20%26%20the%20100%25%20Caf%C3%A9%20(2023)"
    assert item.files[0]["url"].endswith(f"/media/movies/{encoded}/{encoded}.mp4")
    assert "captions" not in item.values


def movie(folder: str = "X (2020)", **raw: Any) -> ObservedItem:
    details = Details(values=documents.of_movie({}, folders.parse(folder)))
    return mapping.movie(folder, typed(raw, Movie), details, LINKS, "t")


def test_two_files_in_a_folder() -> None:
    item = movie(
        _id="abc",
        length={"B #2.mp4": 9000, "A.mp4": 5000},
        dimensions={"B #2.mp4": "1920x1080", "A.mp4": "1280x720"},
        fileNames=["B #2.mp4", "A.mp4", "poster.jpg"],
        urls={"mp4": "/media/movies/X%20(2020)/B%20%232.mp4"},
        additional_metadata={
            "duration": 9000,
            "size": {"kb": 1.5},
            "video": [{"codec": "hevc", "width": 1920, "height": 1080}],
        },
        hdr="HDR10",
    )
    base = "http://media.example/media/movies/X%20(2020)"
    assert [f["url"] for f in item.files] == [f"{base}/A.mp4", f"{base}/B%20%232.mp4"]
    assert [f["size_bytes"] for f in item.files] == [None, 1536]
    assert [f["fingerprint"] for f in item.files] == [None, "abc"]
    # What the server says in full is of the second file; the first has its maps.
    assert item.values["duration_ms"] == 5000
    assert (item.values["width"], item.values["resolution_label"]) == (1280, "720p")
    assert "hdr" not in item.values
    assert "video_codec" not in item.values


def test_a_folder_without_a_file_is_an_item_without_files() -> None:
    item = movie(_id="tmdb_603", length=[], fileNames=["poster.jpg"], urls={}, hdr=None)
    assert (item.files, item.fingerprint) == ([], None)
    assert item.values == {"title": "X", "year": 2020}


def test_the_id_of_tmdb_is_an_id_and_not_a_fingerprint() -> None:
    assert mapping.tmdb_of("tmdb_603") == "603"
    assert mapping.fingerprint("tmdb_603") is None
    assert mapping.tmdb_of("603") is None


@pytest.mark.parametrize(
    ("name", "title", "year", "edition", "ids"),
    [
        ("Solar Drift (2021)", "Solar Drift", 2021, None, {}),
        ("Solar Drift", "Solar Drift", None, None, {}),
        ("1917 (2019) {edition-IMAX}", "1917", 2019, "IMAX", {}),
        ("X (2020) {tmdb-12} [imdbid-tt0111161]", "X", 2020, None, BOTH),
        ("(2020)", "(2020)", None, None, {}),
        ("X (1700)", "X (1700)", None, None, {}),
        ("Cafe\u0301 (2020)", "Café", 2020, None, {}),
        ("X {tmdb-abc} (2020)", "X", 2020, None, {}),
    ],
)
def test_what_a_folder_name_tells(
    name: str, title: str, year: int | None, edition: str | None, ids: dict[str, str]
) -> None:
    folder = folders.parse(name)
    assert (folder.title, folder.year, folder.edition) == (title, year, edition)
    assert folder.ids == ids


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/media/a%20b.jpg?hash=1", "http://media.example/media/a%20b.jpg?hash=1"),
        ("/a.jpg", "http://media.example/media/a.jpg"),
        ("a.jpg", "http://media.example/media/a.jpg"),
        ("/mediatheque/a.jpg", "http://media.example/media/mediatheque/a.jpg"),
        ("https://api.example/api/captions/x", "https://api.example/api/captions/x"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//host/x", None),
        ("\\\\host\\x", None),
        (" /a.jpg", None),
        ("\t/a.jpg", None),
        ("/a\n.jpg", None),
        ("http://user:pw@host/x", None),
        ("http://host/\ud800", None),
        ("/\udfff.jpg", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses(path: str | None, address: str | None) -> None:
    assert LINKS.absolute(path) == address


def test_addresses_without_a_prefix_and_beside_another_file() -> None:
    assert Links("http://m/", "").absolute("/tv/x.mp4") == "http://m/tv/x.mp4"
    assert sibling("http://m/a/b.mp4?x=1", "Zoë's (1)!.mp4") == (
        "http://m/a/Zo%C3%AB's%20(1)!.mp4"
    )


@pytest.mark.parametrize(
    ("name", "caption", "key"),
    [
        ("English", {"url": "/a.en.srt", "srcLang": "en"}, "en"),
        ("English", {"url": "/a.eng.srt", "srcLang": "eng"}, "en"),
        ("X", {"url": "/a.pt-BR.forced.srt"}, "pt-BR:forced"),
        ("English Hearing Impaired", {"url": "/a.srt", "srcLang": "en"}, "en:hi"),
        ("English", {"url": "/a.en.hi.srt", "srcLang": "en"}, "en:hi"),
        ("E", {"url": "/a.en.srt", "autoGenerated": True}, "en:auto"),
        ("Hindi", {"url": "/a.hi.srt", "srcLang": "hi"}, "hi"),
        ("Hindi", {"url": "/Mr.No.hi.srt", "srcLang": "hi"}, "hi"),
        ("Hindi", {"url": "/The.Big.One.hi.forced.srt", "srcLang": "hi"}, "hi:forced"),
        ("Hindi", {"url": "/The.Big.One.hi.sdh.srt", "srcLang": "hi"}, "hi:hi"),
        ("Hindi", {"url": "/a.hi.hi.srt", "srcLang": "hi"}, "hi:hi"),
        (
            "Hindi Hearing Impaired",
            {"url": "/The.Big.One.hi.hi.srt", "srcLang": "hi"},
            "hi:hi",
        ),
        ("Norwegian", {"url": "/Mr.No.hi.srt", "srcLang": "no"}, "no:hi"),
        ("Klingon", {"url": "/a.srt", "srcLang": "../"}, "und"),
        ("xx", {"url": "/a.srt", "srcLang": "xx-<svg>"}, "und"),
        ("long", {"url": "/a.srt", "srcLang": "a" * 5000}, "und"),
    ],
)
def test_caption_keys(name: str, caption: dict[str, Any], key: str) -> None:
    assert list(captions.entries({name: caption}, LINKS)) == [key]


def test_of_two_captions_the_finished_one_counts() -> None:
    both = {
        "A": {"url": "https://api.example/c", "srcLang": "en", "pending": True},
        "Z": {"url": "/z.srt", "srcLang": "en"},
        "Y": {"url": "/y.srt", "srcLang": "en"},
    }
    found = captions.entries(both, LINKS)["en"]
    assert (found["label"], found["pending"]) == ("Y", False)
    alone = captions.entries({"A": both["A"]}, LINKS)["en"]
    assert (alone["url"], alone["pending"]) == ("https://api.example/c", True)


@pytest.mark.parametrize(
    ("hdr", "quality", "kinds"),
    [
        (None, Quality(), []),
        (None, Quality(is_hdr=False), ["sdr"]),
        ("10-bit SDR (BT.709)", Quality(), ["sdr"]),
        ("HDR10", Quality(), ["hdr10"]),
        ("HDR10+", Quality(), ["hdr10+"]),
        ("Dolby Vision, HDR10", Quality(is_hdr=True), ["dolby_vision", "hdr10"]),
        ("HLG", Quality(), ["hlg"]),
        ("Dolby Vision,HDR10+", Quality(), ["dolby_vision", "hdr10+"]),
    ],
)
def test_dynamic_range(hdr: str | None, quality: Quality, kinds: list[str]) -> None:
    assert media.dynamic_range(quality, hdr) == kinds


@pytest.mark.parametrize(
    ("size", "label"),
    [
        ((320, 180), "480p"),
        ((720, 576), "576p"),
        ((1280, 720), "720p"),
        ((1440, 1080), "1080p"),
        ((1920, 800), "1080p"),
        ((2560, 1440), "1440p"),
        ((3840, 2160), "4K"),
        ((7680, 4320), "8K"),
        ((16000, 9000), None),
    ],
)
def test_resolution_labels(size: tuple[int, int], label: str | None) -> None:
    assert media.resolution_label(*size) == label


def test_zero_is_a_value_and_nonsense_is_none() -> None:
    folder = folders.parse("X")
    values = documents.of_movie({"vote_average": 0, "runtime": 0}, folder)
    assert (values["rating"], values["runtime_ms"]) == (0.0, 0)
    for document in (
        {"vote_average": True, "runtime": "1h", "release_date": "2021-02-31"},
        {"vote_average": 11, "runtime": -1, "release_date": "0000-00-00"},
        {"vote_average": "7", "runtime": 1e12, "release_date": "10000-01-01"},
        {"title": "  ", "overview": "\u200b", "genres": [], "cast": {"a": 1}},
        {"title": 5, "genres": "Drama", "trailer_url": "javascript:alert(1)"},
    ):
        assert documents.of_movie(document, folder) == {"title": "X"}


def test_texts_are_uniform_and_capped() -> None:
    folder = folders.parse("X")
    document = {
        "title": "Cafe\u0301 \u202eevil\x00\ud800" + "a" * 1_000_000,
        "overview": "one\r\ntwo",
        "genres": [{"name": f"g{i}"} for i in range(1_000)],
        "cast": [{"name": "A", "profile_path": "/rel.jpg"}] * 1_000,
    }
    values: Any = documents.of_movie(document, folder)
    assert values["title"].startswith("Café evil\N{REPLACEMENT CHARACTER}aaa")
    assert len(values["title"]) == 500
    assert values["overview"] == "one\ntwo"
    assert (len(values["genres"]), len(values["cast"])) == (200, 200)
    assert values["cast"][0]["profile"] is None


def test_chapters_survive_bad_cues() -> None:
    body = (
        b"\xef\xbb\xbfWEBVTT\r\n\r\n1\r\n00:05.000 --> 00:09.000\r\n<b>Two</b>\r\n\r\n"
        b"00:00:00.000 --> 00:00:05.000\r\nOne\r\n\r\n"
        b"99:99:99.999 --> 00:00:01.000\r\nBackwards\r\n\r\n"
        b"NOTE nothing\r\n\r\n" + b"x" * 10_000 + b"\r\n"
    )
    assert chapters.parse(body) == [
        {"start_ms": 0, "end_ms": 5000, "title": "One"},
        {"start_ms": 5000, "end_ms": 9000, "title": "Two"},
    ]
    with pytest.raises(chapters.NotChaptersError):
        chapters.parse(b"<html>")


def test_requests_for_movies_alone_leave_the_shows(recorded: dict[str, Any]) -> None:
    with Replay("b") as server:
        found = items(scan(server, request=ScanRequest(kinds=("movie",))))
    assert {i.remote_key for i in found} < set(recorded["b"])
