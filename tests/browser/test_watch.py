"""A film in a real browser: played through the hub, with captions, resumed.

The film is a real H.264/AAC file, made here and served by the file server of our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item, Progress
from doors import process
from tests.browser.conftest import log_in
from tests.library_server import LibraryServer, library_server
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

SECONDS = 40
NAME = "Copper Harbor (2019)"
CAPTIONS = {"de": "Deutsch", "en": "English", "fr": "Francais"}


def srt(word: str) -> str:
    """A cue for every two seconds."""
    return "\n".join(
        f"{n}\n00:00:{n * 2:02},000 --> 00:00:{n * 2 + 2:02},000\n{word} {n}\n"
        for n in range(SECONDS // 2 - 1)
    )


@pytest.fixture(scope="module")
def attic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("films")
    folder = root / "movies" / NAME
    folder.mkdir(parents=True)
    made = process.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error"),
            *("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=12:duration={SECONDS}"),
            *("-f", "lavfi", "-i", f"sine=frequency=330:duration={SECONDS}"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
            *("-g", "12", "-c:a", "aac", "-movflags", "+faststart"),
            str(folder / f"{NAME}.mp4"),
        ],
        seconds=120,
        env={},
        cwd=Path(root),
    )
    assert made.code == 0, made.stderr
    for language, word in CAPTIONS.items():
        (folder / f"{NAME}.{language}.srt").write_text(srt(word))
    with library_server(root) as server:
        yield server


@pytest.fixture
def film(transactional_db: None, attic: LibraryServer) -> Item:
    item = make_movie(
        duration_ms=SECONDS * 1000,
        video_codec="h264",
        audio_tracks=[{"codec": "aac"}],
        chapters=[
            {"start_ms": 0, "end_ms": 20_000, "title": "The harbour"},
            {"start_ms": 20_000, "end_ms": 40_000, "title": "Out at sea"},
        ],
    )
    server = make_server(attic.url)
    base = f"{attic.url}/movies/{quote(NAME)}/{quote(NAME)}"
    add_file(item, server, f"{base}.mp4", container="mp4")
    for language in CAPTIONS:
        add_captions(item, server, f"{base}.{language}.srt", language)
    return item


def video(page: Page, expression: str) -> Any:
    return page.evaluate(f"(v => {expression})(document.querySelector('#video'))")


def until(page: Page, expression: str) -> None:
    """Wait for the video; the page's own rules let no text be run in it."""
    for _ in range(300):
        if video(page, f"Boolean(v && ({expression}))"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {expression}")


def show(page: Page, key: str, word: str) -> None:
    """Choose captions and see one of their cues."""
    page.evaluate(
        """key => document.querySelectorAll('track[kind=subtitles]').forEach(t => {
            t.track.mode = t.dataset.key === key ? 'showing' : 'disabled'; })""",
        key,
    )
    seen = "[...t.activeCues ?? []].some(c => c.text.startsWith('" + word + "'))"
    until(page, f"[...v.textTracks].some(t => t.mode === 'showing' && {seen})")


def test_a_film_is_watched(
    live_server: LiveServer, context: BrowserContext, film: Item, bob: User
) -> None:
    log_in(context, live_server.url, bob)
    page = context.new_page()
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda line: said.extend([line.text] * (line.type == "error")))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    address = f"{live_server.url}/watch/movie/{film.public_id}/"
    page.goto(address)
    until(page, "v.currentTime > 2 && !v.paused")
    show(page, "en", "English")
    show(page, "de", "Deutsch")
    video(page, f"v.currentTime = {SECONDS // 2}")
    until(page, f"v.currentTime > {SECONDS // 2 + 1} && !v.seeking")
    page.keyboard.press("k")
    until(page, "v.paused")
    page.wait_for_timeout(500)
    kept = Progress.objects.get(user=bob, item=film)
    assert kept.position_ms > SECONDS * 500
    bob.refresh_from_db()
    assert bob.captions == "de"
    page.reload()
    until(page, f"v.currentTime > {SECONDS // 2}")
    page.get_by_text("Start over").wait_for()
    show(page, "de", "Deutsch")
    page.close()
    assert said == []
    assert asked == {urlsplit(live_server.url).netloc}


def test_menus_lie_above_everything_and_are_used_by_hand_and_keys(
    live_server: LiveServer, context: BrowserContext, film: Item, bob: User
) -> None:
    log_in(context, live_server.url, bob)
    page = context.new_page()
    page.goto(f"{live_server.url}/watch/movie/{film.public_id}/")
    until(page, "v.currentTime > 1 && !v.paused")
    page.keyboard.press("k")
    until(page, "v.paused")
    page.locator("media-captions-menu-button").click()
    # The last one lies where the timeline is.
    page.locator("media-captions-menu").get_by_text("German").click()
    until(page, "v.textTracks[2].mode === 'showing'")
    page.locator("media-captions-menu-button").focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.localName === 'media-captions-menu'")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    until(page, "v.textTracks[1].mode === 'showing'")
    page.locator("#chapters-button").click()
    page.locator("#chapters").get_by_text("Out at sea").click()
    until(page, "v.currentTime >= 20 && !v.seeking")
    segments = "document.querySelector('media-time-range').mediaChaptersCues.length"
    assert page.evaluate(segments) == 2
    page.mouse.click(page.viewport_size["width"] / 2, 200)  # type: ignore[index]
    until(page, "!v.paused")
