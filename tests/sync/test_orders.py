"""Curators' rules: which server comes first for a field, a kind, a title."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from catalog.models import FieldSource, Item, PriorityRule, Server
from sync import orders, servers, settle
from sync.explain import as_json, explain
from sync.models import Run
from tests.sync.scripted import Theatre, movie, show
from tests.sync.test_locks import refused, run


def sources(item: Item, *names: str) -> list[tuple[str | None, str]]:
    rows = FieldSource.objects.filter(item=item).select_related("server")
    found = {
        row.field: (row.server.slug if row.server else None, row.reason) for row in rows
    }
    return [found[name] for name in names]


@pytest.fixture
def stage(theatre: Theatre) -> Theatre:
    """Two servers with the same movie and show, told apart by what they say."""
    for name in ("a", "b"):
        tree = show("tv", (1, 1), (2, 1))
        theatre.server(
            name,
            movie("one", overview=f"{name}'s", tagline=f"{name}'s"),
            movie("two", overview=f"{name}'s"),
            *tree,
        )
    theatre.sync()
    return theatre


def test_nearest_and_narrowest_first(stage: Theatre) -> None:
    one = Item.objects.get(title="one")
    assert sources(one, "overview") == [("a", "priority")]
    run("set_rule", "--kind", "movies", "b")
    assert sources(one, "overview", "tagline") == [("b", "kind_rule")] * 2
    run("set_rule", "--field", "overview", "a")
    assert sources(one, "overview", "tagline") == [
        ("a", "field_rule"),
        ("b", "kind_rule"),
    ]
    run("set_rule", "--field", "overview", "--kind", "movie", "b")
    assert sources(one, "overview") == [("b", "field_rule")]
    run("set_rule", "--item", "movie:one", "a", "b")
    assert sources(one, "overview", "tagline") == [("a", "item_rule")] * 2
    run("set_rule", "--item", "movie:one", "--field", "tagline", "b")
    assert sources(one, "overview", "tagline") == [
        ("a", "item_rule"),
        ("b", "item_rule"),
    ]
    for scope in (
        ("--item", "movie:one", "--field", "tagline"),
        ("--item", "movie:one"),
        ("--field", "overview", "--kind", "movie"),
        ("--field", "overview"),
        ("--kind", "movie"),
    ):
        run("clear_rule", *scope)
    assert sources(one, "overview", "tagline") == [("a", "priority")] * 2
    assert not FieldSource.objects.filter(rule__isnull=False).exists()


def test_a_rule_on_a_show_holds_below_it(stage: Theatre) -> None:
    first, second = Item.objects.filter(kind="episode").order_by("parent__number")
    run("set_rule", "--item", "show:tv", "b")
    assert sources(first, "title") == [("b", "item_rule")]
    run("set_rule", "--item", "season:tv S02", "a")
    assert sources(first, "title") == [("b", "item_rule")]
    assert sources(second, "title") == [("a", "item_rule")]
    run("set_rule", "--item", "show:tv", "--kind", "episode", "--field", "title", "b")
    # The nearest title's rule goes before one for more above it.
    assert sources(second, "title") == [("a", "item_rule")]
    assert sources(Item.objects.get(title="one"), "overview") == [("a", "priority")]


def test_only_what_it_can_touch_is_resolved(stage: Theatre) -> None:
    Item.objects.filter(title="two").update(tagline="written behind our back")
    Item.objects.filter(kind="show").update(tagline="behind")
    run("set_rule", "--kind", "season", "b")
    run("set_rule", "--item", "movie:one", "b")
    assert Item.objects.get(title="two").tagline
    run("set_rule", "--field", "tagline", "--kind", "movie", "b")
    assert Item.objects.get(title="two").tagline is None
    assert Item.objects.get(kind="show").tagline
    season = Item.objects.filter(kind="season").first()
    assert season is not None
    assert sources(season, "title") == [("b", "kind_rule")]


def test_the_rule_is_told_in_words(stage: Theatre) -> None:
    run(
        "set_rule",
        "--kind",
        "episode",
        "--item",
        "season:tv S01",
        "--field",
        "title",
        "b",
        "a",
    )
    episode = Item.objects.filter(kind="episode").order_by("parent__number")[0]
    said: Any = as_json(explain(episode))["fields"]["title"]
    assert said["rule"] == "title of episodes of tv S01: b, then a"
    listed = json.loads(run("list_rules", "--json"))["rules"]
    assert [rule["words"] for rule in listed] == [said["rule"]]
    assert listed[0]["item"]["name"] == "tv S01"
    assert said["rule"] in run("list_rules")


def test_the_same_again_changes_nothing(stage: Theatre) -> None:
    run("set_rule", "--kind", "movie", "b", "a")
    before = Run.objects.count()
    run("set_rule", "--kind", "movie", "b", "a")
    assert (PriorityRule.objects.count(), Run.objects.count()) == (1, before)


def test_a_rule_outlives_its_server(stage: Theatre) -> None:
    run("set_rule", "--kind", "movie", "b")
    changed = servers.remove_server(servers.find_server("b"))
    assert changed.run is not None
    settle.resolve_now(changed.run.pk)
    one = Item.objects.get(title="one")
    assert sources(one, "overview") == [("a", "only_source")]
    assert "b (removed)" in run("list_rules")
    run("add_server", "b", "--kind", "media-processor", "--url", "http://b.example")
    assert sources(one, "overview") == [("b", "kind_rule")]


def test_rules_of_titles_that_become_one(theatre: Theatre) -> None:
    theatre.server("a", movie("one", year=2000, overview="a's"))
    theatre.sync()
    theatre.server("b", movie("uno", year=2000, overview="b's"))
    theatre.sync()
    run("set_rule", "--item", "movie:uno", "b")
    run("set_rule", "--item", "movie:uno", "--field", "title", "b")
    run("set_rule", "--item", "movie:one", "--field", "title", "a", "b")
    theatre.says("b", movie("uno", title="one", year=2000, overview="b's"))
    theatre.sync()
    assert PriorityRule.objects.get(field="title").servers == ["a", "b"]
    assert sources(Item.objects.get(title="one"), "overview") == [("b", "item_rule")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a", "a field, a kind or a title"),
        ("--kind film a", "no kind 'film'; there is movie"),
        ("--field plot a", "no field named 'plot'"),
        ("--field captions.en a", "whole fields: set one on 'captions', or lock"),
        ("--field hdr a", "rules on it are set on files"),
        ("--field edition --kind show a", "A show has no field"),
        ("--field files --item season:tv_S01 --kind season a", "no field 'files'"),
        ("--field tagline --item episode:tv_S01E01 a", "no field 'tagline'"),
        ("--kind movie --item show:tv a", "for show, season, episode alone"),
        ("--kind show --item movie:one a", "for movie alone"),
        ("--kind movie a nobody", "no server named 'nobody'"),
        ("--kind movie a b a", "a is named twice"),
        ("--item movie:none a", "No title answers"),
    ],
)
def test_what_cannot_be_is_refused(stage: Theatre, words: str, expected: str) -> None:
    assert expected in refused(
        "set_rule", *(w.replace("_", " ") for w in words.split())
    )
    assert not PriorityRule.objects.exists()


def test_clearing_what_is_not_there(stage: Theatre) -> None:
    assert "There is none yet" in refused("clear_rule", "--kind", "movie")
    run("set_rule", "--kind", "movie", "b")
    assert "list_rules shows" in refused("clear_rule", "--field", "title")


def test_of_two_folders_of_a_server_the_one_that_lost_is_the_alternative(
    theatre: Theatre,
) -> None:
    """The first one is still making its caption; the second one has made it."""
    folders = [
        replace(
            movie(key),
            values={"title": "one"},
            external_ids={"tmdb": "1"},
            captions={
                "en": {
                    "url": f"http://a/{key}",
                    "label": None,
                    "last_modified": None,
                    "pending": pending,
                }
            },
        )
        for key, pending in (("one", True), ("one again", False))
    ]
    theatre.server("a", *folders)
    theatre.sync()
    shown = explain(Item.objects.get()).entries["captions"]["en"]
    assert shown.decided.value == folders[1].captions["en"]
    assert [o.value for o in shown.alternatives] == [folders[0].captions["en"]]


def test_servers_are_put_in_order_in_one_step(theatre: Theatre) -> None:
    for name in ("a", "b", "c", "d"):
        theatre.server(name, movie("one", overview=f"{name}'s"))
    theatre.sync()
    places = dict(Server.objects.values_list("slug", "priority"))
    assert (
        run("set_priority", "d", "a", "c") == "In this order now: d, then a, then c.\n"
    )
    after = dict(Server.objects.values_list("slug", "priority"))
    assert after == {
        "d": places["a"],
        "a": places["c"],
        "c": places["d"],
        "b": places["b"],
    }
    assert Item.objects.get().overview == "d's"
    runs = Run.objects.count()
    assert "already" in run("set_priority", "d", "a", "c")
    assert Run.objects.count() == runs
    # Whoever was removed between the question and the answer has no place.
    named = orders.servers_named(["a", "d"])
    servers.remove_server(named[1])
    with pytest.raises(orders.RuleError, match="removed"):
        orders.set_priorities(named)
