"""What waits for a curator, from click to database: on a phone and on a laptop.

Each flow begins where a person would, and ends in the rows that it is about.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import tokens
from accounts.models import Activity, ApiToken, User
from catalog.models import FieldChange, Item, PriorityRule
from sync.models import (
    Conflict,
    IdentityDecision,
    Observation,
    Quarantine,
    Run,
    Scan,
    WebhookDelivery,
)
from sync.types import (
    KINDS,
    ItemRead,
    ItemRejected,
    ListingFailed,
    ListingRead,
    ObservedItem,
    Problem,
    ScanEvent,
)
from tests.browser.conftest import becomes, fits, log_in
from tests.sync import signing
from tests.sync.scripted import Theatre, movie
from tests.sync.signing import lamp as lamp

pytestmark = pytest.mark.usefixtures("background")


class Desk:
    """A curator's browser; every page it comes to must fit the window."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base

    def open(self, name: str, *rest: object) -> None:
        self.page.goto(self._base + reverse(name, args=rest))
        fits(self.page)

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name).first.click()
        fits(self.page)

    def follow(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("link", name=name).first.click()
        fits(self.page)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def row(self, text: str) -> Locator:
        """A row of a list, which is a card on a phone."""
        return self.page.locator("#result_list tbody tr").filter(has_text=text)


@pytest.fixture
def curator(both_sizes: BrowserContext, live_server: LiveServer, alice: User) -> Desk:
    log_in(both_sizes, live_server.url, alice)
    return Desk(both_sizes.new_page(), live_server.url)


def _named(key: str, year: int, number: str) -> ObservedItem:
    return replace(movie(key, year=year), external_ids={"tmdb": number})


def test_two_conflicts_are_decided_by_what_is_seen(
    curator: Desk, theatre: Theatre
) -> None:
    theatre.server("alpha", _named("Ice", 1990, "7"), _named("Mud", 1970, "8"))
    theatre.server("beta", _named("Snow", 2011, "7"), _named("Clay", 2001, "8"))
    theatre.sync()
    assert Conflict.objects.count() == 2
    curator.open("admin:index")
    curator.follow("2 conflicts")
    curator.follow("Decide", curator.row("Ice"))
    sides = curator.page.get_by_role("table", name="Values side by side")
    year = sides.locator("tr", has_text="Year").first
    for text in ("1990", "2011", "alpha", "beta"):
        expect(year).to_contain_text(text)
    curator.press("Merge them")
    curator.reads("Decided.")
    becomes(curator.page, lambda: Item.objects.count() == 3)
    curator.follow("Decide", curator.row("Clay"))
    curator.press("Keep them apart")
    curator.reads("No conflict")
    verdicts = IdentityDecision.objects.values_list("verdict", flat=True)
    assert sorted(verdicts) == ["merge", "split"]
    assert Item.objects.count() == 3


def test_a_rule_is_set_seen_noted_and_undone(curator: Desk, theatre: Theatre) -> None:
    for name in ("alpha", "beta"):
        theatre.server(name, movie("Fog", overview=f"{name} says fog."))
    theatre.sync()
    page = curator.page
    curator.open("admin-rules")
    curator.follow("Set the rule for overview of movies")
    curator.follow("beta one up")
    curator.reads("1 value of 1 title would come from another server")
    curator.reads("beta says fog.")
    assert not PriorityRule.objects.exists()
    curator.press("Apply")
    rule = page.get_by_role("link", name="Change the rule for overview of movies")
    expect(page.locator("td").filter(has=rule)).to_contain_text("beta")
    becomes(page, lambda: Item.objects.get().overview == "beta says fog.")
    curator.open("admin:accounts_activity_changelist")
    curator.follow("alice")
    expect(page.get_by_text("1 entry")).to_be_visible()
    page.locator("#result_list tbody th a").click()
    page.get_by_label("Note: why it was done").fill("Better words.")
    curator.press("Keep the note")
    curator.reads("The note is kept.")
    curator.follow("Activity")
    page.locator("#searchbar").fill("better")
    curator.press("Search")
    expect(curator.row("Better words.")).to_have_count(1)
    curator.press("Undo: set a rule")
    curator.reads("Undone.")
    expect(curator.row("undone by alice")).to_have_count(1)
    assert not PriorityRule.objects.exists()
    assert Activity.objects.get(verb="rule_set").note == "Better words."
    becomes(page, lambda: Item.objects.get().overview == "alpha says fog.")


def test_a_title_is_added_changed_and_taken_out_by_hand(curator: Desk) -> None:
    page = curator.page
    curator.open("admin-by-hand")
    curator.follow("Add a movie")
    page.get_by_label("Title").first.fill("Fog")
    page.get_by_label("Year").first.fill("80")
    curator.press("Add")
    # What is wrong stands beside it, and nothing typed is lost.
    expect(page.locator("#error-year")).to_be_visible()
    expect(page.get_by_label("Title").first).to_have_value("Fog")
    page.get_by_label("Year").first.fill("1980")
    page.get_by_label("Files").first.fill("https://films.example/fog.mp4")
    curator.press("Add")
    curator.reads("Added Fog (1980).")
    # The page shows by itself what the catalog made of it.
    made = page.locator("table.mh-table tbody").get_by_role("link")
    expect(made.nth(1)).to_have_text("Fog (1980)")
    expect(page.locator("[data-run]")).to_have_count(0)
    assert Item.objects.get().files.get().url == "https://films.example/fog.mp4"
    made.first.click()
    page.get_by_text("Everything else").click()
    page.get_by_label("Overview", exact=True).fill("Thick.")
    fits(page)
    curator.press("Save")
    curator.reads("Changed Fog (1980).")
    expect(page.locator("[data-run]")).to_have_count(0)
    assert Item.objects.get().overview == "Thick."
    made.first.click()
    curator.press("Take out")
    curator.reads("Took out Fog (1980).")
    becomes(page, lambda: not Item.objects.get().available)
    assert not Observation.objects.filter(listed=True).exists()


def _bad(key: str) -> ItemRejected:
    return ItemRejected(
        kind="movie",
        remote_key=key,
        problem=Problem(code="bad_item", message="Its year is no number."),
        sample='{"year": "soon"}',
    )


def _lists(*items: ObservedItem | ItemRejected) -> list[ScanEvent]:
    return [
        *(i if isinstance(i, ItemRejected) else ItemRead(item=i) for i in items),
        ListingRead(kinds=KINDS, token=None),
    ]


def test_quarantined_items_are_tried_again_and_let_rest(
    curator: Desk, theatre: Theatre
) -> None:
    theatre.server("alpha")
    theatre.plays("alpha", *_lists(movie("Ice"), _bad("Fog"), _bad("Mud")))
    theatre.sync()
    theatre.plays("alpha", *_lists(movie("Ice"), movie("Fog"), _bad("Mud")))
    curator.open("admin:index")
    curator.follow("2 items in quarantine")
    curator.follow("Fog")
    expect(curator.page.get_by_label("Excerpt")).to_contain_text("soon")
    curator.press("Try again now")
    # The run's page comes to its end by itself.
    curator.page.wait_for_url("**/sync/run/**")
    curator.reads("1 created")
    assert Item.objects.filter(title="Fog").exists()
    curator.open("admin:sync_quarantine_changelist")
    expect(curator.row("Fog")).to_have_count(0)
    curator.follow("Mud")
    curator.press("Let it rest")
    curator.reads("It rests, until the reason changes.")
    assert Quarantine.objects.get().dismissed_at is not None
    done = Activity.objects.filter(by__username="alice").order_by("pk")
    verbs = list(done.values_list("verb", flat=True))
    assert verbs == ["quarantine_retried", "quarantine_dismissed"]


def test_held_scans_are_accepted_and_discarded(curator: Desk, theatre: Theatre) -> None:
    for name in ("alpha", "beta"):
        theatre.server(name, *(movie(f"{name} {n}") for n in range(2)))
    theatre.sync()
    for name in ("alpha", "beta"):
        theatre.says(name)
    theatre.sync()
    held = {scan.server.slug: scan for scan in Scan.objects.filter(state="held")}
    assert len(held) == 2
    curator.open("admin:index")
    curator.follow("2 scans are held")
    for server, verb in (("alpha", "Accept"), ("beta", "Discard")):
        curator.open("admin:sync_scan_change", held[server].pk)
        expect(curator.page.get_by_text("2 of 2")).to_be_visible()
        curator.follow(f"{verb} \u2026")
        curator.press(f"{verb} it")
        curator.reads(f"{verb}ed.")
    becomes(
        curator.page,
        lambda: (
            set(Item.objects.filter(available=True).values_list("title", flat=True))
            == {"beta 0", "beta 1"}
        ),
    )
    decided = Scan.objects.order_by("server__slug").filter(state="held")
    assert [scan.decision for scan in decided] == ["discarded"]


def test_what_failed_in_a_run_is_found_and_asked_for_once_more(
    curator: Desk, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.server("beta")
    theatre.plays(
        "beta",
        ListingFailed(
            kinds=KINDS, problem=Problem(code="timeout", message="It went silent.")
        ),
    )
    theatre.sync()
    theatre.sync("alpha")
    theatre.says("beta", movie("Fog", overview="Thick.", tagline="Brr."))
    page = curator.page
    curator.open("admin:sync_run_changelist")
    curator.reads("1 run changed nothing")
    curator.follow("partial")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator("#result_list tbody th a").click()
    first = page.url
    curator.press("Retry what failed")
    page.wait_for_url(lambda url: "/sync/run/" in url and url != first)
    curator.reads("The changes of run")
    assert Run.objects.order_by("-pk")[0].scans.get().server.slug == "beta"
    assert Item.objects.get().overview == "Thick."
    # What it changed is narrowed down to one field.
    curator.follow("The changes of run")
    rows = page.locator("#result_list tbody tr")
    before = rows.count()
    field = page.locator("details[data-filter-title='field']")
    if field.get_attribute("open") is None:
        field.locator("summary").click()
    curator.follow("Overview", field)
    expect(rows).to_have_count(1)
    assert before > 1
    expect(rows).to_contain_text("Thick.")
    assert FieldChange.objects.filter(field="overview", item__title="Fog").count() == 1


@pytest.mark.usefixtures("lamp")
def test_a_delivery_is_replayed(curator: Desk, theatre: Theatre) -> None:
    theatre.server("alpha", movie("Ice"))
    sender = Client(enforce_csrf_checks=True)
    signing.send(sender, b'{"kinds": ["movies"], "note": "hello"}')
    curator.open("admin:sync_webhookdelivery_changelist")
    expect(curator.row("Lamp")).to_contain_text("taken")
    curator.page.locator("#result_list tbody th a").click()
    expect(curator.page.get_by_label("Body")).to_contain_text("hello")
    curator.press("Replay")
    curator.reads("A replay by alice of")
    first, again = WebhookDelivery.objects.order_by("pk")
    assert (again.replay_of, again.is_taken) == (first, True)
    becomes(curator.page, lambda: Item.objects.filter(title="Ice").exists())
    curator.follow(str(first))
    expect(curator.page.get_by_text("Replays of it")).to_be_visible()


def test_a_persons_log_in_and_token_are_ended(curator: Desk, bob: User) -> None:
    here, there = Client(), Client()
    for client, agent in ((here, "Firefox Windows"), (there, "Chrome Android")):
        client.force_login(bob)
        client.get("/", headers={"user-agent": agent})
    tokens.create_token(bob, scopes=["read"], name="Living room")
    page = curator.page
    curator.open("admin:accounts_user_changelist")
    curator.follow("bob")
    curator.press("Log out: Firefox on Windows")
    expect(page.get_by_role("button", name="Log out: ")).to_have_count(1)
    assert here.get("/account/").status_code == 302
    assert there.get("/account/").status_code == 200
    curator.press("Revoke: Living room")
    expect(page.get_by_role("button", name="Revoke: ")).to_have_count(0)
    assert not ApiToken.objects.exists()
    ended = Activity.objects.filter(by__username="alice").order_by("pk")
    verbs = list(ended.values_list("verb", flat=True))
    assert verbs == ["log_in_ended", "token_revoked"]
