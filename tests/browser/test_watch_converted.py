"""A film whose pictures no browser plays: converted, and watched in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item
from doors import process
from tests.browser.conftest import log_in
from tests.browser.test_watch import until, video
from tests.library_server import LibraryServer, library_server
from tests.streaming.films import FFMPEG
from tests.streaming.titles import add_file, make_movie, make_server

SECONDS = 40
#: A second: too few for 720 lines, enough for 480.
SLOW_BYTES = 400_000
NAME = "Slate Quarry (2003)"


@pytest.fixture(scope="module")
def attic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("films")
    folder = root / "movies" / NAME
    folder.mkdir(parents=True)
    size = f"testsrc2=size=1280x720:rate=24:duration={SECONDS}"
    run = process.run(
        [
            *(FFMPEG, "-nostdin", "-loglevel", "error"),
            *("-f", "lavfi", "-i", size),
            *("-f", "lavfi", "-i", f"sine=frequency=330:duration={SECONDS}"),
            *("-c:v", "mpeg4", "-bf", "2", "-g", "60", "-q:v", "6", "-c:a", "ac3"),
            str(folder / f"{NAME}.mkv"),
        ],
        seconds=120,
        env={},
        cwd=root,
    )
    assert run.code == 0, run.stderr
    with library_server(root) as server:
        yield server


@pytest.fixture
def film(transactional_db: None, attic: LibraryServer) -> Item:
    item = make_movie(
        duration_ms=SECONDS * 1000,
        video_codec="mpeg4",
        audio_tracks=[{"codec": "ac3"}],
    )
    base = f"{attic.url}/movies/{quote(NAME)}/{quote(NAME)}"
    add_file(item, make_server(attic.url), f"{base}.mkv", container="mkv")
    return item


def test_a_film_is_converted_and_plays_through(
    live_server: LiveServer, context: BrowserContext, film: Item, bob: User
) -> None:
    """A line that becomes slow means smaller pictures, and the film goes on."""
    log_in(context, live_server.url, bob)
    page = context.new_page()
    page.goto(f"{live_server.url}/watch/movie/{film.public_id}/")
    until(page, "v.currentTime > 0.3 && !v.paused")
    video(
        page,
        "(v.heights = [v.videoHeight],"
        " v.addEventListener('resize', () => v.heights.push(v.videoHeight)), 1)",
    )
    until(page, f"Math.abs(v.duration - {SECONDS}) < 0.2")
    until(page, "v.buffered.length && v.buffered.end(0) > v.currentTime + 8")
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": SLOW_BYTES,
            "uploadThroughput": -1,
        },
    )
    until(page, "v.currentTime > 20")
    until(page, "v.ended")
    heights = video(page, "v.heights")
    assert set(heights) <= {480, 720}
    assert 480 in heights
    shown = video(page, "v.getVideoPlaybackQuality().totalVideoFrames")
    assert shown >= SECONDS * 24 * 0.9
    page.close()
