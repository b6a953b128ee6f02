"""What a call costs in queries, in a small catalog and in a larger one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog import listing
from catalog.models import Item, Server
from sync.models import BulkChange, Run
from tests.api import client_of
from tests.sync import desk
from tests.sync.scripted import Theatre

LISTS = (
    "progress/",
    "watchlists/",
    "movies/",
    "movies/?sort=title",
    "movies/?genre=Drama&year_min=1900",
    "shows/",
    "seasons/",
    "episodes/",
    "episodes/?sort=number",
    "search/?q=o",
    "changes/",
    "activity/",
    "audits/",
    "bulk-changes/",
    "conflicts/",
    "quarantine/",
    "problems/",
    "coverage/",
    "coverage/titles/?missing=tagline",
    "runs/",
    "triggers/",
    "servers/",
)


def _cost(client: Client, url: str) -> int:
    client.get(url)  # what is asked once per process is asked now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def _costs(client: Client) -> dict[str, int]:
    found = {url: _cost(client, f"/api/v1/{url}") for url in LISTS}
    for kind in ("movie", "show", "season", "episode"):
        item = Item.objects.filter(kind=kind).order_by("-title", "-pk").first()
        assert item is not None
        one = f"/api/v1/{kind}s/{item.public_id}/"
        found[f"{kind}s/<id>/"] = _cost(client, one)
        found[f"{kind}s/<id>/provenance/"] = _cost(client, f"{one}provenance/")
    run = Run.objects.order_by("pk").first()
    assert run is not None
    found["runs/<id>/"] = _cost(client, f"/api/v1/runs/{run.pk}/")
    drafted = BulkChange.objects.get()
    found["bulk-changes/<id>/"] = _cost(client, f"/api/v1/bulk-changes/{drafted.pk}/")
    found["me/"] = _cost(client, "/api/v1/me/")
    return found


def test_a_call_costs_the_same_in_a_larger_catalog(
    theatre: Theatre, alice: User
) -> None:
    browser = client_of(alice)
    desk.fill(theatre, movies=2, shows=1)
    small = _costs(browser)
    for name in ("alpha", "beta"):
        theatre.plays(name, *desk.events_of(name, 25, 6))
    theatre.sync()
    Server.objects.bulk_create(
        Server(
            name=f"s{n}",
            slug=f"s{n}",
            kind="media-processor",
            api_url="http://x",
            priority=100 + n,
        )
        for n in range(20)
    )
    large = _costs(browser)
    assert small == large
    assert Item.objects.count() > 40
    kept = Path(__file__).parent.parent / "api_query_budgets.json"
    budgets: dict[str, int] = json.loads(kept.read_text())
    assert set(budgets) == set(large)
    over = {url: n for url, n in large.items() if n > budgets[url]}
    assert not over, f"more queries than tests/api_query_budgets.json allows: {over}"


def test_the_budget_notices_a_query_per_row(
    theatre: Theatre, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a list that forgets its parents asks more in a larger catalog."""
    whole = listing.list_items
    monkeypatch.setattr(
        listing,
        "list_items",
        lambda kind, unavailable=False: whole(
            kind, unavailable=unavailable
        ).select_related(None),
    )
    browser = client_of(alice)
    desk.fill(theatre, movies=1, shows=1)
    small = _cost(browser, "/api/v1/episodes/")
    theatre.plays("alpha", *desk.events_of("alpha", 1, 3))
    theatre.sync("alpha")
    assert _cost(browser, "/api/v1/episodes/") > small
