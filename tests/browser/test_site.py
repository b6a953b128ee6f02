"""The site in a real browser: nothing overflows, htmx swaps what it says, keys work."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog import viewing
from catalog.models import Artwork, Item, Progress, Watchlist
from catalog.site.addresses import page_of
from tests.browser.conftest import shifts
from tests.browser.in_pieces import in_pieces
from tests.catalog import shelf

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Extraordinarily" * 20


@pytest.fixture
def bob(transactional_db: None) -> User:
    return User.objects.create_user("bob", "bob@example.org", "b-Passphrase-9")


@pytest.fixture
def page(context: BrowserContext, live_server: LiveServer, bob: User) -> Page:
    """Bob's browser, logged in; a message on its console fails the test."""
    client = Client()
    client.force_login(bob)
    name = settings.SESSION_COOKIE_NAME
    cookie = client.cookies[name].value
    context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def _stage(user: User) -> Item:
    movie = shelf.movie(
        "Solar Drift", genres=["Drama", LONG], overview=LONG * 8, tagline=LONG
    )
    shelf.movie(LONG, genres=["Drama"])
    shelf.movie(None, genres=["Drama"])
    show = shelf.show(LONG, {1: 2, 2: 1}, genres=["Drama"])
    for item in (movie, shelf.at(show, 1, 2)):
        viewing.keep_progress(
            user=user, item=item, position_ms=40, duration_ms=99, at=shelf.NOW
        )
    viewing.add_to_watchlist(user=user, item=show, at=shelf.NOW)
    return movie


def test_no_page_is_wider_than_the_screen(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    _stage(bob)
    items = Item.objects.select_related("parent__parent")
    urls = ["/", "/movies/", "/shows/", "/search/?q=extra", "/watchlist/", "/none/"]
    for url in [*urls, *(page_of(item) for item in items)]:
        page.goto(live_server.url + url)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), url


def test_the_list_changes_in_place(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    movie = _stage(bob)
    page.goto(live_server.url + page_of(movie))
    page.get_by_role("button", name="Add to my list").click()
    expect(page.get_by_role("button", name="On my list")).to_be_visible()
    assert Watchlist.objects.filter(user=bob, item=movie).exists()
    page.get_by_role("button", name="Mark as watched").click()
    expect(page.get_by_role("button", name="Mark as not watched")).to_be_visible()
    assert Progress.objects.get(user=bob, item=movie).finished


def test_a_card_goes_and_the_rest_of_the_row_stays(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    _stage(bob)
    page.goto(live_server.url)
    row = page.locator("#row-continue")
    expect(row.locator(".card")).to_have_count(2)
    row.locator(".card", has_text="Solar Drift").hover()
    page.get_by_role("button", name="Remove Solar Drift").click()
    expect(row.locator(".card")).to_have_count(1)


def test_search_answers_while_typing_and_filters_while_choosing(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    _stage(bob)
    page.goto(f"{live_server.url}/search/")
    page.locator("#q").press_sequentially("solar")
    expect(page.locator("#found")).to_contain_text("Solar Drift")
    expect(page).to_have_url(f"{live_server.url}/search/?q=solar")
    page.goto(f"{live_server.url}/movies/")
    page.locator("select[name=sort]").select_option("title")
    expect(page).to_have_url(f"{live_server.url}/movies/?sort=title")
    page.locator("input[name=unwatched]").check()
    expect(page).to_have_url(f"{live_server.url}/movies/?unwatched=1&sort=title")


def test_keys_reach_everything_and_escape_closes_the_menu(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    _stage(bob)
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    menu = page.locator("details.me")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Account")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Account")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_page_works_without_scripts(
    context: BrowserContext, live_server: LiveServer, bob: User, page: Page
) -> None:
    movie = _stage(bob)
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(
        java_script_enabled=False, storage_state=context.storage_state()
    )
    try:
        opened = plain.new_page()
        opened.goto(live_server.url + page_of(movie))
        opened.get_by_role("button", name="Add to my list").click()
        expect(opened.get_by_role("button", name="On my list")).to_be_visible()
        opened.goto(f"{live_server.url}/movies/")
        opened.locator("select[name=sort]").select_option("title")
        opened.get_by_role("button", name="Show", exact=True).click()
        assert "sort=title" in opened.url
    finally:
        plain.close()


@pytest.mark.parametrize("cut_after", ["</h1>", '<div class="words">', "</section>"])
def test_what_comes_later_pushes_nothing(
    page: Page, live_server: LiveServer, bob: User, cut_after: str
) -> None:
    movie = _stage(bob)
    with in_pieces(live_server.url, cut_after) as address:
        _carry_log_in(page, address)
        for path in ("/", page_of(movie)):
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            assert shifts(page) == [], path


def test_a_picture_that_fails_leaves_its_frame_as_it_is(
    page: Page, live_server: LiveServer, bob: User
) -> None:
    movie = _stage(bob)
    Artwork.objects.bulk_create(
        Artwork(item=item, key="backdrop", url="http://127.0.0.1:9/b.jpg")
        for item in Item.objects.filter(kind__in=["movie", "show"])
    )
    asked: list[str] = []
    page.on("requestfailed", lambda request: asked.append(request.url))
    page.route("**/artwork/**", lambda route: route.abort())
    for path in ("/", page_of(movie)):
        page.goto(live_server.url + path)
        expect(page.locator(".hero .picture-failed").first).to_be_attached()
        assert shifts(page) == [], path
    assert asked, "no picture was asked for"


def _carry_log_in(page: Page, address: str) -> None:
    """Cookies belong to a host, whatever the port; a test's front is another port."""
    page.context.add_cookies(
        [
            {"name": str(c["name"]), "value": str(c["value"]), "url": address}
            for c in page.context.cookies()
        ]
    )
