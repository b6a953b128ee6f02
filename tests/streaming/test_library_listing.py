"""Listings against the recorded answers of a media-processor, and odd libraries."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from streaming.library.layout import MediaType, iso_time
from streaming.library.shelf import Shelf
from tests.library_factory import Episode, make_movie, make_show, write
from tests.library_files import video_bytes
from tests.library_server import SECRET, library_server
from tests.streaming.raw_client import ask

PAYLOADS = Path(__file__).parent.parent / "payloads" / "media_processor"

#: What depends on the moment of writing or on a detector we have not.
VOLATILE = {"mediaLastModified", "lastModified", "backdropFocalSuggested"}


def read(root: Path, kind: MediaType, prefix: str = "") -> Any:
    return json.loads(Shelf(str(root), kind, prefix).listing().body)


def stable(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: stable(v) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        return [stable(v) for v in value]
    return (
        re.sub(r"\?hash=[0-9a-f]+$", "?hash", value)
        if isinstance(value, str)
        else value
    )


@pytest.mark.parametrize(("name", "prefix"), [("a", "/media"), ("b", "")])
def test_shows_as_recorded(name: str, prefix: str) -> None:
    recorded = json.loads((PAYLOADS / name / "media_tv.json").read_bytes())
    assert stable(read(PAYLOADS / name / "library", "tv", prefix)) == stable(recorded)


@pytest.mark.parametrize(("name", "prefix"), [("a", "/media"), ("b", "")])
def test_movies_as_recorded(name: str, prefix: str) -> None:
    recorded = json.loads((PAYLOADS / name / "media_movies.json").read_bytes())
    listed = read(PAYLOADS / name / "library", "movies", prefix)
    for title in listed.values():
        if isinstance(title, dict):
            # The recording is of a first scan, which does not link these yet.
            for image in ("poster", "backdrop", "logo"):
                found = title["urls"].pop(f"{image}Blurhash", None)
                assert (found is None) == (image not in title["urls"])
    assert stable(listed) == stable(recorded)


def test_tokens_are_those_of_the_contract(tmp_path: Path) -> None:
    folder = make_movie(tmp_path, "Dune", metadata={}, images=["poster.jpg"], info={})
    moment = 1_795_362_520_508_999_000
    os.utime(folder / "poster.jpg", ns=(moment, moment))
    os.utime(folder / "Dune.mp4", ns=(moment, moment))
    urls = read(tmp_path, "movies")["Dune"]["urls"]
    # The first ten hex digits of md5("1795362520508").
    assert urls["poster"] == "/movies/Dune/poster.jpg?hash=fb7f2a0fcd"
    assert re.fullmatch(
        r"/movies/Dune/metadata\.json\?hash=[0-9a-f]{64}", urls["metadata"]
    )
    assert urls["mediaLastModified"] == "2026-11-22T15:48:40.509Z"


@pytest.mark.parametrize(
    ("nanoseconds", "said"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-(10**9), "1970-01-01T00:00:00.000Z"),
        (1_499_999, "1970-01-01T00:00:00.001Z"),
        (1_500_000, "1970-01-01T00:00:00.002Z"),
        (2**62, "2116-02-20T23:53:38.427Z"),
        (2**70, "9999-12-31T23:59:59.411Z"),
    ],
)
def test_any_time_of_a_file_can_be_said(nanoseconds: int, said: str) -> None:
    assert iso_time(nanoseconds) == said


ODD_NAMES = [
    "100% Wolf (2020)",
    "50%25 Off",
    "Fast & Furious #2?",
    'Who\'s "Afraid" <of> it',
    "C:\\Back\\slash",
    "semi;colon, plus+ and = equals",
    unicodedata.normalize("NFC", "Zoë Café (2023)"),
    unicodedata.normalize("NFD", "Zoë Café (2023)"),
    "千と千尋の神隠し",
    "Name with  two spaces",
    "emoji 🎬",
    "new\nline",
    "...And Justice for All"[3:],
    "ends with dots...",
]


def test_odd_names_can_be_fetched_from_the_addresses_listed(tmp_path: Path) -> None:
    for name in ODD_NAMES:
        make_movie(
            tmp_path,
            name,
            metadata={"title": name},
            captions=["en"],
            images=["poster.jpg", "poster.jpg.blurhash"],
            info={},
            chapters="WEBVTT",
        )
        make_show(
            tmp_path, name, {"Season 1": [Episode(number=1, info={}, metadata={})]}
        )
    with library_server(tmp_path, prefix="/m") as server:
        movies = ask(server.url, "/media/movies", x_webhook_id=SECRET).json
        shows = ask(server.url, "/media/tv", x_webhook_id=SECRET).json
        assert set(movies) == set(shows) == {*ODD_NAMES, "version"}
        for name in ODD_NAMES:
            urls = movies[name]["urls"]
            subtitle = urls["subtitles"]["English"]["url"]
            for key in ("poster", "posterBlurhash", "metadata", "mp4", "chapters"):
                assert (name, key, ask(server.url, urls[key]).status) == (
                    name,
                    key,
                    200,
                )
            assert ask(server.url, subtitle).status == 200
            assert ask(server.url, urls["metadata"]).json == {"title": name}
            assert ask(server.url, urls["mp4"]).body == video_bytes()
            episode = shows[name]["seasons"]["Season 1"]["episodes"]["S01E01"]
            assert ask(server.url, episode["videoURL"]).status == 200
            assert ask(server.url, episode["metadata"]).json == {}


def test_a_folder_without_a_video_is_listed(tmp_path: Path) -> None:
    make_movie(tmp_path, "Soon", videos=(), images=["poster.jpg"], captions=["en"])
    make_movie(tmp_path, "Known", videos=(), settings={"tmdb_id": 7})
    (tmp_path / "movies" / "Empty").mkdir()
    movies = read(tmp_path, "movies")
    assert set(movies) == {"Soon", "Known", "Empty", "version"}
    assert movies["Soon"]["_id"] is None
    assert movies["Soon"]["length"] == movies["Soon"]["dimensions"] == {}
    assert set(movies["Soon"]["urls"]) == {"poster", "subtitles"}
    assert movies["Known"]["_id"] == "tmdb_7"
    assert movies["Empty"]["fileNames"] == []


def test_of_two_videos_the_last_speaks_for_the_folder(tmp_path: Path) -> None:
    folder = make_movie(tmp_path, "Dune", videos=["Dune A.mp4", "Dune B.mp4"], info={})
    movie = read(tmp_path, "movies")["Dune"]
    assert movie["length"] == {"Dune A.mp4": 1000, "Dune B.mp4": 1000}
    assert movie["urls"]["mp4"] == "/movies/Dune/Dune%20B.mp4"
    info = json.loads((folder / "Dune B.mp4.info").read_bytes())
    assert movie["_id"] == info["uuid"]


def test_a_folder_named_version_is_a_title(tmp_path: Path) -> None:
    make_movie(tmp_path, "version", info={})
    make_movie(tmp_path, "Other", info={})
    movies = read(tmp_path, "movies")
    assert set(movies) == {"version", "Other"}
    assert movies["version"]["urls"]["mp4"] == "/movies/version/version.mp4"
    assert read(tmp_path, "tv") == {"version": 1.0001}


def test_seasons_are_folders_with_videos(tmp_path: Path) -> None:
    show = make_show(
        tmp_path,
        "Lights",
        {
            "Season 2": [Episode(number=101, title="Late", info={})],
            "Specials": [Episode(number=1, info={})],
            "Bonus": [Episode(number=3, info={})],
            "Season 3": [],
        },
    )
    write(show / "Season 2" / "x-TdarrCacheFile-S02E09.mp4", video_bytes())
    write(show / "Season 2" / "No number.mp4", video_bytes())
    write(show / "Season 2" / "07.mp4", video_bytes())
    listed = read(tmp_path, "tv")["Lights"]
    seasons = listed["seasons"]
    assert {k: v["seasonNumber"] for k, v in seasons.items()} == {
        "Season 2": 2,
        "Specials": 0,
        "Bonus": 0,
    }
    assert set(seasons["Season 2"]["episodes"]) == {"S02E101", "S02E07"}
    assert set(seasons["Specials"]["episodes"]) == {"S00E01"}
    late = seasons["Season 2"]["episodes"]["S02E101"]
    assert (late["episodeNumber"], late["derivedEpisodeName"]) == (101, "Late")
    assert [listed[k] for k in ("metadata", "poster", "logo", "logoBlurhash")] == [
        ""
    ] * 4


def test_a_show_image_without_placeholder_says_null(tmp_path: Path) -> None:
    make_show(tmp_path, "Lights", {}, images=["show_poster.jpg"])
    listed = read(tmp_path, "tv")["Lights"]
    assert listed["poster"].startswith("/tv/Lights/show_poster.jpg?hash=")
    assert listed["posterBlurhash"] is None
    assert listed["seasons"] == {}


@pytest.mark.parametrize(
    ("ending", "label", "language", "auto"),
    [
        ("en", "English", "en", False),
        ("eng", "English", "en", False),
        ("ger.hi", "German Hearing Impaired", "de", False),
        ("hi", "Hindi", "hi", False),
        ("hi.hi", "Hindi Hearing Impaired", "hi", False),
        ("en.auto", "English - Auto Generated", "en", True),
        ("en.hi.auto", "English Hearing Impaired - Auto Generated", "en", True),
        ("pt-BR", "pt-BR", "pt-BR", False),
        ("qzz", "qzz", "qzz", False),
    ],
)
def test_captions_by_name(
    tmp_path: Path, ending: str, label: str, language: str, auto: bool
) -> None:
    make_movie(tmp_path, "St. Elsewhere", captions=[ending], info={})
    captions = read(tmp_path, "movies")["St. Elsewhere"]["urls"]["subtitles"]
    assert set(captions) == {label}
    assert captions[label]["srcLang"] == language
    assert captions[label]["autoGenerated"] is auto


@pytest.mark.parametrize("ending", ["commentary", "en.forced", "", "a b"])
def test_what_is_no_caption_of_the_contract(tmp_path: Path, ending: str) -> None:
    make_movie(tmp_path, "Dune", captions=[ending], info={})
    assert "subtitles" not in read(tmp_path, "movies")["Dune"]["urls"]


@pytest.mark.parametrize(
    ("focal", "listed"), [("right-center", "right-center"), ("top", None), (5, None)]
)
def test_focal_point_of_the_operator(
    tmp_path: Path, focal: object, listed: str | None
) -> None:
    make_movie(tmp_path, "Dune", settings={"backdrop_focal": focal}, info={})
    movie = read(tmp_path, "movies")["Dune"]
    assert movie["backdropFocal"] == listed
    assert movie["backdropFocalSuggested"] is None


def test_one_bad_document_harms_nobody(tmp_path: Path) -> None:
    for name, content in (
        ("A", b"{"),
        ("B", b"[" * 100_000),
        ("C", b"\xff"),
        ("D", b"7"),
    ):
        folder = make_movie(tmp_path, name)
        write(folder / "tmdb.config", content)
        write(folder / f"{name}.mp4.info", content)
    movies = read(tmp_path, "movies")
    assert [movies[name]["length"] for name in "ABCD"] == [
        {f"{name}.mp4": 1000} for name in "ABCD"
    ]
