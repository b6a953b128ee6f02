"""Many titles changed from the list: ticked, seen, applied, followed and undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import FieldLock, Item
from sync import bulk, settle
from sync.bulk import applying
from sync.models import Run
from tests.browser.conftest import fits, log_in
from tests.sync.scripted import Theatre, movie

FILMS = 60


@pytest.fixture
def theatre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    # All is left to the background, as a large one is.
    monkeypatch.setattr(applying, "SMALL", 0)
    return Theatre(monkeypatch)


@pytest.fixture
def begin_work(transactional_db: None) -> Iterator[threading.Event]:
    """Set, the reconciler's part is done until the test is over."""
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        with closing(connection):
            begun.wait()
            while not over.wait(0.1):
                for pk in bulk.due():
                    bulk.carry_out(pk)
                asked = Run.objects.filter(finished_at=None, purpose="resolve")
                for pk in asked.values_list("pk", flat=True):
                    settle.resolve_now(pk)

    thread = threading.Thread(target=work)
    thread.start()
    yield begun
    over.set()
    begun.set()
    thread.join(60)


@pytest.fixture
def page(both_sizes: BrowserContext, live_server: LiveServer, alice: User) -> Page:
    log_in(both_sizes, live_server.url, alice)
    return both_sizes.new_page()


def test_all_that_match_are_locked_followed_and_undone(
    page: Page,
    live_server: LiveServer,
    theatre: Theatre,
    begin_work: threading.Event,
) -> None:
    theatre.server("alpha", *(movie(f"Film {n:02}") for n in range(FILMS)))
    theatre.sync()
    page.goto(f"{live_server.url}{reverse('admin:catalog_movie_changelist')}")
    page.get_by_label("all that match").check()
    page.get_by_label("Action:").select_option(label="Lock a field…")
    fits(page)
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_text("60 movies selected").wait_for()
    fits(page)
    page.get_by_label("Field:", exact=True).select_option(label="Tagline")
    page.get_by_label("Value").fill("Mine")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("heading", name="60 would change").wait_for()
    assert not FieldLock.objects.exists()
    fits(page)
    page.get_by_role("button", name="Apply").click()
    # What the page follows is still to come.
    expect(page.locator("[data-words]")).to_have_text("0 of 60")
    fits(page)
    begin_work.set()
    # It comes to its end by itself: nobody presses reload.
    page.get_by_role("heading", name="60 changed").wait_for()
    fits(page)
    page.get_by_role("link", name="Run").first.wait_for()
    assert FieldLock.objects.filter(value="Mine").count() == FILMS
    page.get_by_role("button", name="Undo…").click()
    page.get_by_role("heading", name="60 would change").wait_for()
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="60 changed").wait_for()
    assert not FieldLock.objects.exists()
    assert Item.objects.count() == FILMS
