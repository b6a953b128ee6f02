"""Films that no browser plays as they are: put together from pieces, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item
from tests.browser.conftest import becomes, fits, log_in
from tests.browser.test_watch import until, video
from tests.library_server import LibraryServer, library_server
from tests.streaming.films import make
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

SECONDS = 30
NAME = "Copper Harbor (2019)"


@pytest.fixture(scope="module")
def attic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("films")
    folder = root / "movies" / NAME
    folder.mkdir(parents=True)
    make(
        folder,
        f"{NAME}.mkv",
        audio=("-c:a:0", "ac3", "-c:a:1", "eac3"),
        seconds=SECONDS,
        more=("-metadata:s:a:0", "language=ger", "-metadata:s:a:1", "language=eng"),
    )
    words = f"1\n00:00:00,000 --> 00:00:{SECONDS},000\nAhoy\n"
    (folder / f"{NAME}.en.srt").write_text(words)
    with library_server(root) as server:
        yield server


@pytest.fixture
def film(transactional_db: None, attic: LibraryServer) -> Item:
    item = make_movie(
        duration_ms=SECONDS * 1000,
        video_codec="h264",
        audio_tracks=[{"codec": "ac3"}, {"codec": "eac3"}],
        chapters=[
            {"start_ms": 0, "end_ms": 15_000, "title": "Intro"},
            {"start_ms": 15_000, "end_ms": 30_000, "title": "Out at sea"},
        ],
    )
    base = f"{attic.url}/movies/{quote(NAME)}/{quote(NAME)}"
    server = make_server(attic.url)
    add_file(item, server, f"{base}.mkv", container="mkv")
    add_captions(item, server, f"{base}.en.srt", "en")
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


def test_sound_is_chosen_by_hand_and_keys_and_how_it_plays_is_said(
    live_server: LiveServer, both_sizes: BrowserContext, film: Item, bob: User
) -> None:
    log_in(both_sizes, live_server.url, bob)
    page = both_sizes.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{live_server.url}/watch/movie/{film.public_id}/")
    until(page, "v.currentTime > 1 && !v.paused")
    expect(page.locator("#how")).to_have_text(
        "Playing from Attic. Sound converted: Dolby Digital, Dolby Digital Plus."
    )
    page.keyboard.press("k")
    until(page, "v.paused")
    fits(page)
    page.locator("#sounds-button").click()
    english = page.locator("#sounds").get_by_role("menuitemradio", name="English")
    expect(english).to_have_attribute("aria-checked", "false")
    english.click()
    becomes(page, lambda: any("/a2-aac" in path for path in asked))
    # Captions are tracks of the page; those beside the pieces are for others.
    assert not any("/c-" in path for path in asked)
    page.locator("#sounds-button").focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.closest('#sounds')")
    expect(english).to_have_attribute("aria-checked", "true")
    for _ in range(2):
        if "German" in page.evaluate("document.activeElement.textContent"):
            break
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    german = page.locator("#sounds").get_by_role("menuitemradio", name="German")
    expect(german).to_have_attribute("aria-checked", "true")
    page.goto("about:blank")


def test_an_intro_is_skipped_and_the_device_knows_the_film(
    live_server: LiveServer, both_sizes: BrowserContext, film: Item, bob: User
) -> None:
    log_in(both_sizes, live_server.url, bob)
    page = both_sizes.new_page()
    page.goto(f"{live_server.url}/watch/movie/{film.public_id}/")
    until(page, "v.currentTime > 1 && !v.paused")
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Copper Harbor"
    button = page.get_by_role("button", name="Skip intro")
    fits(page)
    button.click()
    until(page, "v.currentTime >= 15 && !v.seeking")
    expect(button).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(button).to_be_visible()
    page.keyboard.press("s")
    until(page, "v.currentTime >= 15 && !v.seeking")
    page.keyboard.press("?")
    expect(page.locator("#toast")).to_contain_text("S skips an intro")
    fits(page)
    page.goto("about:blank")
