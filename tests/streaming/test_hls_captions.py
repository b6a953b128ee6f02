"""Captions beside a film's pieces, read by a player of HLS that knows nothing of us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item
from streaming.sandbox.fragment import OFFSET
from tests.streaming.failing import FailingServer, serving
from tests.streaming.films import SECONDS, make
from tests.streaming.raw_client import ask
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

pytestmark = pytest.mark.django_db(transaction=True)
SRT = "1\n00:00:03,500 --> 00:00:05,000\nAhoy <b>there</b>\n"


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FailingServer]:
    folder: Path = tmp_path_factory.mktemp("films")
    make(folder, "film.mkv")
    (folder / "film.srt").write_text(SRT)
    with serving(folder) as server:
        yield server


@pytest.fixture
def film(films: FailingServer) -> Item:
    item, attic = make_movie(), make_server(films.url)
    add_file(item, attic, f"{films.url}/film.mkv", container="mkv")
    for key in ("en", "de:hi", "fr:forced"):
        add_captions(item, attic, f"{films.url}/film.srt", key)
    add_captions(item, attic, f"{films.url}/film.srt", "es", pending=True)
    return item


def cookie(bob: User) -> str:
    browser = Client()
    browser.force_login(bob)
    return "; ".join(f"{c.key}={c.value}" for c in browser.cookies.values())


def test_the_master_names_them(live_server: LiveServer, film: Item, bob: User) -> None:
    base = f"/hls/{film.public_id}/attic"
    who = cookie(bob)
    master = ask(live_server.url, f"{base}/master.m3u8", Cookie=who).body.decode()
    lines = [line for line in master.splitlines() if "TYPE=SUBTITLES" in line]
    assert [line.split("NAME=")[1].split(",LANGUAGE")[0] for line in lines] == [
        '"English"',
        '"French (forced)"',
        '"German (for the hard of hearing)"',
    ]
    assert f'URI="{base}/c-en.m3u8"' in lines[0]
    assert "FORCED=YES" in lines[1]
    assert "public.accessibility.transcribes-spoken-dialog" in lines[2]
    assert 'SUBTITLES="captions"' in master
    playlist = ask(live_server.url, f"{base}/c-de:hi.m3u8", Cookie=who).body.decode()
    assert f"#EXTINF:{SECONDS}." in playlist
    assert f"{base}/c-de:hi.vtt" in playlist
    for name in ("c-es.vtt", "c-nl.vtt", "c-.vtt", "c-en.srt"):
        assert ask(live_server.url, f"{base}/{name}", Cookie=who).status == 404
    assert ask(live_server.url, f"{base}/c-en.vtt").status == 302


def test_they_say_when_the_film_begins(
    live_server: LiveServer, film: Item, bob: User
) -> None:
    path = f"/hls/{film.public_id}/attic/c-en.vtt"
    reply = ask(live_server.url, path, Cookie=cookie(bob))
    assert reply.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert reply.body.decode() == (
        "WEBVTT\n"
        f"X-TIMESTAMP-MAP=MPEGTS:{OFFSET * 90_000},LOCAL:00:00:00.000\n"
        "\n00:00:03.500 --> 00:00:05.000\nAhoy <b>there</b>\n"
    )


def test_another_player_finds_them(
    live_server: LiveServer, film: Item, bob: User
) -> None:
    address = f"{live_server.url}/hls/{film.public_id}/attic/master.m3u8"
    options = {"headers": f"Cookie: {cookie(bob)}\r\n", "allowed_extensions": "ALL"}
    with av.open(address, options=options) as opened:
        kinds = sorted(stream.type for stream in opened.streams)
        assert kinds == ["audio", "audio", "subtitle", "subtitle", "subtitle", "video"]
        pictures = opened.streams.video[0]
        first = next(frame for frame in opened.decode(pictures))
        # What the captions call the film's beginning.
        assert first.time == pytest.approx(OFFSET, abs=0.1)
