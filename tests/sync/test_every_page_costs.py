"""Every address that opens a page or a document, and what it asks of the database.

`tests/every_page_query_budgets.json` has a number for each, and 1,500 titles ask for
no more than 100 (20,000 in the large tier).  A new address needs a line there, or is
named here among those that are no pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule

from accounts import invitations
from accounts.models import Household, User
from catalog import viewing
from catalog.models import FieldChange, Item, Server
from catalog.site.addresses import page_of
from mediahub.setup.models import Setup
from sync import by_hand, execute, written
from sync.models import (
    BulkChange,
    Conflict,
    Observation,
    Run,
    Scan,
    Schedule,
    Sender,
    Trigger,
)
from sync.schedules import SYNC
from tests.api import bearer, client_of
from tests.catalog import shelf
from tests.routes import Route, all_routes
from tests.sync import desk
from tests.sync.scripted import Theatre
from tests.tiers import Tier

BUDGETS: Final = Path(__file__).parent.parent / "every_page_query_budgets.json"
KINDS: Final = ("movie", "show", "season", "episode")
_DECIDED: Final = ("merge", "split")
_CAPTIONS: Final = ("captions", "caption", "caption-shift")
#: Lead elsewhere, take a POST alone, or send bytes; tests of their own ask them.
NO_PAGES: Final = {
    *("account_theme", "account_captions", "account_tokens", "account_token"),
    *("account_place", "account_places", "account_reset_password_from_key"),
    *("admin:login", "admin:logout", "admin:password_change", "admin:jsi18n"),
    *("admin:", "admin:autocomplete", "admin:view_on_site", "admin:app_list"),
    *("admin:password_change_done", "admin:accounts_user_reset_link"),
    *("admin:accounts_household_changelist", "admin:sync_run_sync_all"),
    *(f"admin:sync_bulkchange_{deed}" for deed in ("apply", "stop", "undo", "export")),
    *("admin:sync_run_retry", "api-run-retry", "admin:catalog_fieldchange_export"),
    *(f"admin:catalog_{k}_export" for k in ("movie", "show", "season", "episode")),
    "admin-coverage-sheet",
    *("admin:accounts_user_end_log_in", "admin:accounts_user_revoke_token"),
    *("admin:accounts_activity_note", "admin:accounts_activity_undo"),
    *("admin:sync_sender_rotate", "api-webhook-rotate"),
    *("admin:sync_schedule_switch", "admin:catalog_server_sync"),
    *("admin:catalog_server_test", "admin:catalog_server_switch"),
    *("media-processor-sync", "media-processor-status", "webhook", "webhook-token"),
    *("setup", "setup_owner", "setup_look", "setup_test", "setup_start"),
    *("setup_finish", "setup_link", "keep", "watched", "put_aside"),
    *("artwork", "stream", "hls", "captions", "chapters"),
    *("admin:catalog_problemreport_decide", "admin-delivery-replay"),
    "admin:sync_quarantine_decide",
    *("api-held-scan-accept", "api-held-scan-discard"),
    *(f"admin:catalog_{k}_choose" for k in ("movie", "show", "season", "episode")),
    *(f"admin:catalog_{k}_picture" for k in ("movie", "show", "season", "episode")),
    *(f"api-{k}-{deed}" for k in ("movie", "show") for deed in _DECIDED),
    *("api-quarantine-retry", "api-quarantine-dismiss", "api-order-apply"),
    *(f"api-bulk-{deed}" for deed in ("apply", "stop", "undo", "export", "import")),
    *("api-movie-lock", "api-show-lock", "api-season-lock", "api-episode-lock"),
    *(f"api-{k}-{n}" for k in ("movie", "episode") for n in _CAPTIONS),
    "api-rule",
    *(
        "api-token",
        "api-watchlist",
        "api-change-revert",
        "api-playback",
        "api-run-events",
        "api-nothing",
    ),
}
STRANGERS: Final = {"account_login", "account_signup", "account_join"}
Addresses = dict[str, Callable[[], str]]


def _stage(theatre: Theatre, alice: User) -> Addresses:
    """Rows of every kind, and how the addresses with parts are filled in."""
    desk.fill(theatre)
    shelf.many_movies(90)
    run = Run.objects.order_by("-created", "pk").first()
    # Which schedules there are depends on the tests before: one of our own, alone.
    Schedule.objects.all().delete()
    quarter = IntervalSchedule.objects.get_or_create(every=15, period="minutes")[0]
    Schedule.objects.create(name="Sync", task=SYNC, interval=quarter)
    Household.objects.create(sign_up=Household.SignUp.APPROVAL)
    Setup.objects.create(step=Setup.Step.SYNC, run=run)
    made = invitations.make(by=alice)
    bearer(alice, "read")
    # The first of their kinds, whatever is added.
    first = {
        kind: Item.objects.filter(kind=kind, available=True).order_by("pk")[0]
        for kind in KINDS
    }
    for kind in ("movie", "episode"):
        item = first[kind]
        viewing.keep_progress(
            user=alice, item=item, position_ms=9, duration_ms=99, at=timezone.now()
        )
    for kind in ("movie", "show"):
        viewing.add_to_watchlist(user=alice, item=first[kind], at=timezone.now())
    watched = first["movie"].public_id
    caption = desk.captions_page(Item.objects.get(title="Movie 1"))
    captions_by_hand = desk.uploads_page(Item.objects.get(title="Movie 1"))
    held = _held_scan()
    by_hand_one = _by_hand()
    changed = FieldChange.objects.create(
        item=first["movie"], action="updated", field="overview", at=timezone.now()
    )
    asked = Trigger.objects.filter(run=run).get()
    drafted = BulkChange.objects.get()
    conflict = Conflict.objects.order_by("pk")[0].pk
    found: Addresses = {
        "admin:sync_conflict_decide": lambda: reverse(
            "admin:sync_conflict_decide", args=[conflict]
        ),
        "admin:sync_bulkchange_choose": lambda: desk.page_url(drafted, "choose"),
        "admin:sync_bulkchange_apply": lambda: desk.page_url(drafted, "apply"),
        "admin:sync_bulkchange_stop": lambda: desk.page_url(drafted, "stop"),
        "admin:sync_bulkchange_undo": lambda: desk.page_url(drafted, "undo"),
        "admin:sync_bulkchange_progress": lambda: desk.page_url(drafted, "progress"),
        "api-bulk-change": lambda: reverse("api-bulk-change", args=[drafted.pk]),
        "api-conflict": lambda: reverse("api-conflict", args=[conflict]),
        "account_join": lambda: reverse("account_join", args=[made.token]),
        "watch": lambda: reverse("watch", args=["movie", watched]),
        "report": lambda: reverse("report", args=["movie", watched]),
        "admin:catalog_fieldchange_revert": lambda: reverse(
            "admin:catalog_fieldchange_revert",
            args=[changed.pk],
        ),
        "api-why-missing": lambda: f"/api/v1/why-missing/?text={watched}",
        "admin-why-missing": lambda: f"/admin/why-missing/?text={watched}",
        "admin-coverage": lambda: "/admin/coverage/?kind=movie",
        "admin-rule": lambda: "/admin/rules/one/?field=overview&kind=movie",
        "admin-caption": lambda: caption,
        "admin-captions-by-hand": lambda: captions_by_hand,
        "admin-by-hand-add": lambda: f"/admin/by-hand/add/?kind=movie&like={watched}",
        "admin-by-hand-one": lambda: reverse(
            "admin-by-hand-one", args=[by_hand_one.pk]
        ),
        "admin-find": lambda: "/admin/find/?q=movie",
        "api-search": lambda: "/api/v1/search/?q=movie",
        "search": lambda: "/search/?q=movie",
        "api-coverage-titles": lambda: "/api/v1/coverage/titles/?missing=tagline",
        "api-progress-of": lambda: reverse("api-progress-of", args=[watched]),
        "api-run": lambda: reverse("api-run", args=[run.pk if run else 0]),
        "api-rule-preview": lambda: "/api/v1/rules/preview/?kind=movie&servers=beta",
        "api-order-preview": lambda: (
            "/api/v1/servers/order/preview/?servers=beta,alpha"
        ),
        "api-server": lambda: reverse("api-server", args=["alpha"]),
        "api-libraries-preview": lambda: (
            "/api/v1/servers/alpha/libraries/preview/?libraries=shows"
        ),
        "admin:catalog_server_libraries": lambda: (
            desk.page_url(Server.objects.get(slug="alpha"), "libraries")
            + "?tried=yes&libraries=shows"
        ),
        "api-held-scan": lambda: reverse("api-held-scan", args=["alpha"]),
        "admin:sync_scan_accept": lambda: desk.page_url(held, "accept"),
        "admin:sync_scan_discard": lambda: desk.page_url(held, "discard"),
        "api-trigger": lambda: reverse("api-trigger", args=[asked.pk]),
        "api-webhook": lambda: reverse("api-webhook", args=[Sender.objects.get().slug]),
    }
    for kind in ("movie", "show"):
        found[f"admin:catalog_{kind}_match"] = lambda item=first[kind]: (  # type: ignore[misc]
            desk.page_of(item, "match") + "?q=1"
        )
    for kind, item in first.items():
        one = item.public_id
        found[kind] = lambda item=item: page_of(item)  # type: ignore[misc]
        found[f"admin:catalog_{kind}_edit"] = lambda kind=kind, item=item: reverse(  # type: ignore[misc]
            f"admin:catalog_{kind}_edit", args=[item.pk]
        )
        for name in (f"api-{kind}", f"api-{kind}-provenance", f"api-{kind}-locks"):
            found[name] = lambda name=name, one=one: reverse(  # type: ignore[misc]
                name, args=[one]
            )
    return found


def _by_hand() -> Observation:
    said = written.read("movie", {"title": "Written down"})
    kept = by_hand.add(said, source=Trigger.Source.ADMIN)
    if kept.run is not None:
        execute.carry_out(kept.run)
    return kept.row


def _held_scan() -> Scan:
    loss = {"kind": "movie", "field": "", "withdrawn": 2, "of": 2, "examples": ["A"]}
    return Scan.objects.create(
        server=Server.objects.get(slug="alpha"),
        state=Scan.State.HELD,
        decision=Scan.Decision.WAITING,
        losses=[loss],
        proven={},
    )


def _address(route: Route, found: Addresses) -> str:
    if route.name in found:
        return found[route.name]()
    desk_name = route.name.removeprefix("admin:")
    whole, _, view = desk_name.rpartition("_")
    if desk_name == route.name or view not in {"change", "delete", "history"}:
        return route.url
    app, _, model = whole.partition("_")
    row = apps.get_model(app, model)._default_manager.order_by("pk").first()
    return reverse(route.name, args=[row.pk]) if row else ""


def _asked(found: Addresses, alice: User) -> dict[str, int]:
    """How many queries each takes, the second time it is asked for."""
    browser, costs, no_page = client_of(alice), {}, []
    for route in all_routes():
        if route.name in NO_PAGES:
            continue
        if not (url := _address(route, found)):
            no_page.append(f"{route} has no row")
            continue
        client: Client = Client() if route.name in STRANGERS else browser
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer: Any = client.get(url)
        if answer.status_code == 403 and route.name.startswith("admin:"):
            continue  # rows of that kind are shown, and nothing else
        if answer.status_code != 200:
            no_page.append(f"{route} says {answer.status_code}")
        costs[route.name] = len(queries)
    assert no_page == [], "give them a row, or name them in NO_PAGES"
    return costs


def test_every_page_asks_as_much_of_many_titles_as_of_100(
    theatre: Theatre, alice: User, tier: Tier
) -> None:
    found = _stage(theatre, alice)
    small = _asked(found, alice)
    shelf.many_movies(tier.of(1_500, 20_000))
    Server.objects.bulk_create(
        Server(
            name=f"s{n}",
            slug=f"s{n}",
            kind="media-processor",
            api_url="http://s.example",
            priority=100 + n,
            enabled=False,
        )
        for n in range(20)
    )
    large = _asked(found, alice)
    more = {name: (n, large[name]) for name, n in small.items() if large[name] != n}
    assert not more, f"queries before and after: {more}"
    budgets: dict[str, int] = json.loads(BUDGETS.read_text())
    assert set(budgets) == set(large), "every page has its line, and no other"
    over = {name: n for name, n in large.items() if n > budgets[name]}
    assert not over, f"more queries than {BUDGETS.name} allows: {over}"
