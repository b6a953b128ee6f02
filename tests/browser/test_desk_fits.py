"""The desk on a phone: no page is wider than the window, and hints are under boxes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from accounts.models import Activity, User
from catalog.models import FieldChange, Item, ProblemReport, Server
from sync.models import Audit, BulkChange, Conflict, Quarantine, Run, WebhookDelivery
from tests.browser.conftest import WIDTHS, fits, log_in
from tests.sync import desk
from tests.sync.scripted import Theatre


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": WIDTHS[0], "height": 900})
    made.set_default_timeout(30_000)
    yield made
    made.close()


def test_pages_of_the_desk_fit_a_phone(
    phone: BrowserContext, live_server: LiveServer, theatre: Theatre, alice: User
) -> None:
    desk.fill(theatre)
    log_in(phone, live_server.url, alice)
    page = phone.new_page()
    film = Item.objects.get(title="Movie 1")
    edit = reverse("admin:catalog_movie_edit", args=[film.pk])
    conflict = Conflict.objects.order_by("pk")[0]
    for address in (
        edit,
        desk.title_url(film),
        desk.captions_page(film),
        desk.page_of(film, "match") + "?q=movie",
        desk.page_of(film, "match") + "?server=beta",
        desk.page_url(Audit.objects.order_by("pk")[0]),
        desk.page_url(conflict, "decide"),
        desk.page_url(Quarantine.objects.order_by("pk")[0]),
        desk.list_url(Conflict),
        desk.list_url(Activity),
        desk.page_url(Activity.objects.order_by("pk")[0]),
        desk.list_url(ProblemReport),
        desk.page_url(ProblemReport.objects.order_by("pk")[0]),
        reverse("admin:catalog_server_order") + "?order=beta,alpha",
        desk.page_url(Server.objects.get(slug="alpha"), "libraries"),
        desk.page_url(Server.objects.get(slug="alpha"), "libraries")
        + "?tried=yes&libraries=shows",
        reverse("admin:index"),
        reverse("admin-rules"),
        f"{reverse('admin-find')}?q=Movie",
        f"{reverse('admin-by-hand-add')}?kind=episode&like={film.public_id}",
        reverse("admin-logs"),
        desk.page_url(WebhookDelivery.objects.order_by("pk")[0]),
        f"{reverse('admin-rule')}?field=overview&order=beta,alpha",
        desk.list_url(BulkChange),
        desk.page_url(BulkChange.objects.get()),
        desk.page_url(BulkChange.objects.get(), "choose"),
        reverse("admin:sync_run_ask"),
        reverse("admin:sync_sender_add"),
        desk.list_url(Run),
        desk.page_url(Run.objects.filter(scans__isnull=False).order_by("pk")[0]),
        desk.list_url(FieldChange),
        desk.page_url(Server.objects.order_by("pk")[0]),
        f"{reverse('admin-coverage')}?kind=movie&only_on=alpha&field=overview",
        f"{reverse('admin-coverage')}?kind=movie",
        f"{reverse('admin-why-missing')}?text=Movie",
    ):
        page.goto(f"{live_server.url}{address}")
        fits(page)
    page.goto(
        f"{live_server.url}{reverse('admin:catalog_server_order')}?order=beta,alpha"
    )
    caption = page.locator(".mh-values caption").bounding_box()
    assert caption
    assert caption["height"] < 60, "its words stand below one another"
    page.goto(f"{live_server.url}{edit}")
    box = page.locator("textarea[name='value-genres']")
    hint = page.locator("[id='hint-genres']")
    above, below = box.bounding_box(), hint.bounding_box()
    assert above
    assert below
    assert below["x"] == pytest.approx(above["x"], abs=1)
    assert 0 <= below["y"] - above["y"] - above["height"] < 12
    cast = page.locator("textarea[name='value-cast']").input_value().split("\n")
    assert len(cast) == 12
    assert cast[0].endswith("| Hero")
    # Last, for one more server comes with it.
    page.goto(f"{live_server.url}{desk.uploads_page(film)}")
    fits(page)
