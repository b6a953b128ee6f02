"""No page breaks the rules it is sent with: scripts, styles and pictures all load.

Every address without a parameter is opened in Chromium, and one page of every sort of
row of the admin, of every row in the large tier. A page that is added is visited
without a word here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.conftest import log_in, refusals
from tests.sync import desk
from tests.sync.scripted import Theatre
from tests.sync.test_admin_pages import all_urls
from tests.tiers import Tier


class Visits:
    """To every address that has a page; to a page that many lead to, once."""

    def __init__(self, page: Page, client: Client, origin: str) -> None:
        self._page = page
        self._client = client
        self._origin = origin
        self._seen: set[str] = set()

    def to(self, address: str) -> None:
        first = self._client.get(address)
        assert first.status_code < 500, address
        is_page = "html" in first.headers.get("Content-Type", "")
        if first.status_code == 405 or not is_page:
            return
        assert "Content-Security-Policy" in first.headers, address
        location = first.headers.get("Location")
        leads_to = urlsplit(location).path if location else address
        if leads_to not in self._seen:
            self._seen.add(leads_to)
            self._page.goto(f"{self._origin}{address}")


@pytest.fixture
def laptop(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1440, "height": 900})
    made.set_default_timeout(30_000)
    yield made
    made.close()


def plain_addresses(
    resolver: URLResolver | None = None, before: str = "/"
) -> Iterator[str]:
    """Every address of the site that needs nothing filled in."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = before + str(entry.pattern)
        if "<" in address or "(" in address:
            continue
        if isinstance(entry, URLResolver):
            yield from plain_addresses(entry, address)
        elif isinstance(entry, URLPattern):
            yield address


def of_each_view_one(addresses: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for address in addresses:
        found.setdefault(resolve(urlsplit(address).path).view_name, address)
    return list(found.values())


def test_pages_load_all_they_name(
    laptop: BrowserContext,
    live_server: LiveServer,
    theatre: Theatre,
    alice: User,
    tier: Tier,
) -> None:
    desk.fill(theatre)
    log_in(laptop, live_server.url, alice)
    refused = refusals(laptop)
    page = laptop.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
    client = Client()
    client.force_login(alice)
    visits = Visits(page, client, live_server.url)
    every = list(dict.fromkeys([*all_urls(), *plain_addresses()]))
    some = of_each_view_one(every)
    assert len(every) > len(some) > 100
    for address in tier.of(some, every):
        visits.to(address)
    assert refused == []
    assert broken == []


def test_strangers_pages_load_all_they_name(
    laptop: BrowserContext, live_server: LiveServer
) -> None:
    refused = refusals(laptop)
    page = laptop.new_page()
    visits = Visits(page, Client(), live_server.url)
    for address in plain_addresses():
        visits.to(address)
    assert refused == []


def test_what_the_rules_forbid_is_noticed(
    laptop: BrowserContext, live_server: LiveServer
) -> None:
    refused = refusals(laptop)
    page = laptop.new_page()
    page.goto(f"{live_server.url}/admin/login/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.wasRun = true";
            document.body.append(script);
            const style = document.createElement("style");
            style.textContent = "body { color: red }";
            document.body.append(style);
            const picture = new Image();
            picture.src = "http://localhost:9/picture.png";
            document.body.append(picture);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.wasRun") is None
    assert len(refused) == 3, refused
