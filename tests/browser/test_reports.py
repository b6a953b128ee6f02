"""A problem on its way from a viewer to a curator and back, each in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import FieldLock, Item, ProblemReport
from tests.browser.conftest import becomes, fits, log_in
from tests.sync.scripted import Theatre, movie


@pytest.fixture
def viewer(
    chromium: Browser, both_sizes: BrowserContext, live_server: LiveServer, bob: User
) -> Iterator[Page]:
    """Bob's page, as large as the curator's."""
    size = both_sizes.new_page()
    made = chromium.new_context(viewport=size.viewport_size)
    size.close()
    made.set_default_timeout(30_000)
    log_in(made, live_server.url, bob)
    yield made.new_page()
    made.close()


@pytest.mark.usefixtures("background")
def test_a_viewer_reports_and_a_curator_answers_and_hides_the_file(
    viewer: Page,
    both_sizes: BrowserContext,
    live_server: LiveServer,
    theatre: Theatre,
    alice: User,
) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.server("beta", movie("Fog"))
    theatre.sync()
    film = Item.objects.get()
    # From the title's page; without saying what is wrong, it says so.
    viewer.goto(f"{live_server.url}/movies/{film.slug}/")
    viewer.get_by_role("link", name="Report a problem").click()
    fits(viewer)
    viewer.get_by_label("the sound").check()
    viewer.get_by_label("Say more").fill("Only hiss.")
    viewer.get_by_role("button", name="Report it").click()
    viewer.get_by_text("Reported.").wait_for()
    fits(viewer)
    # From the player, which knows where the film was and what went wrong.
    viewer.goto(f"{live_server.url}/watch/movie/{film.public_id}/")
    viewer.locator("#report-link").click()
    viewer.wait_for_url("**/report/**")
    expect(viewer.get_by_text("Only hiss.")).to_have_count(0)
    viewer.get_by_label("it does not play").check()
    viewer.get_by_role("button", name="Report it").click()
    viewer.get_by_text("Reported.").wait_for()
    told = {row.kind: row for row in ProblemReport.objects.all()}
    assert set(told) == {"sound", "playback"}
    # Nobody answers there: by then it may have gone on with the other file.
    assert told["playback"].evidence["file"]["key"] in {"alpha", "beta"}
    assert told["sound"].evidence["file"]["key"] == "alpha"

    log_in(both_sizes, live_server.url, alice)
    desk = both_sizes.new_page()
    desk.goto(f"{live_server.url}{reverse('admin:index')}")
    desk.get_by_role("link", name="2 problems that viewers reported").click()
    fits(desk)
    row = desk.locator("#result_list tbody tr").filter(has_text="Only hiss.")
    row.get_by_role("link", name="the sound").click()
    fits(desk)
    desk.get_by_label("Answer", exact=True).fill("Another file plays now.")
    desk.get_by_role("button", name="Answer", exact=True).click()
    desk.get_by_text("Answered. bob sees it under Account.").wait_for()
    fits(desk)
    desk.get_by_role("button", name="Hide this file").click()
    desk.get_by_text("The file is hidden").first.wait_for()
    fits(desk)
    lock = FieldLock.objects.get()
    assert (lock.field, lock.key, lock.value) == ("files", "alpha", None)
    becomes(desk, lambda: list(film.files.values_list("key", flat=True)) == ["beta"])

    viewer.goto(f"{live_server.url}/account/")
    expect(viewer.get_by_text("Another file plays now.")).to_be_visible()
    fits(viewer)
