"""A real Chromium for tests of pages: Debian's package, driven by Playwright.

Found as `chromium` on the PATH, or named by CHROMIUM.  Without one these tests are
skipped with a sentence that says so; `.ci/run` installs it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    sync_playwright,
)

from accounts.models import User
from sync import execute, settle, triggers
from sync.finalize import scans_to_do
from sync.models import Run
from tests.house.running import Running, until, up
from tests.installation import Installation
from tests.sync.scripted import Theatre
from tests.tiers import WIDTHS as WIDTHS

# Playwright keeps an event loop in the tests' own thread, where Django would refuse
# its database; nothing here awaits anything.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

#: What stands before the link that `up` prints while nobody owns it.
SET_UP = "Set up MediaHub: "
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture
def running(installation: Installation) -> Iterator[Running]:
    """An `up` that nobody owns yet; it has printed the link."""
    with up(installation) as started:
        started.address()
        until(lambda: f"{SET_UP}http" in started.printed, "the link", 30)
        yield started


@pytest.fixture
def theatre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """Scripted servers over the real database, with real commits."""
    return Theatre(monkeypatch)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("no chromium on the PATH; install it, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, width: int) -> Iterator[BrowserContext]:
    """A fresh profile, once for every width."""
    made = chromium.new_context(
        viewport={"width": width, "height": 900}, service_workers="block"
    )
    made.set_default_timeout(30_000)
    refused = refusals(made)
    yield made
    made.close()
    assert refused == [], "pages break the rules they are sent with"


@pytest.fixture
def both_sizes(chromium: Browser, width: int) -> Iterator[BrowserContext]:
    """A fresh profile, whose pages must keep the rules they are sent with."""
    made = chromium.new_context(viewport={"width": width, "height": 900})
    made.set_default_timeout(30_000)
    refused = refusals(made)
    yield made
    made.close()
    assert refused == []


@pytest.fixture
def background(transactional_db: None) -> Iterator[None]:
    """What is asked for is done until the test is over, as by a worker."""
    over = threading.Event()

    def work() -> None:
        with closing(connection):
            while not over.wait(0.1):
                triggers.plan_due()
                for server in execute.due().values_list("server", flat=True).distinct():
                    execute.scan_server(server)
                asked = Run.objects.filter(finished_at=None, purpose="resolve")
                for pk in asked.values_list("pk", flat=True):
                    settle.resolve_now(pk)
                if scans_to_do():
                    settle.finalize_now(lambda: not scans_to_do())
                    settle.close_runs()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join(30)


def becomes(page: Page, holds: Callable[[], object]) -> None:
    """Wait for what the background does."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came about")


def refusals(context: BrowserContext) -> list[str]:
    """Everything that the pages' own Content-Security-Policy refuses from now on."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            found.append(f"{message.location.get('url')}: {message.text}")

    context.on("console", hear)
    return found


def fits(page: Page) -> None:
    """Nothing is wider than the window, once there is a page again."""
    too_wide = (
        "document.readyState === 'complete'"
        " ? document.documentElement.scrollWidth > window.innerWidth : null"
    )
    for _ in range(300):
        with suppress(Error):  # on the way from one page to the next
            page.wait_for_load_state()
            if (found := page.evaluate(too_wide)) is not None:
                assert found is False, page.url
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} never came to rest")


def shifts(page: Page) -> list[str]:
    """What moved on the page by itself so far: how much of the window, and from where.

    https://wicg.github.io/layout-instability/: shares of the window, summed up by
    browsers; less than a ten-thousandth is a letter's edge.
    """
    found: list[str] = page.evaluate(
        """() => new Promise(done => {
            const found = [];
            const box = r => [r.x, r.y, r.width, r.height].map(Math.round);
            new PerformanceObserver(list => {
                for (const shift of list.getEntries()) {
                    if (shift.hadRecentInput || shift.value < 0.0001) continue;
                    const moved = shift.sources.map(source =>
                        `${source.node?.className ?? source.node?.nodeName}`
                        + ` ${box(source.previousRect)} -> ${box(source.currentRect)}`);
                    found.push(`${shift.value.toFixed(4)}: ${moved.join("; ")}`);
                }
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(found), 300);
        })"""
    )
    return found


def log_in(context: BrowserContext, address: str, person: User) -> None:
    """As if the person had gone through the form already."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": address}])
