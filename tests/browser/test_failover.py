"""A server dies in the middle of a film: the next one goes on, by itself, in Chromium.

At a moment drawn by chance, in every way a server fails: it is killed, it stands still,
it no longer has the file, it has a fault of its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item
from doors import process
from tests.browser.conftest import log_in
from tests.browser.test_watch import until, video
from tests.streaming.failing import FailingServer, serving
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

SECONDS: Final = 75
#: Of a stream: more than a browser keeps ahead must lie after the moment.
MOMENTS: Final = (2.0, 12.0)
#: How long the film may stand still, and how far its place may be off.
STILL_SECONDS: Final = 5.0
OFF_SECONDS: Final = 1.0
NAMES: Final = ("Attic", "Barn")
WAYS: Final = ("direct", "remux")
DEATHS: Final = ("killed", "frozen", "missing", "broken")
SMALL: Final = [
    ("direct", "killed", 0),
    ("direct", "frozen", 0),
    ("direct", "missing", 0),
    ("remux", "killed", 0),
    ("remux", "frozen", 0),
    ("remux", "broken", 0),
]
LARGE: Final = [(w, d, n) for w in WAYS for d in DEATHS for n in range(10)]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simple pictures, filled up to a film's bit rate."""
    root = tmp_path_factory.mktemp("films")
    # A browser keeps thirty megabytes of a file ahead, and of pieces half a minute.
    for name, sound, rate in (("film.mp4", "aac", "12M"), ("film.mkv", "ac3", "3M")):
        made = process.run(
            [
                *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error"),
                *("-f", "lavfi"),
                *("-i", f"testsrc2=size=320x180:rate=12:duration={SECONDS}"),
                *("-f", "lavfi", "-i", f"sine=frequency=330:duration={SECONDS}"),
                *("-f", "lavfi", "-i", f"sine=frequency=550:duration={SECONDS}"),
                *("-map", "0", "-map", "1", "-map", "2"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
                *("-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate),
                *("-x264-params", "nal-hrd=cbr:filler=1", "-g", "24"),
                *("-c:a", sound, "-movflags", "+faststart"),
                *("-metadata:s:a:0", "language=ger"),
                *("-metadata:s:a:1", "language=eng"),
                str(root / name),
            ],
            seconds=120,
            env={},
            cwd=root,
        )
        assert made.code == 0, made.stderr
    (root / "film.srt").write_text("1\n00:00:00,000 --> 00:01:10,000\nAhoy\n")
    return root


@pytest.fixture
def servers(films: Path) -> Iterator[tuple[FailingServer, FailingServer]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(serving(films)),
            stack.enter_context(serving(films)),
        )


@pytest.fixture(autouse=True)
def _shown_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """As gunicorn shows them, so that the hub sees who has gone."""
    plain = WSGIRequestHandler.get_environ

    def with_socket(self: WSGIRequestHandler) -> dict[str, Any]:
        return {**plain(self), "gunicorn.socket": self.connection}

    monkeypatch.setattr(WSGIRequestHandler, "get_environ", with_socket)


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, bob: User) -> Iterator[Page]:
    made = chromium.new_context(viewport={"width": 1440, "height": 900})
    made.set_default_timeout(30_000)
    log_in(made, live_server.url, bob)
    yield made.new_page()
    made.close()


def film_on(way: str, *servers: FailingServer) -> Item:
    ending, sound = ("mp4", "aac") if way == "direct" else ("mkv", "ac3")
    item = make_movie(
        duration_ms=SECONDS * 1000, video_codec="h264", audio_tracks=[{"codec": sound}]
    )
    for number, (name, server) in enumerate(
        zip(("Attic", "Barn"), servers, strict=True), 1
    ):
        row = make_server(server.url, name, number)
        address = f"{server.url}/film.{ending}"
        add_file(item, row, address, container=ending, fingerprint="f")
        if name == "Barn":
            add_captions(item, row, f"{server.url}/film.srt", "en")
    return item


def english(page: Page) -> str | None:
    """Whether it is what is heard, as the menu says."""
    return page.locator(
        "#sounds media-chrome-menu-item", has_text="English"
    ).get_attribute("aria-checked")


def choose_english(page: Page) -> None:
    page.locator("#sounds-button").click()
    page.locator("#sounds").get_by_text("English").click()
    until(page, "!v.seeking && v.readyState > 2")


#: Every 50 ms what is seen, and by the address whose.
WATCH: Final = """() => {
    const video = document.querySelector("#video");
    window.seen = [];
    setInterval(() => {
        window.seen.push([performance.now() / 1000, video.currentTime]);
    }, 50);
}"""


def judge(seen: list[tuple[float, float]]) -> tuple[float, float]:
    """How long the film stood still at most, and how far it jumped, in seconds.

    A place of 0 is that of a file that is still on its way.
    """
    still, jump = 0.0, 0.0
    moved_at, place = seen[0]
    for at, now in seen:
        if now in (place, 0):
            continue
        passed = at - moved_at
        jump = max(jump, abs(now - place) - (passed if passed < 0.5 else 0))
        still = max(still, passed)
        moved_at, place = at, now
    return max(still, seen[-1][0] - moved_at), jump


@pytest.mark.tiers("case", SMALL, LARGE)
def test_the_next_server_goes_on(
    live_server: LiveServer,
    page: Page,
    servers: tuple[FailingServer, FailingServer],
    case: tuple[str, str, int],
    pytestconfig: pytest.Config,
) -> None:
    way, death, _ = case
    moment = random.Random(f"{pytestconfig.option.seed} {case}").uniform(*MOMENTS)
    item = film_on(way, *servers)
    attic, _barn = servers
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/watch/movie/{item.public_id}/")
    until(page, "v.currentTime > 0.5 && !v.paused")
    video(page, "v.playbackRate = 1.25")
    video(page, "v.volume = 0.4")
    if way == "remux":
        choose_english(page)
    page.evaluate("document.querySelector('track').track.mode = 'showing'")
    page.evaluate(WATCH)
    until(page, f"v.currentTime > {moment}")
    attic.fail(death)
    # What the browser holds is played first.
    for _ in range(600):
        if any("/barn/" in url or url.endswith("/barn") for url in asked):
            break
        page.wait_for_timeout(100)
    until(page, "!v.paused && v.currentTime > 0 && v.readyState > 2")
    page.wait_for_timeout(3000)
    still, jump = judge(page.evaluate("window.seen"))
    said = f"{case} at {moment:.2f}: still {still:.2f} s, jumped {jump:.2f} s"
    assert any("/barn" in url for url in asked), said
    assert still <= STILL_SECONDS, said
    assert jump <= OFF_SECONDS, said
    assert video(page, "v.playbackRate") == 1.25
    assert video(page, "v.volume") == 0.4
    assert page.evaluate("document.querySelector('track').track.mode") == "showing"
    if way == "remux":
        assert english(page) == "true"
        assert any("/barn/a2-" in url for url in asked), said
    kept = page.evaluate("sessionStorage.getItem('mediahub-failed')")
    assert ("Attic" in (kept or "")) == (death != "missing"), kept
    page.goto("about:blank")
