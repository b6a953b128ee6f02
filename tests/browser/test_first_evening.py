"""The first evening: from the link in the terminal to a film taken up again.

One real `up`, one real server with real films, and a browser as wide as a phone's (at
each width in the large tier): set up,
browse, search, play, jump, read captions in two languages, come back later, log in
anew.  Nothing may be asked of anybody but MediaHub, and no page may break its rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    expect,
)

from mediahub.demo.make import ALL_MOVIES, make
from mediahub.demo.stamp import is_made
from tests.browser.conftest import SET_UP, WIDTHS, fits, refusals, shifts
from tests.demo import few_shows
from tests.house.running import Running
from tests.installation import alone, folder_of_run
from tests.library_server import SECRET, LibraryServer, library_server

FILM_SECONDS = 24
NAME, PASSWORD = "anna", "correct-Horse-7"
#: What every seek and sound of the film is asked of.
VIDEO = "document.querySelector('#video')"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    """The demo's first server, with one film that is long enough to jump in.

    Made once in a run.
    """
    film = next(movie for movie in ALL_MOVIES if movie.title == "Solar Drift")
    longer = replace(film, film=replace(film.film, seconds=FILM_SECONDS))
    folder = folder_of_run(tmp_path_factory.getbasetemp()) / "evening"
    with alone(folder):
        if not is_made(folder):
            make(folder, [longer], few_shows())
    with library_server(folder / "attic") as server:
        yield server


@pytest.mark.tiers("width", WIDTHS[:1], WIDTHS)
def test_from_the_link_to_the_film(
    chromium: Browser, running: Running, library: LibraryServer, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, service_workers="block"
    )
    context.set_default_timeout(30_000)
    refused = refusals(context)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(_origin(request)))
    with context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        _set_up(page, running, library)
        _browse(page)
        _search(page)
        watched = _play(page)
        _come_back(page, watched)
        _log_in_anew(context, page, running)
        assert faults == []
    assert refused == []
    ours = "{0.scheme}://{0.netloc}".format(urlsplit(running.address()))
    assert set(asked) - {"data:", "blob:"} == {ours}


def _origin(request: Request) -> str:
    parts = urlsplit(request.url)
    if parts.scheme in {"data", "blob"}:
        return f"{parts.scheme}:"
    return f"{parts.scheme}://{parts.netloc}"


def _until(page: Page, is_so: str) -> None:
    """Wait for an expression; Playwright's own way needs an eval that pages forbid."""
    for _ in range(300):
        with suppress(Error):  # on the way from one page to the next
            if page.evaluate(is_so):
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"waited in vain for: {is_so}")


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def _set_up(page: Page, running: Running, library: LibraryServer) -> None:
    page.goto(running.printed.partition(SET_UP)[2].split()[0])
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    _press(page, "Go on")
    _press(page, "Go on")
    page.get_by_label("Name", exact=True).fill("attic")
    page.get_by_label("Address", exact=True).fill(library.url)
    page.locator("#id_secret").fill(SECRET)
    _press(page, "Add and test")
    expect(page.get_by_text("All is well.")).to_be_visible()
    _press(page, "Fetch its movies and shows")
    expect(page.get_by_role("heading", name="All is here")).to_be_visible()
    _press(page, "Go to the site")


def _browse(page: Page) -> None:
    expect(page.get_by_role("heading", name="Harbor Lights").first).to_be_visible()
    _nothing_moved(page)
    _go(page, "Shows")
    page.get_by_role("main").get_by_role("link", name="Harbor Lights").first.click()
    expect(page.get_by_role("heading", name="Season 1")).to_be_visible()
    _go(page, "Movies")
    film = page.get_by_role("main").get_by_role("link", name="Solar Drift")
    expect(film.first).to_be_visible()
    _nothing_moved(page)


def _go(page: Page, words: str) -> None:
    links = page.get_by_role("navigation").get_by_role("link", name=words, exact=True)
    links.locator("visible=true").first.click()


def _nothing_moved(page: Page) -> None:
    """No shift of the layout while pictures arrive; nothing wider than the window."""
    page.wait_for_load_state("networkidle")
    assert shifts(page) == []
    fits(page)


def _search(page: Page) -> None:
    search = "/search/?q=solar"
    page.goto(urlsplit(page.url)._replace(path="/", query="").geturl() + search[1:])
    found = page.get_by_role("main").get_by_role("link", name="Solar Drift").first
    found.click()
    expect(page.get_by_role("heading", name="Solar Drift", level=1)).to_be_visible()
    _nothing_moved(page)


def _play(page: Page) -> float:
    """Play, jump to the middle, read in two languages; where it was left, in s."""
    page.get_by_role("main").get_by_role("link", name="Play").first.click()
    page.wait_for_url("**/watch/movie/**")
    _until(page, f"{VIDEO}.readyState >= 2")
    page.evaluate(f"{VIDEO}.muted = true; {VIDEO}.play()")
    _until(page, f"{VIDEO}.currentTime > 2")
    middle = page.evaluate(f"{VIDEO}.duration") / 2
    assert middle > FILM_SECONDS / 2 - 1
    page.evaluate(f"{VIDEO}.currentTime = {middle}")
    _until(page, f"{VIDEO}.currentTime > {middle + 1} && !{VIDEO}.seeking")
    said = {language: _cue(page, language) for language in ("en", "de")}
    assert all(said.values()), said
    assert said["en"] != said["de"]
    page.evaluate(f"{VIDEO}.pause()")
    return float(page.evaluate(f"{VIDEO}.currentTime"))


def _cue(page: Page, language: str) -> str:
    """The first words of a language, once they are there to be shown."""
    page.evaluate(
        f"""language => {{
            for (const track of {VIDEO}.textTracks) if (track.kind === "subtitles")
                track.mode = track.language === language ? "showing" : "disabled";
        }}""",
        language,
    )
    track = f"""[...{VIDEO}.textTracks].find(
        t => t.kind === "subtitles" && t.mode === "showing")"""
    _until(page, f"({track})?.cues?.length > 0")
    # Wherever the film is now, one of its cues is on the screen a moment later.
    at = page.evaluate(f"({track}).cues[({track}).cues.length - 1].startTime")
    page.evaluate(f"{VIDEO}.currentTime = {at + 0.05}")
    _until(page, f"({track}).activeCues.length > 0")
    return str(page.evaluate(f"({track}).activeCues[0].text"))


def _come_back(page: Page, watched: float) -> None:
    # The place is kept in the background; it is what another device would begin with.
    page.wait_for_timeout(1500)
    page.reload()
    _until(page, f"{VIDEO}.readyState >= 1")
    _until(page, f"Math.abs({VIDEO}.currentTime - {watched}) < 3")
    chosen = f"""[...{VIDEO}.textTracks].find(
        t => t.kind === "subtitles" && t.mode === "showing")?.language"""
    _until(page, f"({chosen}) === 'de'")
    page.get_by_role("link", name="Back to").first.click()
    _go(page, "Home")
    expect(page.get_by_role("heading", name="Continue watching")).to_be_visible()


def _log_in_anew(context: BrowserContext, page: Page, running: Running) -> None:
    context.clear_cookies()
    page.goto(running.address() + "movies/")
    page.locator("input[name=login]").fill(NAME)
    page.locator("input[name=password]").fill("wrong-Horse-7")
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/movies/")
