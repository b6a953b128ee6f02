"""Conflicts are decided by a curator, once; and what each of them was about."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from catalog.models import FieldLock, Item
from sync.models import Conflict, IdentityDecision
from tests.flows.hub import Hub
from tests.sync.scripted import Theatre, movie


def said(key: str, year: int, mark: str | None = None, **ids: str) -> Any:
    return replace(movie(key, year=year), external_ids=ids, fingerprint=mark)


def listed(hub: Hub) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(hub.do("list_conflicts", "--json"))[
        "conflicts"
    ]
    return found


def disagree(theatre: Theatre, *, mark: str | None = None) -> None:
    theatre.says("a", said("heat", 1995, mark, tmdb="1"))
    theatre.says("b", said("cold", 2003, mark, tmdb="1"))
    theatre.sync()


def two(theatre: Theatre) -> None:
    theatre.server("a")
    theatre.server("b")
    disagree(theatre)


def test_kept_apart_for_good(theatre: Theatre) -> None:
    two(theatre)
    hub = Hub()
    (conflict,) = listed(hub)
    assert (conflict["reason"], conflict["evidence"]) == ("titles_differ", "tmdb:1")
    assert conflict["decisions"] == ["merge", "keep-apart"]
    number = str(conflict["id"])
    assert "cold" in hub.do("list_conflicts")
    done = hub.run("resolve_conflict", number, "--keep")
    assert (done.code, done.out) == (2, "")
    assert "merge or keep-apart" in done.err
    hub.do("resolve_conflict", number, "--keep-apart")
    assert hub.do("list_conflicts") == "No conflict.\n"
    assert hub.run("resolve_conflict", number, "--merge").code == 2
    assert theatre.sync().writes == 0
    assert not Conflict.objects.exists()
    assert Item.objects.count() == 2


def test_it_comes_back_when_something_else_agrees(theatre: Theatre) -> None:
    two(theatre)
    hub = Hub()
    hub.do("resolve_conflict", str(Conflict.objects.get().pk), "--keep-apart")
    # The same kind of evidence is nothing new, another one is.
    theatre.says("a", said("heat", 1995, tmdb="2"))
    theatre.says("b", said("cold", 2003, tmdb="2"))
    theatre.sync()
    assert listed(hub) == []
    disagree(theatre, mark="f")
    (conflict,) = listed(hub)
    assert (conflict["reason"], conflict["evidence"]) == (
        "decided_apart",
        "fingerprint:f",
    )
    assert Item.objects.count() == 2
    hub.do("resolve_conflict", str(conflict["id"]), "--keep-apart")
    assert listed(hub) == []
    assert theatre.sync().writes == 0
    assert listed(hub) == []
    assert IdentityDecision.objects.get().against == ["fingerprint", "tmdb"]


def test_merged(theatre: Theatre) -> None:
    two(theatre)
    hub = Hub()
    hub.do("resolve_conflict", str(Conflict.objects.get().pk), "--merge")
    assert Item.objects.count() == 1
    assert theatre.sync().writes == 0
    assert not Conflict.objects.exists()


def test_locks_that_differ(theatre: Theatre) -> None:
    theatre.server("a", said("heat", 1995, tmdb="1"))
    theatre.sync()
    theatre.server("b", said("cold", 2003, tmdb="2"))
    theatre.sync()
    hub = Hub()
    for decision, value in (("keep", "heat's"), ("take", "cold's")):
        for item in Item.objects.all():
            FieldLock.objects.update_or_create(
                item=item,
                field="overview",
                key="",
                defaults={"value": f"{item.title}'s", "at": datetime.now(UTC)},
            )
        hub.do("merge", "movie:heat", "movie:cold")
        (conflict,) = listed(hub)
        assert conflict["lock"] == {"field": "overview", "value": "cold's"}
        assert conflict["right"] is None
        assert theatre.sync().writes == 0
        hub.do("resolve_conflict", str(conflict["id"]), f"--{decision}")
        assert listed(hub) == []
        assert Item.objects.get().overview == value
        assert theatre.sync().writes == 0
        assert listed(hub) == []
        hub.do("split", "movie:heat", "b")
        assert Item.objects.count() == 2


def test_why_items_are_one_title(theatre: Theatre) -> None:
    theatre.server("a", said("one", 2000, "f", tmdb="1"))
    theatre.server("b", said("one", 2000, "f", imdb="2"))
    theatre.server("c", said("two", 2001, tmdb="1"))
    theatre.sync()
    hub = Hub()
    hub.do("merge", "movie:one", "movie:two")
    told = {m["server"]: m["evidence"] for m in hub.explain("movie:one")["identity"]}
    assert told == {
        "a": ["merge", "tmdb:1", "fingerprint:f", "title:one (2000)"],
        "b": ["merge", "fingerprint:f", "title:one (2000)"],
        "c": ["merge", "tmdb:1"],
    }
    assert "a: one (merge, tmdb:1, " in hub.do("explain", "movie:one")
