"""Why something cannot be seen: every reason there is, each with its way out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.models import Alias, Item, MediaFile
from sync import servers, settle
from sync.models import Observation, Quarantine, Scan, StagedObservation, Withdrawal
from sync.staging import STATED, staged_row
from sync.types import (
    KINDS,
    ItemRejected,
    ListingFailed,
    ListingRead,
    ObservedItem,
    Problem,
)
from tests.api import client_of, curator, problem
from tests.flows.hub import Hub
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show


def _asked(text: str, *more: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(Hub().do("why_missing", text, "--json", *more))
    for reason in _reasons(said):
        assert reason["message"]
        assert reason["message"].endswith((".", ")", "?")) or ":" in reason["message"]
    return said


def _reasons(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [*said["reasons"], *(r for case in said["cases"] for r in case["reasons"])]


def _codes(text: str, *more: str) -> list[str]:
    return [reason["code"] for reason in _reasons(_asked(text, *more))]


def _settle(changed: servers.Changed) -> None:
    if changed.run is not None:
        settle.resolve_now(changed.run.pk)


def _hold(scan: Scan, *items: ObservedItem) -> None:
    """As a scan that waits for a curator leaves its rows."""
    Scan.objects.filter(pk=scan.pk).update(
        state=Scan.State.HELD, decision=Scan.Decision.WAITING, proven={}
    )
    for item in items:
        values = dict(zip(STATED, staged_row(item).values, strict=True))
        StagedObservation.objects.create(scan=scan, epoch=scan.epoch, **values)


def test_a_title_that_is_shown_says_where(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog", year=1980), *show("Harbor", (1, 1)))
    theatre.sync()
    for text in (
        "fog",
        "movie:Fog (1980)",
        str(Item.objects.get(title="Fog").public_id),
    ):
        (case,) = _asked(text)["cases"]
        assert (case["visible"], case["url"]) == (True, "/movies/fog-1980/"), text
        assert case["reasons"] == []
    said = Hub().do("why_missing", "fog")
    assert "is shown at /movies/fog-1980/" in said
    (case,) = _asked("episode:Harbor S01E01")["cases"]
    assert case["url"] == "/shows/harbor/season/1/episode/1/"


def test_nobody_lists_it(theatre: Theatre) -> None:
    assert _codes("Fog") == ["not_listed", "no_server"]
    theatre.server("alpha", movie("Tin"))
    assert _codes("Fog") == ["not_listed", "never_synced"]
    theatre.sync()
    assert _codes("Fog") == ["not_listed"]
    failed = ListingFailed(kinds=KINDS, problem=Problem(code="timeout", message="No."))
    theatre.plays("alpha", failed)
    theatre.sync()
    assert _codes("Fog") == ["not_listed", "server_failing"]
    _settle(servers.change_server(servers.find_server("alpha"), enabled=False))
    assert _codes("Fog") == ["not_listed", "server_disabled"]


def test_who_listed_an_unavailable_title_last(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"), movie("Tin"))
    theatre.server("beta", movie("Fog"), movie("Tin"))
    theatre.server("gamma", movie("Fog"), movie("Tin"))
    theatre.sync()
    theatre.says("alpha", movie("Tin"))
    theatre.sync("alpha")
    _settle(servers.change_server(servers.find_server("beta"), enabled=False))
    assert _codes("fog") == []
    _settle(servers.remove_server(servers.find_server("gamma")))
    said = _asked("fog")
    (case,) = said["cases"]
    assert (case["visible"], case["url"]) == (False, None)
    reasons = {reason["code"]: reason for reason in case["reasons"]}
    assert list(reasons) == [
        "unavailable",
        "withdrawn",
        "server_disabled",
        "server_removed",
    ]
    assert "since 2" in reasons["unavailable"]["message"]
    assert "sync alpha" in reasons["withdrawn"]["way_out"]
    assert "set_server beta --enable" in reasons["server_disabled"]["way_out"]
    assert "gamma" in reasons["server_removed"]["way_out"]


def test_a_folder_and_an_id_name_a_title_too(theatre: Theatre) -> None:
    fog = replace(movie("Nebel (1980)", title="Fog"), external_ids={"tmdb": "603"})
    theatre.server("alpha", fog)
    theatre.sync()
    for text in ("nebel", "tmdb:603"):
        (case,) = _asked(text)["cases"]
        assert case["name"] == "Fog", text
    assert _codes("tmdb:604") == ["not_listed"]
    assert _codes("imdb:603") == ["not_listed"]
    assert _codes("100%") == ["not_listed"]


def test_quarantined(theatre: Theatre) -> None:
    bad = ItemRejected(
        kind="movie",
        remote_key="Broken (1999)",
        problem=Problem(code="bad_item", message="Its title is a number"),
    )
    known = ItemRejected(
        kind="movie",
        remote_key="Fog",
        problem=Problem(code="bad_item", message="Its title is a list"),
    )
    end = ListingRead(kinds=KINDS, token=None)
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    theatre.plays("alpha", bad, known, end)
    theatre.sync()
    assert Quarantine.objects.count() == 2
    (case,) = _asked("broken")["cases"]
    (reason,) = case["reasons"]
    assert (case["visible"], reason["code"]) == (False, "quarantined")
    assert "Its title is a number" in reason["message"]
    (case,) = _asked("fog")["cases"]
    assert case["visible"] is True
    assert [reason["code"] for reason in case["reasons"]] == ["quarantined"]


def test_held_back_or_to_be_taken_away(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"), movie("Tin"))
    theatre.sync()
    scan = Scan.objects.get()
    _hold(scan, movie("New Film"), movie("Tin", overview="news"))
    gone = Item.objects.get(title="Fog").observations.get()
    Withdrawal.objects.create(scan=scan, observation=gone)
    (case,) = _asked("new film")["cases"]
    (reason,) = case["reasons"]
    assert (case["visible"], reason["code"]) == (False, "held")
    assert "accept_scan alpha" in reason["way_out"]
    (case,) = _asked("fog")["cases"]
    assert (case["visible"], case["reasons"][0]["code"]) == (True, "held")
    assert "would take it away" in case["reasons"][0]["message"]
    assert "News of it" in _asked("tin")["cases"][0]["reasons"][0]["message"]
    assert _codes("nothing such") == ["not_listed", "held"]


def test_in_conflict_merged_without_a_file_and_below_what_is_hidden(
    theatre: Theatre,
) -> None:
    twin = replace(movie("Twin A", year=1950), external_ids={"tmdb": "7"})
    other = replace(movie("Twin B", year=2020), external_ids={"tmdb": "7"})
    theatre.server("alpha", twin, *show("Harbor", (1, 1)))
    theatre.server("beta", other)
    theatre.sync()
    item = Item.objects.get(title="Twin A")
    (case,) = _asked("twin a")["cases"]
    (reason,) = case["reasons"]
    assert reason["code"] == "conflict"
    assert "Twin B" in reason["message"]
    assert "tmdb:7" in reason["message"]
    alias = Alias.objects.create(
        public_id="0193f0f0-0000-7000-8000-000000000001",
        item=item,
        kind="movie",
        slug="old-name",
        created_at=timezone.now(),
    )
    for text in (str(alias.public_id), "Old Name"):
        (case,) = _asked(text)["cases"]
        assert case["reasons"][0]["code"] == "merged", text
        assert case["id"] == str(item.public_id)
    MediaFile.objects.filter(item=item).delete()
    assert "no_file" in _codes("twin a")
    Item.objects.filter(title="Harbor").update(available=False)
    (case,) = _asked("Part 1")["cases"]
    assert case["visible"] is False
    assert case["reasons"][0]["code"] == "above_unavailable"


def test_an_item_without_a_place(theatre: Theatre) -> None:
    theatre.server("alpha", *show("Harbor", (1, 1)))
    theatre.sync()
    episode = Observation.objects.filter(kind="episode")
    episode.update(item=None, episode_number=None)
    assert "unplaced" in _codes("S01E01")


def test_for_a_person_who_may_not_come_in(theatre: Theatre, bob: User) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    assert _codes("fog", "--user", "BOB") == []
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert _codes("fog", "--user", "bob") == ["account_disabled"]
    User.objects.filter(pk=bob.pk).update(waiting_since=timezone.now())
    assert _codes("fog", "--user", "bob") == ["not_approved"]


def test_the_api_says_the_same(theatre: Theatre, bob: User) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    url, browser = "/api/v1/why-missing/", client_of(curator())
    for text in ("fog", "nothing such"):
        assert browser.get(url, {"text": text}).json() == _asked(text)
    assert browser.get(url, {"text": "fog", "user": "bob"}).status_code == 200
    problem(browser.get(url, {"text": "fog", "user": "nobody"}), 400)
    problem(browser.get(url), 400)
    problem(browser.get(url, {"text": " "}), 400)
    problem(client_of(bob).get(url, {"text": "fog"}), 403)


def test_many_of_a_name_are_not_all_told(theatre: Theatre) -> None:
    theatre.server("alpha", *(movie(f"Film {n}") for n in range(25)))
    theatre.sync()
    said = _asked("film")
    assert (len(said["cases"]), said["more"]) == (20, True)
    assert "say it more closely" in Hub().do("why_missing", "film")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "text"),
        (("",), "part of a title"),
        (("   ",), "part of a title"),
        (("x" * 501,), "part of a title"),
        (("fog", "--user", "nobody"), "nobody"),
        (("fog", "--user", ""), "nobody named ''"),
    ],
)
@pytest.mark.django_db
def test_what_is_not_there_is_named(arguments: tuple[str, ...], named: str) -> None:
    done = Hub().run("why_missing", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert named in done.err


def test_the_page_answers_too(theatre: Theatre, alice: User) -> None:
    theatre.server("alpha", movie("Fog"), movie("Tin"))
    theatre.sync()
    theatre.says("alpha", movie("Fog"))
    theatre.sync()
    url, browser = "/admin/why-missing/", client_of(alice)
    assert "Why can’t it be seen?" in desk.text_of(browser, "/admin/")
    assert "is shown at" in desk.text_of(browser, url, text="fog")
    assert "lists it no more" in desk.text_of(browser, url, text="tin")
    assert "There is nobody named" in desk.text_of(browser, url, text="x", user="nn")
    assert "Say what is missing" in desk.text_of(browser, url, text="   ")
    assert "never-there" in desk.text_of(browser, url, text="never-there")
