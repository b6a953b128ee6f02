"""The page of a run follows it by itself, with and without a place to listen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from sync import servers, triggers
from sync.api import events
from sync.models import Run, Scan, Trigger
from tests.browser.conftest import log_in


@pytest.fixture
def run(live_server: LiveServer, alice: User) -> Run:
    for name in ("attic", "cellar"):
        servers.add_server(name=name, kind="media-processor", api_url=f"http://{name}")
    planned = triggers.plan(
        triggers.request_sync(source=Trigger.Source.ADMIN, by=alice).pk
    )
    Run.objects.filter(pk=planned.pk).update(state=Run.State.RUNNING)
    moves("attic", movie=[1204, 5000, False], rate=316.4, current="Solar Drift")
    return planned


def moves(server: str, *, rate: float = 0.0, current: str = "", **counts: Any) -> None:
    Scan.objects.filter(server__slug=server).update(
        state=Scan.State.RUNNING,
        phase=Scan.Phase.DETAILS,
        counts=counts,
        rate=rate,
        current=current,
        started_at=timezone.now(),
        moved_at=timezone.now(),
    )


def ends(run: Run) -> None:
    now = timezone.now()
    Scan.objects.update(
        state=Scan.State.COMPLETE, phase="", counts={}, items=5000, finished_at=now
    )
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.SUCCEEDED, finished_at=now, created=7
    )


@pytest.fixture
def page(
    context: BrowserContext, live_server: LiveServer, alice: User
) -> Iterator[Page]:
    log_in(context, live_server.url, alice)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    opened.close()
    assert troubles == []


@pytest.mark.parametrize("listens", [True, False])
def test_a_run_is_followed_to_its_end(
    page: Page,
    run: Run,
    live_server: LiveServer,
    listens: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    if not listens:
        monkeypatch.setattr(events._places, "acquire", lambda blocking: False)
    page.goto(f"{live_server.url}/admin/sync/run/{run.pk}/change/")
    expect(page.get_by_text("1,204 of about 5,000 movies")).to_contain_text(
        "316 per second · about 12 s left · now: Solar Drift"
    )
    expect(page.get_by_text("waiting for its turn")).to_be_visible()
    bars = page.locator("progress")
    assert bars.nth(0).evaluate("bar => bar.position") == pytest.approx(0.2408)
    assert bars.nth(1).evaluate("bar => bar.position") == -1
    moves("attic", movie=[2500, 5000, False], rate=250, current="Copper Harbor")
    expect(page.get_by_text("now: Copper Harbor")).to_be_visible()
    assert bars.nth(0).evaluate("bar => bar.position") == 0.5
    # What stands around it follows the states, too.
    cellar = page.get_by_role("row").filter(has_text="cellar")
    scanned = cellar.filter(has_text="scan ")
    expect(scanned).to_contain_text("waiting")
    moves("cellar", movie=[1, 10, False])
    expect(scanned).to_contain_text("reading")
    expect(cellar.filter(has_text="so far")).to_have_count(1)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    ends(run)
    expect(page.get_by_text("7 created")).to_be_visible()
    expect(page.locator("progress")).to_have_count(0)
    address = f"/api/v1/runs/{run.pk}/"
    assert any(url.endswith(address) for url in asked) is not listens
    assert any(url.endswith(f"{address}events/") for url in asked)


def test_the_first_page_shows_what_runs(
    page: Page, run: Run, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_text("1,204 of about 5,000 movies")).to_be_visible()
    moves("attic", movie=[5000, 5000, True], current="Night Ferry")
    expect(page.get_by_text("now: Night Ferry")).to_be_visible()
    ends(run)
    expect(page.locator(".run-over")).to_have_count(2)
    page.reload()
    expect(page.locator("progress")).to_have_count(0)


def test_without_scripts_the_page_comes_anew_by_itself(
    chromium: Browser, run: Run, live_server: LiveServer, alice: User
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    log_in(context, live_server.url, alice)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/sync/run/{run.pk}/change/")
    moves("attic", movie=[2500, 5000, False], current="Copper Harbor")
    expect(page.get_by_text("now: Copper Harbor")).to_be_visible(timeout=30_000)
    ends(run)
    expect(page.get_by_text("7 created")).to_be_visible(timeout=30_000)
    assert page.locator("noscript").count() == 0, "what is over needs no news"
    context.close()
