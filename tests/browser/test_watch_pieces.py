"""Films that no browser plays as they are: put together from pieces, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item
from doors import process
from tests.browser.conftest import log_in
from tests.browser.test_watch import until, video
from tests.library_server import LibraryServer, library_server
from tests.streaming.titles import add_file, make_movie, make_server

SECONDS = 30
NAME = "Copper Harbor (2019)"


@pytest.fixture(scope="module")
def attic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("films")
    folder = root / "movies" / NAME
    folder.mkdir(parents=True)
    made = process.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error"),
            *("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=24:duration={SECONDS}"),
            *("-f", "lavfi", "-i", f"sine=frequency=330:duration={SECONDS}"),
            *("-f", "lavfi", "-i", f"sine=frequency=550:duration={SECONDS}"),
            *("-map", "0", "-map", "1", "-map", "2"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
            *("-bf", "2", "-g", "50", "-c:a:0", "ac3", "-c:a:1", "eac3"),
            *("-metadata:s:a:0", "language=ger", "-metadata:s:a:1", "language=eng"),
            str(folder / f"{NAME}.mkv"),
        ],
        seconds=120,
        env={},
        cwd=root,
    )
    assert made.code == 0, made.stderr
    with library_server(root) as server:
        yield server


@pytest.fixture
def film(transactional_db: None, attic: LibraryServer) -> Item:
    item = make_movie(
        duration_ms=SECONDS * 1000,
        video_codec="h264",
        audio_tracks=[{"codec": "ac3"}, {"codec": "eac3"}],
    )
    base = f"{attic.url}/movies/{quote(NAME)}/{quote(NAME)}"
    add_file(item, make_server(attic.url), f"{base}.mkv", container="mkv")
    return item


def test_a_film_is_watched_in_pieces(
    live_server: LiveServer, context: BrowserContext, film: Item, bob: User
) -> None:
    log_in(context, live_server.url, bob)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.extend([line.text] * (line.type == "error")))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/watch/movie/{film.public_id}/")
    until(page, "v.currentTime > 2 && !v.paused")
    assert page.evaluate("document.getElementById('video').src").startswith("blob:")
    until(page, f"Math.abs(v.duration - {SECONDS}) < 0.2")
    video(page, "v.currentTime = 21")
    until(page, "v.currentTime > 22 && !v.seeking")
    video(page, f"v.currentTime = {SECONDS - 3}")
    until(page, "v.ended")
    page.close()
    assert said == []
