"""From an empty installation to the site, in a browser: the link, then four steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SET_UP, fits
from tests.house.running import Running
from tests.library_factory import Episode, make_movie, make_show
from tests.library_server import SECRET, LibraryServer, library_server

MOVIES = 12
PASSWORD = "correct-Horse-7"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("library")
    for number in range(MOVIES):
        name = f"Copper Harbor {number}"
        make_movie(root, f"{name} (2019)", metadata={"title": name})
    make_show(root, "Harbor Lights", {"Season 1": [Episode(number=1, title="One")]})
    with library_server(root, prefix="/media") as server:
        yield server


def link_of(running: Running) -> str:
    return running.printed.partition(SET_UP)[2].split()[0]


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def make_owner(page: Page, running: Running) -> None:
    page.goto(running.address())
    expect(page.get_by_text("Look at the terminal")).to_be_visible()
    page.goto(link_of(running))
    assert page.url == f"{running.address()}setup/owner/"
    page.get_by_label("Your name").fill("anna")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    press(page, "Go on")
    expect(page.get_by_role("heading", name="Hello, anna")).to_be_visible()


def add_server(page: Page, library: LibraryServer, *, secret: str) -> None:
    page.get_by_label("Name", exact=True).fill("attic")
    page.get_by_label("Address", exact=True).fill(library.url)
    page.locator("#id_secret").fill(secret)
    press(page, "Add and test")
    expect(page.get_by_role("heading", name="attic")).to_be_visible()


def test_from_the_link_to_the_site(
    chromium: Browser, running: Running, library: LibraryServer, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, timezone_id="Europe/Berlin"
    )
    context.set_default_timeout(30_000)
    with context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        make_owner(page, running)
        fits(page)
        expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
        page.get_by_label("Name of your site").fill("Home cinema")
        press(page, "Go on")
        fits(page)
        _the_server(page, library)
        _the_sync(page, running)
        assert faults == []


def _the_server(page: Page, library: LibraryServer) -> None:
    add_server(page, library, secret="wrong")
    # The test begins by itself, and each part says its own.
    parts = page.locator("li[data-part]")
    expect(page.get_by_text("Not all works yet.")).to_be_visible()
    expect(parts.locator("[data-state]")).to_have_text(
        ["yes", "no", "not tested", "not tested"]
    )
    expect(parts.nth(1)).to_contain_text("check the secret")
    fits(page)
    # What is to be mended is open already; the prefix is learnt from the test.
    page.locator("#id_secret").fill(SECRET)
    press(page, "Keep and test")
    expect(parts.locator("[data-state]")).to_have_text(["yes", "yes", "no", "yes"])
    expect(parts.nth(2)).to_contain_text('set it to "/media"')
    assert page.locator("#id_secret").input_value() == ""
    page.get_by_label("Prefix").fill("/media")
    press(page, "Keep and test")
    expect(page.get_by_text("All is well.")).to_be_visible()
    expect(parts.locator("[data-state]")).to_have_text(["yes"] * 4)


def _the_sync(page: Page, running: Running) -> None:
    press(page, "Fetch its movies and shows")
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_role("heading", name="All is here")).to_be_visible()
    expect(page.get_by_text(f"{MOVIES} movies and 1 show")).to_be_visible()
    fits(page)
    expect(page.get_by_role("navigation")).to_have_count(0)
    press(page, "Go to the site")
    expect(page.get_by_role("link", name="Copper Harbor 8").first).to_be_visible()
    assert page.url == running.address()
    page.goto(link_of(running))
    assert "/setup/" not in page.url


def test_the_same_without_javascript(
    chromium: Browser, running: Running, library: LibraryServer
) -> None:
    context: BrowserContext = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(30_000)
    with context:
        page = context.new_page()
        make_owner(page, running)
        expect(page.get_by_label("Time zone")).to_have_value("UTC")
        page.get_by_label("Time zone").fill("Nowhere")
        press(page, "Go on")
        expect(page.get_by_text("There is no such time zone.")).to_be_visible()
        page.get_by_label("Time zone").fill("europe/berlin")
        press(page, "Go on")
        page.get_by_text("More, if the test asks for it").click()
        page.get_by_label("Prefix").fill("media")
        add_server(page, library, secret=SECRET)
        press(page, "Test it")
        expect(page.get_by_text("All is well.")).to_be_visible()
        press(page, "Fetch its movies and shows")
        # The page loads itself anew.
        expect(page.get_by_role("heading", name="All is here")).to_be_visible()
        press(page, "Go to the site")
        expect(page.get_by_role("link", name="Copper Harbor 8").first).to_be_visible()


def test_who_was_slower_logs_in_and_goes_on(
    chromium: Browser, running: Running, tmp_path: Path
) -> None:
    with chromium.new_context() as first, chromium.new_context() as second:
        slow = second.new_page()
        slow.goto(link_of(running))
        make_owner(first.new_page(), running)
        slow.get_by_label("Your name").fill("berta")
        slow.get_by_label("Password", exact=True).fill(PASSWORD)
        slow.get_by_label("Password again").fill(PASSWORD)
        press(slow, "Go on")
        expect(slow.get_by_role("heading", name="Somebody was faster")).to_be_visible()
        slow.get_by_role("link", name="Log in and go on").click()
        assert "next=/setup/" in slow.url
