"""A curator's clicks, from button to catalog: by mouse, by keys and by dragging.

What the background does is done by a thread here, as in a running installation.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import FieldLock, Item, PriorityRule, Server
from catalog.pictures.keeping import gate
from sync import execute
from sync.models import Run
from tests.browser.conftest import becomes, fits, log_in
from tests.catalog.gallery import photo
from tests.faults import Faulty, answer
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show
from tests.sync.test_libraries import library


@pytest.fixture
def film(theatre: Theatre) -> Item:
    for name in ("alpha", "beta", "gamma"):
        poster = {"url": f"http://{name}/p.jpg", "placeholder": None, "focal": None}
        theatre.server(
            name,
            replace(
                movie("Fog", overview=f"{name} says fog."), artwork={"poster": poster}
            ),
        )
    theatre.sync()
    return Item.objects.get()


@pytest.fixture
def page(both_sizes: BrowserContext, live_server: LiveServer, alice: User) -> Page:
    log_in(both_sizes, live_server.url, alice)
    return both_sizes.new_page()


def row(page: Page, name: str) -> str:
    """The words of a row of the title's page."""
    return page.locator(f"[id='{name}']").inner_text()


@pytest.mark.usefixtures("background")
def test_one_click_and_the_page_says_what_the_catalog_says(
    page: Page, live_server: LiveServer, film: Item
) -> None:
    page.goto(f"{live_server.url}{desk.title_url(film)}")
    fits(page)
    page.get_by_role("button", name="Use beta here: Overview").click()
    # The page follows by itself: nobody presses reload.
    value = page.locator("[id='overview'] td").first.locator(".mh-lines").first
    expect(value).to_have_text("beta says fog.", timeout=30_000)
    assert Item.objects.get().overview == "beta says fog."
    assert PriorityRule.objects.get().servers == ["beta"]
    # What was done stays said.
    assert page.get_by_text("For Overview, beta comes first here").is_visible()

    page.get_by_role("button", name="Lock as empty: Overview").click()
    expect(value).to_have_text("no value", timeout=30_000)
    assert Item.objects.get().overview is None
    page.get_by_role("button", name="Unlock: Overview").click()
    expect(value).to_have_text("beta says fog.", timeout=30_000)
    page.get_by_role("button", name="Usual order: Overview").click()
    expect(value).to_have_text("alpha says fog.", timeout=30_000)
    assert not PriorityRule.objects.exists()
    assert not FieldLock.objects.exists()

    page.get_by_role("button", name="Take this one: poster of gamma").click()
    expect(page.locator("[id='artwork.poster'] .mh-why")).to_contain_text(
        "locked by alice", timeout=30_000
    )
    assert film.artwork.get().url == "http://gamma/p.jpg"
    fits(page)


@pytest.mark.usefixtures("background")
def test_keys_alone_are_enough(page: Page, live_server: LiveServer, film: Item) -> None:
    page.goto(f"{live_server.url}{desk.title_url(film)}")
    page.get_by_role("button", name="Lock: Overview", exact=True).focus()
    page.keyboard.press("Enter")
    why = page.locator("[id='overview'] .mh-why")
    expect(why).to_contain_text("locked by alice", timeout=30_000)
    page.goto(f"{live_server.url}{reverse('admin:catalog_server_order')}")
    page.get_by_role("link", name="gamma one up").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="would c").wait_for()
    page.get_by_role("button", name="Apply").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The order is alpha, then gamma, then beta").wait_for()
    rows = Server.objects.order_by("priority").values_list("slug", flat=True)
    assert list(rows) == ["alpha", "gamma", "beta"]


def test_a_server_is_dragged_to_its_place(
    page: Page, live_server: LiveServer, film: Item
) -> None:
    page.goto(f"{live_server.url}{reverse('admin:catalog_server_order')}")
    fits(page)
    page.locator("[data-slug=gamma]").drag_to(
        page.locator("[data-slug=alpha]"), target_position={"x": 60, "y": 2}
    )
    page.get_by_role(
        "heading", name="of 1 title would come from another server"
    ).wait_for()
    places = page.locator("[data-slug]")
    assert [place.get_attribute("data-slug") for place in places.all()] == [
        "gamma",
        "alpha",
        "beta",
    ]
    fits(page)
    page.get_by_role("link", name="Put back").click()
    page.get_by_role("link", name="Back to the servers").wait_for()
    assert places.first.get_attribute("data-slug") == "alpha"
    assert Server.objects.get(slug="alpha").priority == 1


@pytest.mark.usefixtures("background", "artwork_folder")
def test_a_picture_is_chosen_by_looking_at_it(
    page: Page, live_server: LiveServer, theatre: Theatre
) -> None:
    with (
        Faulty(answer(photo(900, 1350))) as one,
        Faulty(answer(photo(300, 450, "PNG"))) as two,
    ):
        for name, far in (("alpha", one), ("beta", two)):
            poster = {"url": f"{far.url}/p.jpg", "placeholder": None, "focal": None}
            server = theatre.server(
                name,
                replace(
                    movie("Fog", resolution_label="4K", hdr=["hdr10"]),
                    artwork={"poster": poster},
                ),
            )
            Server.objects.filter(pk=server.pk).update(api_url=far.url)
        theatre.sync()
        film = Item.objects.get()
        page.goto(f"{live_server.url}{desk.title_url(film)}")
        row = page.locator("[id='artwork.poster']")
        for name in ("alpha", "beta"):
            picture = row.get_by_alt_text(f"Poster from {name}")
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("naturalWidth", 240, timeout=60_000)
        fits(page)
        expect(page.locator("[id='files.alpha']")).to_contain_text("HDR10")
        page.get_by_role("button", name="Take this one: poster of beta").click()
        expect(row.locator(".mh-why")).to_contain_text(
            "locked by alice", timeout=30_000
        )
        assert film.artwork.get().url == f"{two.url}/p.jpg"
        fits(page)
        gate.settle()


@pytest.mark.usefixtures("background")
def test_a_match_is_fixed(
    page: Page, live_server: LiveServer, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog", year=1980, overview="Out at sea."))
    theatre.server("beta", movie("The Fog", year=1980, overview="A ship comes in."))
    theatre.sync()
    fog = Item.objects.get(title="Fog")
    page.goto(f"{live_server.url}{desk.title_url(fog)}")
    page.get_by_role("link", name="Fix match").click()
    page.get_by_label("Name, year or id").fill("the fog 1980")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Look: The Fog (1980)").click()
    page.get_by_role("heading", name="would be one title").wait_for()
    fits(page)
    overview = page.get_by_role("row", name="Overview")
    expect(overview).to_contain_text("Out at sea.")
    expect(overview).to_contain_text("A ship comes in.")
    assert Item.objects.count() == 2
    page.get_by_role("button", name="Merge them").click()
    page.get_by_text("Decided.").wait_for()
    becomes(page, lambda: Item.objects.count() == 1)
    # Whichever of the two is kept, a split names beta as the part that goes.
    kept = Item.objects.get()
    page.goto(f"{live_server.url}{desk.page_of(kept, 'match')}")
    page.get_by_role("link", name="Split off beta").click()
    page.get_by_role("heading", name="would be a title of its own").wait_for()
    fits(page)
    page.get_by_role("button", name="Split it off").click()
    page.get_by_text("Decided.").wait_for()
    becomes(page, lambda: Item.objects.count() == 2)
    assert {item.title for item in Item.objects.all()} == {"Fog", "The Fog"}


def test_a_library_is_left_out_and_chosen_again(
    page: Page, live_server: LiveServer, theatre: Theatre
) -> None:
    for name, *titles in (("alpha", "Fog", "Heat", "Rain"), ("beta", "Fog")):
        theatre.server(name)
        items = [movie(film, overview=f"{name} says {film}.") for film in titles]
        theatre.scripts[name] = library(*items, *show("Bay", (1, 1)))
    theatre.sync()
    films = Item.objects.filter(kind="movie", available=True)
    before = set(films.values_list("title", "public_id"))
    alpha = Server.objects.get(slug="alpha")
    page.goto(f"{live_server.url}{desk.page_url(alpha)}")
    fits(page)
    page.get_by_role("link", name="Choose libraries").click()
    fits(page)
    page.get_by_label("Movies").uncheck()
    page.get_by_role("button", name="See what that would mean").click()
    page.get_by_role("heading", name="2 movies would be hidden").wait_for()
    expect(page.get_by_label("Movies")).not_to_be_checked()
    expect(page.get_by_role("row", name="Overview")).to_contain_text("beta says Fog.")
    fits(page)
    page.get_by_role("button", name="Apply and sync").click()
    page.get_by_role("heading", name="Run ").first.wait_for()
    execute.carry_out(Run.objects.latest("pk"))
    assert [film.overview for film in films] == ["beta says Fog."]
    # The run's page loads itself anew at its end.
    page.get_by_role("heading", name="What it wrote").wait_for()
    assert page.get_by_text("an operator left them out").is_visible()
    fits(page)

    page.goto(f"{live_server.url}{reverse('admin:catalog_server_changelist')}")
    page.get_by_text("reads shows, without its movies").wait_for()
    fits(page)
    page.goto(f"{live_server.url}{desk.page_url(alpha, 'libraries')}")
    page.get_by_label("Movies").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="See what that would mean").press("Enter")
    page.get_by_role("heading", name="The movies would be read again").wait_for()
    fits(page)
    page.get_by_role("button", name="Apply and sync").press("Enter")
    page.get_by_role("heading", name="Run ").first.wait_for()
    execute.carry_out(Run.objects.latest("pk"))
    assert set(films.values_list("title", "public_id")) == before
