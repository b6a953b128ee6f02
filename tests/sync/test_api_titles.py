"""Titles over the API: lists, filters, details, search, provenance, history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import Alias, FieldChange, Item
from catalog.public_id import new_public_id
from sync import servers
from sync.models import Conflict
from tests.api import client_of, curator, problem
from tests.sync import desk
from tests.sync.scripted import Theatre


def _titles(client: Client, url: str, **query: Any) -> list[str]:
    answer = client.get(f"/api/v1/{url}", query)
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


def test_lists_and_filters(theatre: Theatre, bob: User) -> None:
    desk.fill(theatre)
    Item.objects.filter(title="Movie 0").update(genres=["Drama", "Ärger"], year=1999)
    browser = client_of(bob)
    whole = _titles(browser, "movies/", sort="title")
    assert whole == sorted(whole)
    assert {"Movie 0", "Movie 1", "Movie 2", "Twin A", "Twin B"} < set(whole)
    assert _titles(browser, "movies/", year=1999) == ["Movie 0"]
    assert _titles(browser, "movies/", year_max=1999, sort="title") == [
        "Movie 0",
        "Twin B",
    ]
    assert _titles(browser, "movies/", genre="Ärger") == ["Movie 0"]
    assert _titles(browser, "movies/", genre="Dram") == []
    show = Item.objects.get(kind="show")
    season = Item.objects.get(kind="season", number=1)
    seasons = browser.get("/api/v1/seasons/", {"show": str(show.public_id)}).json()
    assert [row["number"] for row in seasons["results"]] == [0, 1]
    episodes = browser.get("/api/v1/episodes/", {"show": str(show.public_id)}).json()
    assert [
        (row["season"]["number"], row["number"]) for row in episodes["results"]
    ] == [(0, 1), (1, 1), (1, 2)]
    assert episodes["results"][0]["show"]["title"] == "Show 0"
    inside = browser.get("/api/v1/episodes/", {"season": str(season.public_id)}).json()
    assert len(inside["results"]) == 2


def test_pages_lead_through_the_whole_list(theatre: Theatre, bob: User) -> None:
    desk.fill(theatre)
    browser = client_of(bob)
    found: list[str] = []
    url: str | None = "/api/v1/movies/?page_size=2&sort=title"
    while url:
        page = browser.get(url).json()
        assert len(page["results"]) <= 2
        found += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(found) == len(set(found)) == Item.objects.filter(kind="movie").count()


def test_a_title_with_all_its_values(theatre: Theatre, bob: User) -> None:
    desk.fill(theatre)
    item = Item.objects.get(title="Movie 0")
    url = f"/api/v1/movies/{item.public_id}/"
    said = client_of(bob).get(url).json()
    assert said["fields"]["overview"] == item.overview
    assert said["fields"]["tagline"] is None
    assert said["entries"]["captions"]["en"]["label"] == desk.EVIL
    assert said["url"].endswith(url)
    # The servers' addresses are for who curates.
    assert "url" not in said["entries"]["captions"]["en"]
    assert "http://alpha" not in json.dumps(said)
    seen = client_of(curator()).get(url).json()
    assert seen["entries"]["captions"]["en"]["url"].startswith("http://")
    problem(client_of(bob).get(f"/api/v1/shows/{item.public_id}/"), 404)


def test_a_merged_title_answers_to_its_old_id(theatre: Theatre, bob: User) -> None:
    desk.fill(theatre)
    item = Item.objects.get(title="Movie 0")
    old = Alias.objects.create(
        public_id=new_public_id(), item=item, kind="movie", created_at=timezone.now()
    )
    said = client_of(bob).get(f"/api/v1/movies/{old.public_id}/").json()
    assert said["id"] == str(item.public_id)


def test_viewers_are_not_shown_what_is_unavailable(theatre: Theatre, bob: User) -> None:
    desk.fill(theatre)
    Item.objects.filter(title="Movie 1").update(available=False)
    item = Item.objects.get(title="Movie 1")
    url = f"/api/v1/movies/{item.public_id}/"
    viewer, curates = client_of(bob), client_of(curator())
    assert "Movie 1" not in _titles(viewer, "movies/")
    assert _titles(viewer, "movies/", available="false") == []
    assert _titles(viewer, "search/", q="Movie 1") == []
    problem(viewer.get(url), 404)
    assert "Movie 1" in _titles(curates, "movies/")
    assert _titles(curates, "movies/", available="false") == ["Movie 1"]
    assert curates.get(url).json()["available"] is False


def test_search(theatre: Theatre, bob: User) -> None:
    desk.fill(theatre)
    browser = client_of(bob)
    assert _titles(browser, "search/", q=" 1  movie ") == ["Movie 1"]
    assert _titles(browser, "search/", q="MOVIE")[:2] == ["Movie 0", "Movie 1"]
    assert _titles(browser, "search/", q="show 0")[0] == "Show 0"
    assert _titles(browser, "search/", q="movie", kind="show") == []
    assert _titles(browser, "search/", q="%") == []
    assert _titles(browser, "search/", q="twin", page_size=1) == ["Twin A"]


def test_provenance_is_what_explain_says(
    theatre: Theatre, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.fill(theatre)
    item = Item.objects.get(title="Movie 0")
    url = f"/api/v1/movies/{item.public_id}/provenance/"
    browser = client_of(curator())
    for query, options in (({}, []), ({"field": "overview"}, ["--field=overview"])):
        call_command("explain", str(item.public_id), "--json", *options)
        printed = json.loads(capsys.readouterr().out)
        assert browser.get(url, query).json() == printed
    assert printed["fields"]["overview"]["source"] == "alpha"
    problem(browser.get(url, {"field": "nope"}), 400)


def test_history(theatre: Theatre) -> None:
    desk.fill(theatre)
    item = Item.objects.get(title="Movie 0")
    theatre.server("gamma")
    browser = client_of(curator())
    url = "/api/v1/changes/"
    whole = browser.get(url, {"page_size": 200}).json()["results"]
    assert [row["id"] for row in whole] == sorted(
        FieldChange.objects.values_list("pk", flat=True), reverse=True
    )[:200]
    of_item = browser.get(url, {"item": str(item.public_id)}).json()["results"]
    assert {row["item"]["id"] for row in of_item} == {str(item.public_id)}
    run = whole[0]["run"]
    of_run = browser.get(url, {"run": run}).json()["results"]
    assert of_run
    assert {row["run"] for row in of_run} == {run}
    named = browser.get(url, {"field": "overview"}).json()["results"]
    assert {row["field"] for row in named} <= {"overview"}
    assert browser.get(url, {"server": "gamma"}).json()["results"] == []
    alphas = browser.get(url, {"server": "alpha"}).json()["results"]
    assert all("alpha" in (r["old_source"], r["new_source"]) for r in alphas)


def test_conflicts(theatre: Theatre) -> None:
    desk.fill(theatre)
    row = Conflict.objects.get()
    (said,) = client_of(curator()).get("/api/v1/conflicts/").json()["results"]
    assert (said["evidence"], said["kind"]) == (row.evidence, "movie")
    assert {said["left"]["title"], said["right"]["title"]} == {"Twin A", "Twin B"}


def test_no_answer_holds_a_secret(theatre: Theatre, alice: User) -> None:
    desk.fill(theatre)
    item = Item.objects.get(title="Movie 0")
    browser = client_of(alice)
    servers.change_server(servers.find_server("alpha"), secret=desk.SECRET)
    for url in (
        "servers/",
        "servers/alpha/",
        "runs/",
        "triggers/",
        "changes/",
        f"movies/{item.public_id}/",
        f"movies/{item.public_id}/provenance/",
    ):
        answer = browser.get(f"/api/v1/{url}")
        assert answer.status_code == 200
        assert desk.SECRET not in answer.content.decode()
