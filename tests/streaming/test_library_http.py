"""The file server over real HTTP: secret, tags, hints, files and ranges."""

from __future__ import annotations

import http.client
import json
import os
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.library_server import SECRET, LibraryServer
from tests.streaming.conftest import PREFIX, RANGED
from tests.streaming.raw_client import Reply, ask

PAYLOADS = Path(__file__).parent.parent / "payloads" / "media_processor"
DUNE = f"{PREFIX}/movies/Dune%20(2021)"
RANGED_PATH = f"{DUNE}/ranged.mkv"


def listing(server: LibraryServer, kind: str, **headers: str) -> Reply:
    return ask(server.url, f"/media/{kind}", X_Webhook_ID=SECRET, **headers)


# --- The secret -------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["movies", "tv"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x_webhook_id": "wrong"},
        {"x_webhook_id": SECRET + "x"},
        {"x_webhook_id": ""},
    ],
)
def test_listings_need_the_secret(
    server: LibraryServer, kind: str, headers: dict[str, str]
) -> None:
    reply = ask(server.url, f"/media/{kind}", **headers)
    recorded = json.loads((PAYLOADS / "errors/media_movies_noauth.json").read_bytes())
    assert (reply.status, reply.json) == (401, recorded)


def test_the_header_name_has_no_case(server: LibraryServer) -> None:
    assert ask(server.url, "/media/movies", x_wEbHook_iD=SECRET).status == 200


def test_health_needs_no_secret(server: LibraryServer) -> None:
    reply = ask(server.url, "/api/health")
    recorded = json.loads((PAYLOADS / "a/health.json").read_bytes())
    assert reply.status == 200
    assert reply.json | {"timestamp": ""} == recorded | {"timestamp": ""}


# --- Tags -------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["movies", "tv"])
def test_an_unchanged_listing_is_not_sent_again(
    server: LibraryServer, kind: str
) -> None:
    first = listing(server, kind)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Content-Type"] == "application/json; charset=utf-8"
    for tags in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
        again = listing(server, kind, If_None_Match=tags)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert listing(server, kind, If_None_Match='W/"other"').body == first.body


def test_304_still_needs_the_secret(server: LibraryServer) -> None:
    tag = listing(server, "movies").headers["ETag"]
    assert ask(server.url, "/media/movies", If_None_Match=tag).status == 401


def test_a_change_shows_in_the_next_answer(
    server: LibraryServer, library: Path
) -> None:
    before = listing(server, "movies")
    caption = library / "movies/Dune (2021)/Dune (2021).en.srt"
    old = caption.stat()
    caption.write_bytes(caption.read_bytes().replace(b"Hi", b"Ho"))
    time.sleep(0.02)  # a clock of the file system ticks every few milliseconds
    os.utime(caption, ns=(old.st_atime_ns, old.st_mtime_ns + 10**9))
    after = listing(server, "movies", If_None_Match=before.headers["ETag"])
    assert after.status == 200
    english = after.json["Dune (2021)"]["urls"]["subtitles"]["English"]
    former = before.json["Dune (2021)"]["urls"]["subtitles"]["English"]
    assert english["lastModified"] > former["lastModified"]


# --- Hints ------------------------------------------------------------------------
def test_hashes_of_movies(server: LibraryServer) -> None:
    reply = ask(server.url, "/api/metadata-hashes/movies")
    assert set(reply.json) == {"hash", "titles", "generated"}
    assert reply.headers["ETag"] == f'"{reply.json["hash"]}"'
    assert reply.headers["Cache-Control"] == "public, max-age=300"
    assert set(reply.json["titles"]) == {"Dune (2021)", "100% Wolf (2020)"}
    for name, bulk in reply.json["titles"].items():
        assert set(bulk) == {"hash", "contentHash", "lastModified", "generated"}
        single = ask(server.url, f"/api/metadata-hashes/movies/{quote(name)}").json
        assert single == {
            "title": name,
            "hash": bulk["hash"],
            "lastModified": bulk["lastModified"],
            "generated": bulk["generated"],
        }


def test_hashes_of_shows(server: LibraryServer) -> None:
    name = "50% Off & More"
    bulk = ask(server.url, "/api/metadata-hashes/tv").json["titles"][name]
    assert len(bulk["contentHash"]) == 40
    show = ask(server.url, f"/api/metadata-hashes/tv/{quote(name)}").json
    assert show["hash"] == bulk["hash"]
    assert set(show["seasons"]) == {"0", "1"}
    season = ask(server.url, f"/api/metadata-hashes/tv/{quote(name)}/1").json
    assert season["hash"] == show["seasons"]["1"]["hash"]
    assert set(season["episodes"]) == {"S01E01", "S01E02"}
    assert set(season["episodes"]["S01E01"]) == {"hash", "lastModified", "generated"}


@pytest.mark.parametrize(
    ("path", "status", "recorded"),
    [
        ("", 400, "a_hashes_bad_type.json"),
        ("/music", 400, "a_hashes_bad_type.json"),
        ("/movies/Nothing", 404, "a_hashes_movie_404.json"),
        ("/tv/50%25%20Off%20%26%20More/9", 404, "a_hashes_tv_season_404.json"),
    ],
)
def test_hashes_that_do_not_exist(
    server: LibraryServer, path: str, status: int, recorded: str
) -> None:
    reply = ask(server.url, f"/api/metadata-hashes{path}")
    expected = json.loads((PAYLOADS / "errors" / recorded).read_bytes())
    assert (reply.status, reply.json) == (status, expected)


def test_unchanged_hashes_are_not_sent_again(server: LibraryServer) -> None:
    path = "/api/metadata-hashes/movies"
    tag = ask(server.url, path).headers["ETag"]
    assert ask(server.url, path, If_None_Match=tag).status == 304
    assert ask(server.url, path, If_None_Match='"other"').status == 200


# --- Files and ranges -------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 0),
        ("bytes=-5", 206, 995, 999),
        ("bytes=-99999999", 206, 0, 999),
        ("bytes=990-", 206, 990, 999),
        ("bytes=10-19", 206, 10, 19),
        ("bytes=10-5", 200, 0, 999),
        ("bytes=abc", 200, 0, 999),
        ("bytes=0-1x", 200, 0, 999),
        ("items=0-1", 200, 0, 999),
        ("bytes=0-1,3-4", 200, 0, 999),
        ("bytes=" + "0-0," * 1999 + "1-1", 200, 0, 999),
    ],
)
def test_a_range_of_a_file(
    server: LibraryServer, wanted: str, status: int, start: int, end: int
) -> None:
    reply = ask(server.url, RANGED_PATH, Range=wanted)
    assert (reply.status, reply.body) == (status, RANGED[start : end + 1])
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Content-Type"] == "video/x-matroska"
    expected = f"bytes {start}-{end}/1000" if status == 206 else None
    assert reply.headers["Content-Range"] == expected


@pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=-0", f"bytes={10**23}-"])
def test_a_range_outside_the_file(server: LibraryServer, wanted: str) -> None:
    reply = ask(server.url, RANGED_PATH, Range=wanted)
    assert (reply.status, reply.headers["Content-Range"]) == (416, "bytes */1000")


def test_a_range_of_an_empty_file(server: LibraryServer) -> None:
    path = f"{DUNE}/empty.json"
    assert ask(server.url, path).body == b""
    reply = ask(server.url, path, Range="bytes=0-")
    assert (reply.status, reply.headers["Content-Range"]) == (416, "bytes */0")


def test_if_range_needs_the_very_same_bytes(server: LibraryServer) -> None:
    whole = ask(server.url, RANGED_PATH)
    tag, date = whole.headers["ETag"], whole.headers["Last-Modified"]
    for condition, status in ((tag, 206), (f"W/{tag}", 200), ('"x"', 200), (date, 200)):
        reply = ask(server.url, RANGED_PATH, Range="bytes=0-1", If_Range=condition)
        assert (condition, reply.status) == (condition, status)


def test_an_unchanged_file_is_not_sent_again(server: LibraryServer) -> None:
    whole = ask(server.url, RANGED_PATH)
    tag, date = whole.headers["ETag"], whole.headers["Last-Modified"]
    assert not tag.startswith("W/")
    assert ask(server.url, RANGED_PATH, If_None_Match=tag).status == 304
    assert ask(server.url, RANGED_PATH, If_Modified_Since=date).status == 304
    # The tag is the better witness: it decides where both are given.
    both = ask(server.url, RANGED_PATH, If_None_Match='"x"', If_Modified_Since=date)
    assert both.status == 200
    assert ask(server.url, RANGED_PATH, If_Modified_Since="nonsense").status == 200


def test_head_says_what_get_would(server: LibraryServer) -> None:
    reply = ask(server.url, RANGED_PATH, "HEAD", Range="bytes=0-1")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["Content-Length"] == "1000"
    head = ask(server.url, "/media/movies", "HEAD", X_Webhook_ID=SECRET)
    get = listing(server, "movies")
    assert head.headers["Content-Length"] == str(len(get.body))
    assert head.body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"])
def test_nothing_can_be_changed(server: LibraryServer, method: str) -> None:
    for path in (RANGED_PATH, "/media/movies"):
        reply = ask(server.url, path, method, Range="bytes=0-1", Content_Length="0")
        assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")


def test_an_svg_is_no_page(server: LibraryServer) -> None:
    reply = ask(server.url, f"{DUNE}/logo.svg")
    assert reply.headers["Content-Type"] == "image/svg+xml"
    assert reply.headers["Content-Disposition"] == "attachment"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(server.url, f"{DUNE}/poster.jpg").headers["Content-Disposition"] is None


def test_one_connection_serves_many_requests(server: LibraryServer) -> None:
    parts = urlsplit(server.url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.connect()
    socket = connection.sock
    for path in (RANGED_PATH, "/nothing", "/api/health", RANGED_PATH):
        connection.request("GET", path)
        connection.getresponse().read()
        assert connection.sock is socket
    connection.close()
