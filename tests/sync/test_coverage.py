"""Who has what: counted by hand, beside what the whole catalog is counted as."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.fields import KEYED, SINGLE, of_kind
from catalog.models import FieldLock, Item
from catalog.queries import values_of
from sync import coverage, servers, settle
from sync.coverage import Place
from sync.explain import explain
from sync.types import JSONValue, ObservedItem
from tests.api import client_of, curator, problem
from tests.flows.hub import Hub
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show


def _film(key: str, *captions: str, poster: bool = True, **more: Any) -> ObservedItem:
    entry: dict[str, JSONValue] = {
        "url": "http://x",
        "label": None,
        "last_modified": None,
        "pending": False,
    }
    picture: dict[str, JSONValue] = {
        "url": "http://x",
        "placeholder": None,
        "focal": None,
    }
    return replace(
        movie(key, **more),
        captions=dict.fromkeys(captions, entry),
        artwork={"poster": picture} if poster else {},
    )


@pytest.fixture
def stocked(theatre: Theatre) -> Theatre:
    """Three films on two servers, one of them gone from both since."""
    theatre.server(
        "alpha",
        _film("Fog", "en", overview="a"),
        _film("Tin", poster=False),
        _film("Gone", "de", overview="a"),
        *show("S", (1, 1), (1, 2)),
    )
    theatre.server("Beta", _film("Fog", "en", "de", "en:hi", tagline="b"))
    theatre.scripts["beta"] = theatre.scripts["Beta"]
    theatre.sync()
    theatre.says(
        "alpha",
        _film("Fog", "en", overview="a"),
        # Two folders of one server, one title.
        replace(_film("Tin", poster=False), external_ids={"tmdb": "9"}),
        replace(_film("Tin again", "fr", poster=False), external_ids={"tmdb": "9"}),
        *show("S", (1, 1), (1, 2)),
    )
    theatre.sync("alpha")
    return theatre


def _place(*place: str) -> tuple[int, int, dict[str, int]]:
    """Titles with a value, locks, and offers there."""
    (found,) = [c for c in coverage.coverage().places if c.place == Place(*place)]
    return found.with_value, found.locked, dict(found.offered)


def test_each_field_is_counted_by_kind_and_server(stocked: Theatre) -> None:
    counted = coverage.coverage()
    assert counted.titles == {"movie": 2, "show": 1, "season": 1, "episode": 2}
    assert counted.servers == {"alpha": "alpha", "beta": "Beta"}
    assert _place("movie", "title") == (2, 0, {"alpha": 2, "beta": 1})
    assert _place("movie", "overview") == (1, 0, {"alpha": 1})
    assert _place("movie", "tagline") == (1, 0, {"beta": 1})
    assert _place("movie", "networks") == (0, 0, {})
    assert _place("movie", "captions") == (2, 0, {"alpha": 2, "beta": 1})
    assert _place("movie", "captions", "de") == (1, 0, {"beta": 1})
    assert _place("movie", "captions", "fr") == (1, 0, {"alpha": 1})
    assert _place("movie", "artwork", "poster") == (1, 0, {"alpha": 1, "beta": 1})
    assert _place("movie", "files") == (2, 0, {"alpha": 2, "beta": 1})
    assert _place("movie", "external_ids", "tmdb") == (1, 0, {"alpha": 1})
    assert _place("episode", "title") == (2, 0, {"alpha": 2})


def test_locks_and_servers_that_do_not_count(stocked: Theatre) -> None:
    fog, tin = Item.objects.get(title="Fog"), Item.objects.get(title="Tin")
    now = timezone.now()
    FieldLock.objects.create(item=fog, field="overview", value=None, at=now)
    FieldLock.objects.create(item=tin, field="tagline", value="x", at=now)
    changed = servers.change_server(servers.find_server("Beta"), enabled=False)
    assert changed.run is not None
    settle.resolve_now(changed.run.pk)
    assert _place("movie", "overview") == (0, 1, {"alpha": 1})
    assert _place("movie", "tagline") == (1, 1, {})
    # Locked as empty is not missing: alpha has it.
    assert list(coverage.missing("overview").filter(kind="movie")) == [tin]
    assert list(coverage.missing("tagline", kind="movie")) == [fog]


def _titles(hub: Hub, *arguments: str) -> list[str]:
    said = json.loads(hub.do("coverage", "--json", *arguments))
    assert said["count"] == len(said["titles"])
    return [title["title"] for title in said["titles"]]


def test_lists_of_what_is_missing_and_who_alone_has_it(stocked: Theatre) -> None:
    hub = Hub()
    assert _titles(hub, "--missing", "artwork.poster", "--kind", "movie") == ["Tin"]
    assert _titles(hub, "--missing", "captions", "--kind", "movie") == []
    assert _titles(hub, "--missing", "tagline") == ["Tin", "S"]
    assert _titles(hub, "--only-on", "Beta", "captions.de") == ["Fog"]
    assert _titles(hub, "--only-on", "alpha", "captions.de") == []
    assert _titles(hub, "--only-on", "alpha", "captions") == ["Tin"]
    assert _titles(hub, "--only-on", "alpha", "files", "--kind", "movie") == ["Tin"]
    # A key is a whole key, in its own letters.
    assert _titles(hub, "--only-on", "Beta", "captions.en:hi") == ["Fog"]
    assert _titles(hub, "--only-on", "Beta", "captions.e") == []
    assert _titles(hub, "--only-on", "Beta", "captions.DE") == []
    text = hub.do("coverage", "--missing", "artwork.poster", "--kind", "movie")
    tin = Item.objects.get(title="Tin")
    assert text == f"{tin.public_id}  movie    Tin\n1 title.\n"
    assert "--limit 0" in hub.do("coverage", "--missing", "tagline", "--limit", "1")


def test_the_command_and_the_api_say_the_same(stocked: Theatre) -> None:
    hub, browser = Hub(), client_of(curator())
    said = json.loads(hub.do("coverage", "--json"))
    assert browser.get("/api/v1/coverage/").json() == said
    of_shows = json.loads(hub.do("coverage", "--json", "--kind", "show"))
    assert browser.get("/api/v1/coverage/", {"kind": "show"}).json() == of_shows
    assert {row["kind"] for row in of_shows["fields"]} == {"show"}
    url = "/api/v1/coverage/titles/"
    found = browser.get(url, {"missing": "artwork.poster", "kind": "movie"}).json()
    assert [title["title"] for title in found["results"]] == ["Tin"]
    found = browser.get(url, {"only_on": "Beta", "field": "captions.de"}).json()
    assert [title["title"] for title in found["results"]] == ["Fog"]
    for query in (
        {},
        {"missing": "colour"},
        {"missing": "title", "kind": "film"},
        {"only_on": "nobody", "field": "title"},
        {"only_on": "Beta"},
        {"missing": "title", "only_on": "Beta", "field": "title"},
        {"missing": "episode_number", "kind": "movie"},
    ):
        problem(browser.get(url, query), 400)
    table = hub.do("coverage")
    assert "movie: 2 available" in table
    assert "captions.en:hi" in table


def test_counts_are_those_of_every_title_by_itself(theatre: Theatre) -> None:
    """The bits and keys say what the values say."""
    desk.fill(theatre, movies=4, shows=2)
    having: Counter[Place] = Counter()
    offered: Counter[tuple[Place, str]] = Counter()
    shown = list(Item.objects.filter(available=True))
    values = values_of(shown)
    for item in shown:
        explained = explain(item)
        for field, value in values[item.pk].fields.items():
            having[Place(item.kind, field)] += value.value is not None
        for field, entries in values[item.pk].entries.items():
            having[Place(item.kind, field)] += bool(entries)
            for key in entries:
                having[Place(item.kind, field, key)] += field != "files"
        for name, one in explained.fields.items():
            sources = {other.server for other in one.alternatives}
            for server in {*sources, one.decided.source}:
                offered[Place(item.kind, name), str(server)] += 1
    for covered in coverage.coverage().places:
        assert covered.with_value == having[covered.place], covered
        if covered.place.field in {field.name for field in SINGLE}:
            for server, count in covered.offered.items():
                assert count == offered[covered.place, server], covered
    assert KEYED
    assert of_kind("movie")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--kind", "film"), "film"),
        (("--missing", "colour"), "colour"),
        (("--missing", "artwork.banner"), "banner"),
        (("--missing", "episode_number", "--kind", "movie"), "episode_number"),
        (("--only-on", "nobody", "title"), "nobody"),
        (("--only-on", "nobody"), "--only-on"),
        (("--missing", "title", "--only-on", "a", "title"), "--only-on"),
        (("--limit", "-1"), "--limit"),
    ],
)
@pytest.mark.django_db
def test_what_is_not_there_is_named(arguments: tuple[str, ...], named: str) -> None:
    done = Hub().run("coverage", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert named in done.err


def test_the_page_counts_and_lists_what_is_missing(
    stocked: Theatre, alice: User
) -> None:
    browser, url = client_of(alice), "/admin/coverage/"
    page = desk.text_of(browser, url)
    assert "Of 2 available movies" in page
    assert "missing=tagline" in page
    assert "Of 1 available shows" in desk.text_of(browser, url, kind="show")
    found = desk.text_of(browser, url, kind="movie", missing="artwork.poster")
    assert "1 movie without" in found
    assert "Tin" in found
    assert "no field named" in desk.text_of(browser, url, missing="colour")
