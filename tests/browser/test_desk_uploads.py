"""Captions from a curator's disk to the database and to viewers, by clicks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import people
from accounts.roles import Role
from catalog.models import Caption, Item
from sync import captions_by_hand, settle
from sync.models import Run
from tests.browser.conftest import fits, log_in
from tests.sync import desk
from tests.sync.scripted import Theatre, movie
from tests.sync.test_captions_by_hand import follow


@pytest.fixture
def reconciler(transactional_db: None) -> Iterator[None]:
    """Lets the catalog follow, until the test is over."""
    over = threading.Event()

    def work() -> None:
        with closing(connection):
            while not over.wait(0.1):
                if Run.objects.filter(finished_at=None).exists():
                    follow()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join(30)


@pytest.fixture
def film(theatre: Theatre) -> Item:
    theatre.server("alpha", movie("Fog", year=1980))
    theatre.sync()
    return Item.objects.get()


@pytest.fixture
def page(both_sizes: BrowserContext, live_server: LiveServer) -> Page:
    cora = people.make_person("cora", "c-Passphrase-9", role=Role.CURATOR)
    log_in(both_sizes, live_server.url, cora)
    return both_sizes.new_page()


def srt(folder: Path, said: str) -> Path:
    path = folder / f"{said}.en.srt"
    path.write_text(f"1\n00:00:01,000 --> 00:00:02,000\n{said}, fog\n")
    return path


@pytest.mark.usefixtures("reconciler")
def test_a_file_is_added_looked_at_replaced_and_taken_out(
    page: Page, live_server: LiveServer, film: Item, tmp_path: Path
) -> None:
    page.goto(f"{live_server.url}{desk.title_url(film)}")
    page.get_by_role("link", name="add captions").click()
    page.get_by_label("File", exact=True).set_input_files(srt(tmp_path, "Hello"))
    page.get_by_label("Language", exact=True).fill("en")
    page.get_by_role("checkbox", name="for the hard of hearing").check()
    page.get_by_role("button", name="Add captions").click()
    expect(page.get_by_text("Added the captions English")).to_be_visible()
    expect(page.get_by_role("cell", name="Hello, fog")).to_be_visible()
    fits(page)
    # It follows by itself.
    expect(page.get_by_role("link", name="Move in time")).to_be_visible()
    fits(page)
    caption = Caption.objects.select_related("server").get(item=film)
    assert caption.server
    assert (caption.key, caption.server.name) == ("en:hi", "Captions by hand")
    shown = page.goto(f"{live_server.url}/captions/{film.public_id}/en:hi.vtt")
    assert shown
    assert b"Hello, fog" in shown.body()
    page.goto(f"{live_server.url}{desk.title_url(film)}")
    page.get_by_role("link", name="Add, replace or take out captions").click()
    # What is wrong is said, and what was typed stays.
    page.get_by_label("Language", exact=True).fill("en")
    page.get_by_role("checkbox", name="for the hard of hearing").check()
    page.get_by_role("button", name="Add captions").click()
    expect(page.get_by_text("Choose a caption file.")).to_be_visible()
    fits(page)
    page.get_by_label("File", exact=True).set_input_files(srt(tmp_path, "Other"))
    expect(page.get_by_role("checkbox", name="for the hard of hearing")).to_be_checked()
    page.get_by_role("button", name="Add captions").click()
    expect(page.get_by_text("Replaced the captions English")).to_be_visible()
    expect(page.get_by_role("cell", name="Other, fog")).to_be_visible()
    assert captions_by_hand.uploaded(film)["en:hi"].name == "Other.en.srt"
    page.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("Took out the captions English")).to_be_visible()
    expect(page.get_by_role("heading", name="Uploaded")).to_have_count(0)
    fits(page)
    settle.close_runs()
    follow()
    assert not Caption.objects.exists()
