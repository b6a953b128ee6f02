"""Seasons and episodes follow the items they are made of, wherever those go."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from catalog.models import Item
from sync import finalize, settle, triggers
from sync.export import export_catalog
from sync.types import JSONValue, ObservedItem
from tests.sync.scripted import Theatre, show

Place = tuple[str | None, int | None, int | None]


def of_show(items: list[ObservedItem], **ids: str) -> list[ObservedItem]:
    """The same show under these ids."""
    return [replace(i, external_ids=ids) if i.kind == "show" else i for i in items]


def renumbered(
    items: list[ObservedItem], kind: str, field: str, numbers: dict[int, int]
) -> list[ObservedItem]:
    def changed(values: dict[str, JSONValue]) -> dict[str, JSONValue]:
        old = values[field]
        assert isinstance(old, int)
        return {**values, field: numbers.get(old, old)}

    return [
        replace(i, values=changed(dict(i.values)))
        if i.kind == kind or (field == "season_number" and i.kind == "episode")
        else i
        for i in items
    ]


def episodes(available: bool = True) -> list[Place]:
    """Show, season and episode numbers of the episodes."""
    rows = Item.objects.filter(kind="episode", available=available)
    return sorted(
        rows.values_list("parent__parent__title", "parent__number", "number"), key=str
    )


def assert_settled(theatre: Theatre) -> None:
    """Nothing is left to do, and resolving everything anew changes nothing."""
    before = json.dumps(export_catalog(), sort_keys=True)
    run = triggers.request_resolve()
    settle.resolve_now(run.pk)
    run.refresh_from_db()
    assert run.writes == 0
    assert json.dumps(export_catalog(), sort_keys=True) == before
    again = theatre.sync()
    assert (again.state, again.writes) == ("succeeded", 0)


@pytest.mark.parametrize("shows_at_once", [50, 1])
def test_shows_join_while_a_child_of_one_is_new(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, shows_at_once: int
) -> None:
    monkeypatch.setattr(finalize, "_SHOWS_AT_ONCE", shows_at_once)
    theatre.server("a", *of_show(show("tv", (1, 1)), tmdb="1"))
    theatre.server("b", *show("other", (1, 1)))
    theatre.sync()
    theatre.says("b", *of_show(show("other", (1, 1), (1, 2), (2, 1)), tmdb="1"))
    run = theatre.sync()
    # The other title and year differ from nothing: there is no year.
    assert episodes() == [("tv", 1, 1), ("tv", 1, 2), ("tv", 2, 1)]
    assert run.created == 3
    assert_settled(theatre)


def test_shows_part_and_join_again(theatre: Theatre) -> None:
    ours, theirs = show("tv", (1, 1)), show("tv", (1, 1), (2, 1))
    theatre.server("a", *ours)
    theatre.server("b", *theirs)
    theatre.sync()
    second = Item.objects.get(kind="season", number=2).public_id
    theatre.says("a", *of_show(ours, tmdb="1"))
    theatre.says("b", *of_show(theirs, tmdb="2"))
    theatre.sync()
    assert episodes(available=False) == [], "nothing is left behind without its items"
    assert Item.objects.get(kind="season", number=2).public_id == second
    assert_settled(theatre)
    theatre.says("a", *ours)
    theatre.says("b", *theirs)
    theatre.sync()
    assert episodes() == [("tv", 1, 1), ("tv", 2, 1)]
    assert Item.objects.get(kind="season", number=2).public_id == second
    assert_settled(theatre)


@pytest.mark.parametrize("numbers", [{1: 2, 2: 1}, {1: 2, 2: 3}, {1: 7}])
def test_episodes_change_their_numbers(
    theatre: Theatre, numbers: dict[int, int]
) -> None:
    items = show("tv", (1, 1), (1, 2))
    theatre.server("a", *items)
    theatre.sync()
    ids = dict(Item.objects.filter(kind="episode").values_list("public_id", "number"))
    theatre.says("a", *renumbered(items, "episode", "episode_number", numbers))
    theatre.sync()
    after = dict(Item.objects.filter(kind="episode").values_list("public_id", "number"))
    assert after == {pk: numbers.get(old or 0, old) for pk, old in ids.items()}
    assert_settled(theatre)


def test_a_season_that_changes_its_number_leaves_the_others_theirs(
    theatre: Theatre,
) -> None:
    items = show("tv", (1, 1))
    theatre.server("a", *items)
    theatre.server("b", *items)
    theatre.sync()
    theatre.says("a", *renumbered(items, "season", "season_number", {1: 2}))
    theatre.sync()
    assert episodes() == [("tv", 1, 1), ("tv", 2, 1)]
    assert_settled(theatre)


def test_a_show_whose_folder_is_renamed_stays_the_same(theatre: Theatre) -> None:
    items = show("tv", (1, 1))
    theatre.server("a", *items)
    theatre.server("b", *items)
    theatre.sync()
    before = set(Item.objects.values_list("public_id", flat=True))
    renamed = [
        replace(
            i,
            remote_key=i.remote_key.replace("tv", "tv [x]"),
            parent_key=i.parent_key and i.parent_key.replace("tv", "tv [x]"),
        )
        for i in items
    ]
    theatre.says("a", *renamed)
    theatre.sync()
    assert set(Item.objects.values_list("public_id", flat=True)) == before
    assert episodes() == [("tv", 1, 1)]
    assert_settled(theatre)
