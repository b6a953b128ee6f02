"""The addresses of converted pictures: what is listed, sent and refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from catalog.models import Item
from streaming.film import Film, Track
from streaming.hls import turns
from streaming.hls.sounds import sounds_of
from streaming.models import MediaIndex
from tests.library_server import LibraryServer, library_server
from tests.streaming.films import LocalFilm, make
from tests.streaming.test_pieces import index
from tests.streaming.titles import add_file, make_movie, make_server

NAME = "Slate Quarry (2003)"
OLD = ("-c:v", "mpeg4", "-g", "53", "-q:v", "5", "-vf", "scale=1280:720")


@pytest.fixture(scope="module")
def attic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("films")
    (root / "movies" / NAME).mkdir(parents=True)
    make(root / "movies" / NAME, f"{NAME}.mkv", video=OLD, seconds=6)
    with library_server(root) as server:
        yield server


@pytest.fixture
def film(db: None, attic: LibraryServer) -> Item:
    item = make_movie()
    path = f"/movies/{quote(NAME)}/{quote(NAME)}.mkv"
    add_file(item, make_server(attic.url), f"{attic.url}{path}", container="mkv")
    return item


@pytest.fixture
def viewer(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def master(viewer: Client, film: Item, query: str) -> str:
    answer = viewer.get(f"/hls/{film.public_id}/attic/master.m3u8?{query}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


@pytest.mark.parametrize(
    ("query", "rungs"),
    [
        ("video=h264", ["h264", "480"]),
        ("video=h264&height=720", ["h264", "480"]),
        ("video=h264&height=719", ["480"]),
        ("video=h264&bitrate=3000000", ["480"]),
        ("video=h264&height=400", ["360"]),
        ("video=h264&height=100", ["240"]),
        ("video=h264&bitrate=1000", ["240"]),
        ("video=h264&height=-1&bitrate=x", ["h264", "480"]),
        ("video=other", ["copy"]),
    ],
)
def test_the_qualities_of_a_player(
    viewer: Client, film: Item, query: str, rungs: list[str]
) -> None:
    said = master(viewer, film, query)
    assert re.findall(r"/v0-(\w+)\.m3u8", said) == rungs


def test_what_a_playlist_says(viewer: Client, film: Item) -> None:
    said = master(viewer, film, "video=h264")
    assert 'CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720' in said
    assert "BANDWIDTH=4200000" in said
    assert "RESOLUTION=854x480" in said
    assert said.count('AUDIO="sound"') == 2


def test_pieces_are_sent(viewer: Client, film: Item) -> None:
    base = f"/hls/{film.public_id}/attic"
    tracks = viewer.get(f"{base}/v0-480.m3u8").content.decode()
    addresses = re.findall(r"/hls/\S+?(?:mp4|m4s)\?v=\w+", tracks)
    assert len(addresses) == 3
    for address in addresses:
        answer = viewer.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "video/mp4"
        assert answer.content[4:8] in {b"ftyp", b"moof"}


@pytest.mark.parametrize("name", ["v0-481.m3u8", "a0-480.m3u8", "v0-480;x-0.m4s"])
def test_no_other_quality(viewer: Client, film: Item, name: str) -> None:
    assert viewer.get(f"/hls/{film.public_id}/attic/{name}").status_code == 404


def test_hdr_is_refused_in_words(viewer: Client, film: Item) -> None:
    master(viewer, film, "video=h264")
    row = MediaIndex.objects.get()
    row.told["tracks"][0]["hdr"] = "hdr10"
    row.save()
    base = f"/hls/{film.public_id}/attic"
    for name in ("master.m3u8?video=h264", "v0-480.m3u8", "v0-480-0.m4s?v=x"):
        answer = viewer.get(f"{base}/{name}")
        assert answer.status_code == 415
        assert b"HDR" in answer.content
    assert "v0-copy" in master(viewer, film, "")


def test_who_comes_too_many_is_told_when_to_come_again(
    viewer: Client,
    film: Item,
    bob: User,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIAHUB_DATA = tmp_path
    monkeypatch.setattr(turns, "_WAIT", 0.3)
    with turns.converting(bob.pk, lambda: False):
        answer = viewer.get(f"/hls/{film.public_id}/attic/v0-480-0.m4s?v=x")
        assert answer.status_code == 503
        assert b"busy" in answer.content
        assert answer["Retry-After"] == "5"
        # Playlists cost nothing.
        master(viewer, film, "video=h264")


@pytest.mark.parametrize(
    ("tracks", "first"),
    [
        # The usual one would be converted; another of its language need not be.
        ([("dts", "en", True), ("aac", "de", False), ("aac", "en", False)], 2),
        ([("dts", "en", True), ("aac", "de", False)], 0),
        ([("aac", "de", False), ("aac", "en", True)], 1),
        ([("dts", "en", False), ("aac", "en", False)], 1),
    ],
)
def test_the_sound_that_plays_by_itself(
    tracks: list[tuple[str, str, bool]], first: int
) -> None:
    sounds = tuple(
        Track(
            number=number,
            kind="audio",
            codec=codec,
            codec_string="mp4a.40.2" if codec == "aac" else "dtsc",
            language=language,
            default=default,
        )
        for number, (codec, language, default) in enumerate(tracks)
    )
    told = Film(
        container="matroska",
        size=1,
        duration_ms=1,
        zero_us=0,
        bitrate=None,
        tracks=sounds,
        video=None,
    )
    found = sounds_of(told, frozenset({"aac"}), str)
    assert found[0].track.number == first
    assert len(found) == len(tracks)


def test_hdr_is_told_by_the_file(tmp_path: Path) -> None:
    """A real one: PQ in BT.2020."""
    said = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    colours = ("-x265-params", f"log-level=none:{said}")
    deep = ("-pix_fmt", "yuv420p10le", *colours)
    video = ("-c:v", "libx265", "-preset", "ultrafast")
    path = make(tmp_path, "hdr.mkv", video=video, seconds=5, more=deep)
    picture = index(LocalFilm(path)).picture
    assert picture is not None
    assert picture.hdr == "hdr10"
