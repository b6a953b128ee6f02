"""The desk for everyone: axe-core finds nothing serious on its pages.

https://github.com/dequelabs/axe-core is installed with the checks of our JavaScript
(`npm ci`); without it these tests are skipped with a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item, ProblemReport, Server
from sync.models import BulkChange, Conflict, Quarantine, Run, WebhookDelivery
from tests.browser.conftest import WIDTHS, log_in
from tests.installation import ROOT
from tests.sync import desk
from tests.sync.scripted import Theatre
from tests.tiers import Tier

_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_BAD: Final = ("serious", "critical")


@pytest.fixture(scope="session")
def axe() -> str:
    if not _AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    return _AXE.read_text()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[[int, Any], BrowserContext]]:
    made: list[BrowserContext] = []

    def opened(width: int, scheme: Any) -> BrowserContext:
        made.append(
            chromium.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
        )
        made[-1].set_default_timeout(30_000)
        return made[-1]

    yield opened
    for context in made:
        context.close()


def pages() -> list[str]:
    """Those that are ours: what Django draws by itself is its own."""
    film = Item.objects.get(title="Movie 1")
    show = Item.objects.filter(kind="show").order_by("pk")[0]
    conflict = Conflict.objects.order_by("pk")[0]
    return [
        reverse("admin:index"),
        desk.title_url(film),
        desk.title_url(show),
        desk.captions_page(film),
        desk.uploads_page(film),
        desk.page_of(film, "match") + "?q=movie",
        desk.page_of(film, "match") + "?server=beta",
        reverse("admin:catalog_movie_edit", args=[film.pk]),
        reverse("admin:catalog_server_order") + "?order=beta,alpha,captions-by-hand",
        desk.page_url(Server.objects.get(slug="alpha"), "libraries")
        + "?tried=yes&libraries=shows",
        reverse("admin-rules"),
        reverse("admin-by-hand"),
        reverse("admin-by-hand-add") + f"?kind=movie&like={film.public_id}",
        reverse("admin-rule") + "?field=overview&kind=movie",
        reverse("admin-coverage") + "?kind=movie",
        reverse("admin-why-missing") + "?text=Movie",
        desk.page_url(BulkChange.objects.get()),
        desk.page_url(BulkChange.objects.get(), "choose"),
        desk.page_url(conflict, "decide"),
        desk.page_url(Quarantine.objects.order_by("pk")[0]),
        desk.page_url(Run.objects.filter(scans__isnull=False).order_by("pk")[0]),
        desk.list_url(Run),
        reverse("admin-coverage") + "?kind=movie&only_on=alpha&field=overview",
        desk.page_url(Server.objects.order_by("pk")[0]),
        desk.page_url(ProblemReport.objects.order_by("pk")[0]),
        desk.page_url(WebhookDelivery.objects.order_by("pk")[0]),
        reverse("admin-logs"),
        desk.page_url(Run.objects.order_by("pk")[0]),
    ]


@pytest.mark.parametrize(
    ("turn", "width", "scheme"), [(0, WIDTHS[-1], "light"), (1, WIDTHS[0], "dark")]
)
def test_axe_finds_nothing_serious(
    turn: int,
    width: int,
    scheme: str,
    window: Callable[[int, Any], BrowserContext],
    live_server: LiveServer,
    theatre: Theatre,
    alice: User,
    axe: str,
    tier: Tier,
) -> None:
    """Every page in one of the two; in the large tier, in both."""
    desk.fill(theatre)
    context = window(width, scheme)
    log_in(context, live_server.url, alice)
    page = context.new_page()
    found: list[str] = []
    for address in pages()[tier.of(turn, 0) :: tier.of(2, 1)]:
        page.goto(f"{live_server.url}{address}")
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            f"{address}: {bad['id']}, {node['target']}: {node['failureSummary']}"
            for bad in result["violations"]
            if bad["impact"] in _BAD
            for node in bad["nodes"][:3]
        ]
    assert not found, "\n".join(found)


def test_axe_would_find_something(
    window: Callable[[int, Any], BrowserContext], axe: str
) -> None:
    page = window(WIDTHS[0], "light").new_page()
    page.set_content("<html lang=en><title>t</title><main><img src=x></main></html>")
    page.evaluate(axe)
    result = page.evaluate("axe.run()")
    impacts = {bad["id"]: bad["impact"] for bad in result["violations"]}
    assert impacts["image-alt"] in _BAD
