"""A title that cannot be merged is set aside and said; all others are merged."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Item
from doors import process
from sync import execute, quarantines, settle, strikes
from sync.finalize import project
from sync.models import ChangeToken, Lease, Quarantine, Scan, Trigger
from sync.types import ItemRejected, ListingRead, Problem
from tests.installation import ROOT, Installation
from tests.replay import Replay
from tests.sync.scripted import Theatre, movie, show

Poison = set[str]


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    """Titles whose merging raises."""
    real: Callable[..., Any] = vars(project)["resolve_item"]
    titles: Poison = set()

    def raising(kind: str, observations: Any, *args: Any, **kwargs: Any) -> Any:
        for observed in observations:
            if observed.values.get("title") in titles:
                raise RuntimeError("poison")
        return real(kind, observations, *args, **kwargs)

    monkeypatch.setattr(project, "resolve_item", raising)
    return titles


def titles() -> set[str | None]:
    return set(Item.objects.filter(kind="movie").values_list("title", flat=True))


def test_one_of_many_is_set_aside(theatre: Theatre, poison: Poison) -> None:
    poison.add("m3")
    theatre.server("a", *(movie(f"m{n}") for n in range(7)), *show("tv", (1, 1)))
    run = theatre.sync()
    assert run.state == "succeeded"
    assert titles() == {"m0", "m1", "m2", "m4", "m5", "m6"}
    assert Item.objects.filter(kind="episode").exists()
    row = Quarantine.objects.get()
    assert (row.stage, row.code, row.remote_key) == ("merging", "not_merged", "m3")
    assert "poison" not in row.message
    # Nothing new, nothing tried.
    assert theatre.sync().writes == 0
    assert not Scan.objects.filter(adopted_at__isnull=False, finalized_at=None)


def test_it_is_tried_again_when_its_server_says_something_else(
    theatre: Theatre, poison: Poison
) -> None:
    poison.add("m1")
    theatre.server("a", movie("m0"), movie("m1"))
    theatre.sync()
    since = Quarantine.objects.get().since
    theatre.says("a", movie("m0"), movie("m1", overview="changed"))
    theatre.sync()
    assert Quarantine.objects.get().since == since
    poison.clear()
    theatre.says("a", movie("m0"), movie("m1", overview="mended"))
    theatre.sync()
    assert titles() == {"m0", "m1"}
    assert not Quarantine.objects.exists()


def test_a_title_that_was_merged_before_stays_as_it_was(
    theatre: Theatre, poison: Poison
) -> None:
    theatre.server("a", movie("m1", overview="good"))
    theatre.sync()
    poison.add("m1")
    theatre.says("a", movie("m1", overview="bad"))
    theatre.sync()
    assert Item.objects.get().overview == "good"
    assert Quarantine.objects.get().stage == "merging"
    poison.clear()
    run = quarantines.retry(Quarantine.objects.get(), source=Trigger.Source.COMMAND)
    assert run.titles == [Item.objects.get().pk]
    settle.resolve_now(run.pk)
    assert Item.objects.get().overview == "bad"
    assert not Quarantine.objects.exists()


def test_tangled_titles_are_set_aside_together(
    theatre: Theatre, poison: Poison
) -> None:
    one = replace(movie("one"), external_ids={"tmdb": "1"})
    two = replace(movie("two"), external_ids={"tmdb": "2"})
    theatre.server("a", one)
    theatre.server("b", two, movie("other"))
    theatre.sync()
    poison.add("two")
    theatre.says("b", replace(two, external_ids={"tmdb": "1"}), movie("other"))
    theatre.sync()
    assert titles() == {"one", "two", "other"}
    poison.clear()
    theatre.says("b", replace(two, external_ids={"tmdb": "1"}), movie("late"))
    theatre.sync()
    # What should be one title and is two is looked at whenever identity is.
    assert titles() == {"one", "other", "late"}
    assert not Quarantine.objects.exists()


def test_let_rest_and_shown_again(
    theatre: Theatre, poison: Poison, alice: User
) -> None:
    poison.add("m1")
    theatre.server("a", movie("m1"))
    theatre.sync()
    row = Quarantine.objects.get()
    client = Client()
    client.force_login(alice)
    page = "/admin/sync/quarantine/"
    assert "m1" in client.get(page).content.decode()
    asked = {"action": "let_rest", "_selected_action": [row.pk]}
    assert client.post(page, asked).status_code == 302
    row.refresh_from_db()
    assert row.dismissed_at is not None
    listed = client.get(page).content.decode()
    assert "No item is in quarantine" in listed
    assert "m1" in client.get(f"{page}?resting=yes").content.decode()
    theatre.says("a", movie("m1", overview="x"))
    theatre.sync()
    row.refresh_from_db()
    assert row.dismissed_at is not None
    Quarantine.objects.update(message="another reason")
    theatre.says("a", movie("m1", overview="y"))
    theatre.sync()
    assert Quarantine.objects.get().dismissed_at is None


def test_retry_in_the_admin_and_the_api(
    theatre: Theatre, poison: Poison, alice: User, bob: User
) -> None:
    poison.add("m1")
    theatre.server("a", movie("m1"))
    theatre.sync()
    row = Quarantine.objects.get()
    client = Client()
    client.force_login(alice)
    asked = {"action": "try_again", "_selected_action": [row.pk]}
    assert client.post("/admin/sync/quarantine/", asked).status_code == 302
    assert Trigger.objects.filter(by=alice, purpose="resolve").count() == 1
    answer = client.post(f"/api/v1/quarantine/{row.pk}/retry/")
    assert answer.status_code == 202
    poison.clear()
    settle.resolve_now(answer.json()["run"])
    assert titles() == {"m1"}
    stranger = Client()
    stranger.force_login(bob)
    assert stranger.post("/api/v1/quarantine/1/dismiss/").status_code == 403


def test_an_item_that_cannot_be_read_is_asked_for_again(theatre: Theatre) -> None:
    theatre.server("a", movie("m1"))
    rejected = ItemRejected(
        kind="movie", remote_key="bad", problem=Problem(code="x", message="No title.")
    )
    theatre.plays("a", rejected, ListingRead(kinds=("movie",), token="t"))
    theatre.sync()
    row = Quarantine.objects.get()
    assert ChangeToken.objects.filter(kind="movie").exists()
    theatre.says("a", movie("bad"))
    run = quarantines.retry(row, source=Trigger.Source.COMMAND)
    assert not ChangeToken.objects.filter(kind="movie").exists()
    execute.carry_out(run)
    assert titles() == {"bad"}
    assert not Quarantine.objects.exists()


TITLE = "Solar Drift"


def dies(installation: Installation) -> int:
    return process.run(
        [sys.executable, "-m", "tests.sync.merging_death", TITLE],
        seconds=60,
        env=installation.env | {"MEDIAHUB_LEASE_SECONDS": "1"},
        cwd=Path(ROOT),
    ).code


def test_what_ends_its_worker_three_times_is_set_aside(
    installation: Installation,
) -> None:
    with Replay("a") as peer:
        installation.manage(
            *("add_server", "a", "--kind", "media-processor", "--url", peer.url),
            *("--prefix", peer.prefix, "--secret", peer.secret),
        )
        deaths = [dies(installation) for _ in range(strikes.STRIKES + 1)]
        assert deaths == [-9, -9, -9, 0]
        listed = json.loads(installation.manage("list_quarantine", "--json").stdout)
        (row,) = listed["items"]
        assert (row["stage"], row["code"]) == ("merging", "killed_worker")
        exported = json.loads(installation.manage("export_catalog", "--json").stdout)[
            "items"
        ]
        movies = {i["path"][0] for i in exported if i["kind"] == "movie"}
        assert movies
        assert TITLE not in movies
        # A curator's retry, in a worker that survives it.
        said = installation.manage("retry_quarantined", str(row["id"])).stdout
        assert b"no longer" in said
        assert installation.select("SELECT count(*) FROM sync_quarantine") == [(0,)]


def test_a_lease_given_back_leaves_nothing_behind(theatre: Theatre) -> None:
    theatre.server("a", movie("m1"))
    theatre.sync()
    assert not Lease.objects.filter(doing__isnull=False).exists()
