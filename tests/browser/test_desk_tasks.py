"""The usual tasks of a curator: each at most three clicks from the desk's first page.

A click is a button or a link; what is typed, and the key that sends it, comes on top.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import FieldLock, Item, PriorityRule, Server
from sync import execute
from sync.models import Conflict, IdentityDecision, Run
from sync.types import ObservedItem
from tests.browser.conftest import fits, log_in
from tests.sync.scripted import Theatre, movie

_MOST = 3


class Clicks:
    """A curator at the first page, who counts clicks."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.count = 0
        page.goto(f"{base}{reverse('admin:index')}")

    def on(self, what: Locator) -> None:
        self.count += 1
        what.click()
        fits(self.page)

    def link(self, name: str) -> None:
        self.on(self.page.get_by_role("link", name=name).first)

    def button(self, name: str, *, exact: bool = False) -> None:
        self.on(self.page.get_by_role("button", name=name, exact=exact).first)


@pytest.fixture
def clicks(
    chromium: Browser,
    width: int,
    theatre: Theatre,
    live_server: LiveServer,
    alice: User,
) -> Iterator[Clicks]:
    for name in ("alpha", "beta"):
        theatre.server(name, *films(name))
    theatre.sync()
    made = chromium.new_context(viewport={"width": width, "height": 900})
    made.set_default_timeout(30_000)
    log_in(made, live_server.url, alice)
    found = Clicks(made.new_page(), live_server.url)
    yield found
    made.close()
    assert 0 < found.count <= _MOST


def films(server: str) -> list[ObservedItem]:
    """The same film with another poster; and an id that both give to another title."""
    poster = {"url": f"http://{server}/p.jpg", "placeholder": None, "focal": None}
    fog = replace(movie("Fog", overview=f"{server}'s."), artwork={"poster": poster})
    named = {"alpha": ("Ice", 1990), "beta": ("Snow", 2011)}[server]
    odd = replace(movie(named[0], year=named[1]), external_ids={"tmdb": "7"})
    return [fog, odd]


def test_another_order_of_servers(clicks: Clicks) -> None:
    clicks.link("Change the order")
    clicks.link("beta one up")
    clicks.button("Apply")
    expect(clicks.page.get_by_text("The order is beta, then alpha")).to_be_visible()
    rows = Server.objects.order_by("priority").values_list("slug", flat=True)
    assert list(rows) == ["beta", "alpha"]


def test_all_posters_from_one_server(clicks: Clicks) -> None:
    clicks.link("beta")
    clicks.link("Put it first for artwork")
    clicks.button("Apply")
    expect(clicks.page.get_by_text("Artwork: beta")).to_be_visible()
    rule = PriorityRule.objects.get()
    assert (rule.field, rule.kind, rule.servers) == ("artwork", "", ["beta"])


def test_one_overview_for_good(clicks: Clicks) -> None:
    clicks.page.get_by_label("Find a title").fill("Fog")
    clicks.page.keyboard.press("Enter")
    clicks.link("Write… Overview")
    clicks.page.get_by_label("Overview", exact=True).fill("For good.")
    clicks.button("Save", exact=True)
    expect(clicks.page.get_by_text("Locked: Overview")).to_be_visible()
    assert FieldLock.objects.get().value == "For good."


def test_a_conflict(clicks: Clicks) -> None:
    assert Conflict.objects.count() == 1
    clicks.link("1 conflict")
    clicks.link("Decide")
    clicks.button("Merge them")
    expect(clicks.page.get_by_text("Decided")).to_be_visible()
    assert IdentityDecision.objects.get().verdict == "merge"


def test_a_title_whose_server_came_back(clicks: Clicks, theatre: Theatre) -> None:
    for name in ("alpha", "beta"):
        theatre.says(name, films(name)[1])
    theatre.sync()
    assert not Item.objects.get(title="Fog").available
    for name in ("alpha", "beta"):
        theatre.says(name, *films(name))
    clicks.button("Sync all now")
    run = Run.objects.order_by("-pk")[0]
    execute.carry_out(run)
    assert Item.objects.get(title="Fog").available
