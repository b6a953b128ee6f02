"""From stored observations to the catalog: trees, identity, fixpoint, crashes."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.utils import timezone

from catalog import bulk
from catalog.models import (
    Alias,
    FieldChange,
    FieldLock,
    FieldSource,
    Item,
    MediaFile,
    PriorityRule,
    Server,
)
from sync import execute, servers, settle, triggers
from sync.export import export_catalog
from sync.finalize import scans_to_do
from sync.models import Conflict, IdentityDecision, Observation, Run, Scan
from sync.types import ObservedItem
from tests.sync.scripted import Theatre, movie, show


def exported() -> str:
    return json.dumps(export_catalog(), sort_keys=True)


def numbers() -> set[tuple[int | None, int | None]]:
    """(season, episode) of the available episodes."""
    return set(
        Item.objects.filter(kind="episode", available=True).values_list(
            "parent__number", "number"
        )
    )


def with_ids(item: ObservedItem, **ids: str) -> ObservedItem:
    return ObservedItem(
        kind=item.kind,
        remote_key=item.remote_key,
        values=item.values,
        external_ids=ids,
        files=item.files,
    )


def resolve_anew() -> Run:
    run = triggers.request_resolve()
    settle.resolve_now(run.pk)
    run.refresh_from_db()
    return run


def test_a_show_with_seasons_and_episodes(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1), (1, 2), (0, 1)))
    run = theatre.sync()
    assert run.created == 6
    assert numbers() == {(1, 1), (1, 2), (0, 1)}
    episode = Item.objects.get(kind="episode", number=2)
    assert episode.parent is not None
    assert episode.parent.parent == Item.objects.get(kind="show")


def test_two_servers_share_a_tree(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1), (2, 1)))
    theatre.server("b", *show("tv", (1, 1), (1, 2)))
    theatre.sync()
    assert numbers() == {(1, 1), (1, 2), (2, 1)}
    assert Item.objects.filter(kind="show").count() == 1
    first = Item.objects.get(kind="episode", parent__number=1, number=1)
    assert {f.key for f in first.files.all()} == {"a", "b"}


def test_an_episode_that_arrives_later_joins_its_season(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1)))
    theatre.sync()
    season = Item.objects.get(kind="season").public_id
    theatre.says("a", *show("tv", (1, 1), (1, 2)))
    run = theatre.sync()
    assert run.created == 1
    assert Item.objects.get(kind="season").public_id == season
    assert numbers() == {(1, 1), (1, 2)}


def test_a_vanished_episode_is_hidden_alone(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1), (1, 2)))
    theatre.sync()
    theatre.says("a", *show("tv", (1, 1)))
    run = theatre.sync()
    assert (run.unavailable, numbers()) == (1, {(1, 1)})


def test_a_second_sync_writes_nothing(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="A", rating=0), *show("tv", (1, 1)))
    theatre.server("b", movie("one", genres=["Drama"]), *show("tv", (1, 1)))
    assert theatre.sync().writes > 0
    again = theatre.sync()
    assert (again.writes, sum(s.writes for s in again.scans.all())) == (0, 0)
    assert resolve_anew().writes == 0


def test_priorities_swapped_and_back_is_the_state_before(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="A"), *show("tv", (1, 1)))
    b = theatre.server("b", movie("one", overview="B"), *show("tv", (1, 1)))
    theatre.sync()
    before = exported()
    for priority, winner in ((0, "B"), (9, "A")):
        changed = servers.change_server(b, priority=priority)
        assert changed.run is not None
        settle.resolve_now(changed.run.pk)
        assert Item.objects.get(title="one").overview == winner
    assert exported() == before


def test_a_disabled_server_gives_nothing_and_a_removed_one_is_kept_in_mind(
    theatre: Theatre,
) -> None:
    a = theatre.server("a", movie("one", overview="A"), movie("two", tagline="T"))
    theatre.server("b", movie("one", overview="B"))
    theatre.sync()
    changed = servers.change_server(a, enabled=False)
    assert changed.run is not None
    settle.resolve_now(changed.run.pk)
    assert Item.objects.get(title="one").overview == "B"
    two = Item.objects.get(title="two")
    assert (two.available, two.tagline) == (False, "T")
    removed = servers.remove_server(Server.objects.get(slug="a"))
    assert removed.run is not None
    settle.resolve_now(removed.run.pk)
    assert Item.objects.get(title="two").tagline == "T"
    assert not any("disabled" in c.field for c in FieldChange.objects.all())


def test_a_server_that_returns_under_its_name_brings_back_what_it_said(
    theatre: Theatre,
) -> None:
    a = theatre.server("a", movie("one", overview="A"))
    theatre.sync()
    public_id = Item.objects.get().public_id
    for changed in (
        servers.remove_server(a),
        servers.add_server(name="a", kind="media-processor", api_url="http://n"),
    ):
        assert changed.run is not None
        settle.resolve_now(changed.run.pk)
    item = Item.objects.get()
    assert (item.public_id, item.available) == (public_id, True)


def test_an_id_that_joins_two_titles_makes_the_younger_one_an_alias(
    theatre: Theatre,
) -> None:
    one = with_ids(movie("one", overview="A"), tmdb="1")
    two = with_ids(movie("two", year=1999), imdb="tt1")
    theatre.server("a", one)
    theatre.server("b", two)
    theatre.sync()
    elder, younger = Item.objects.order_by("pk")
    FieldLock.objects.create(
        item=younger, field="tagline", value="Mine", at=timezone.now()
    )
    both = with_ids(movie("two", year=1999), imdb="tt1", tmdb="1")
    theatre.says("b", both)
    theatre.sync()
    kept = Item.objects.get()
    assert kept.public_id == elder.public_id
    assert Alias.objects.get().public_id == younger.public_id
    assert {f.key for f in kept.files.all()} == {"a", "b"}
    assert kept.tagline == "Mine", "a lock moves with its title"
    assert set(Observation.objects.values_list("item", flat=True)) == {kept.pk}
    again = theatre.sync()
    assert again.writes == 0


def test_joined_shows_join_their_seasons_and_episodes(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1), (2, 1)))
    theatre.server("b", *show("telly", (1, 1), (3, 1)))
    theatre.sync()
    assert Item.objects.filter(kind="show").count() == 2
    first = Item.objects.filter(kind="show").order_by("pk")[0].public_id
    top, *below = show("telly", (1, 1), (3, 1))
    tv, *rest = show("tv", (1, 1), (2, 1))
    theatre.says("a", with_ids(tv, tvdb="7"), *rest)
    theatre.says("b", with_ids(top, tvdb="7"), *below)
    theatre.sync()
    assert Item.objects.get(kind="show").public_id == first
    assert numbers() == {(1, 1), (2, 1), (3, 1)}
    assert Item.objects.filter(kind="season").count() == 3
    assert Alias.objects.filter(kind="show").count() == 1
    assert Alias.objects.filter(kind="season").count() == 1
    assert Alias.objects.filter(kind="episode").count() == 1
    both = Item.objects.get(kind="episode", parent__number=1)
    assert {f.key for f in both.files.all()} == {"a", "b"}
    assert theatre.sync().writes == 0


def test_shows_that_part_take_their_children_along(theatre: Theatre) -> None:
    tv, *rest = show("tv", (1, 1), (1, 2))
    top, *below = show("telly", (1, 1))
    theatre.server("a", with_ids(tv, tvdb="7"), *rest)
    theatre.server("b", with_ids(top, tvdb="7"), *below)
    theatre.sync()
    assert Item.objects.filter(kind="show").count() == 1
    theatre.says("b", with_ids(top, tvdb="8"), *below)
    theatre.sync()
    shows = {i.title: i for i in Item.objects.filter(kind="show")}
    assert set(shows) == {"tv", "telly"}
    parted = Item.objects.get(kind="episode", parent__parent=shows["telly"])
    assert [f.key for f in parted.files.all()] == ["b"]
    kept = Item.objects.get(kind="episode", parent__parent=shows["tv"], number=1)
    assert [f.key for f in kept.files.all()] == ["a"]
    assert theatre.sync().writes == 0


def test_contradictions_are_rows_for_a_curator_and_vanish_with_their_cause(
    theatre: Theatre,
) -> None:
    theatre.server("a", with_ids(movie("one", year=2000), tmdb="1"))
    theatre.server("b", with_ids(movie("two", year=1990), tmdb="1"))
    theatre.sync()
    conflict = Conflict.objects.get()
    assert (conflict.reason, conflict.evidence) == ("titles_differ", "tmdb:1")
    found_at = conflict.found_at
    theatre.sync()
    assert Conflict.objects.get().found_at == found_at
    theatre.says("b", with_ids(movie("two", year=1990), tmdb="2"))
    theatre.sync()
    assert not Conflict.objects.exists()


def test_a_decision_of_a_curator_is_obeyed(theatre: Theatre) -> None:
    theatre.server("a", movie("one"))
    theatre.server("b", movie("two"))
    theatre.sync()
    IdentityDecision.objects.create(
        kind="movie",
        verdict="merge",
        left_server="a",
        left_key="one",
        right_server="b",
        right_key="two",
        at=timezone.now(),
    )
    resolve_anew()
    assert Item.objects.get().title == "one"


def test_rules_and_locks_are_read(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="A"))
    theatre.server("b", movie("one", overview="B", tagline="B"))
    theatre.sync()
    rule = PriorityRule.objects.create(field="overview", servers=["b"])
    item = Item.objects.get()
    FieldLock.objects.create(item=item, field="tagline", value=None, at=timezone.now())
    resolve_anew()
    item.refresh_from_db()
    assert (item.overview, item.tagline) == ("B", None)
    sources = {s.field: s for s in FieldSource.objects.filter(item=item)}
    assert (sources["overview"].reason, sources["overview"].rule) == (
        "field_rule",
        rule,
    )
    assert (sources["tagline"].origin, sources["tagline"].server) == ("lock", None)


def test_since_stays_when_only_the_reason_changes(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="A"))
    first = theatre.sync()
    source = FieldSource.objects.get(field="overview")
    assert (source.reason, source.run) == ("only_source", first.pk)
    theatre.server("b", movie("one", overview="B"))
    theatre.sync()
    later = FieldSource.objects.get(field="overview")
    assert (later.reason, later.run, later.since) == (
        "priority",
        first.pk,
        source.since,
    )
    assert not FieldChange.objects.filter(field="overview").exists()


def test_history_names_servers_and_the_run(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="A"))
    theatre.sync()
    theatre.says("a", movie("one", overview="A2"))
    run = theatre.sync()
    change = FieldChange.objects.get(field="overview")
    assert (change.old, change.new, change.old_source, change.new_source) == (
        "A",
        "A2",
        "a",
        "a",
    )
    assert (change.run, run.updated) == (run.pk, 1)


def test_equal_titles_get_addresses_of_their_own(theatre: Theatre) -> None:
    theatre.server("a", movie("x", year=1), movie("y", title="x", year=1))
    theatre.sync()
    assert set(Item.objects.values_list("slug", flat=True)) == {"x-1", "x-1-2"}


class Broken(OperationalError):
    """The database went away: nothing that a title did."""


@pytest.mark.parametrize("table", ["Item", "FieldSource", "MediaFile", "Observation"])
def test_a_crash_in_a_batch_leaves_whole_titles_and_is_made_good(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    theatre.server("a", movie("one", overview="A"), *show("tv", (1, 1)))
    theatre.server("b", movie("one", overview="B"), *show("tv", (1, 2)))
    _break_writes_of(monkeypatch, table)
    pending = _sync_that_breaks(theatre)
    monkeypatch.undo()
    assert not Item.objects.filter(title__isnull=True).exists()
    settle.finalize_now(lambda: not scans_to_do())
    settle.close_runs()
    pending.refresh_from_db()
    assert pending.is_finished
    after_crash = exported()
    assert MediaFile.objects.count() == 4
    assert resolve_anew().writes == 0
    assert exported() == after_crash


def _break_writes_of(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """The second write of these rows breaks: in the middle of a finalize."""
    calls = {"n": 0}
    for name in ("insert", "upsert", "update"):
        real = getattr(bulk, name)

        def broken(model: Any, *args: Any, _real: Any = real, **kwargs: Any) -> int:
            if model.__name__ == table and args[1]:
                calls["n"] += 1
                if calls["n"] == 2:
                    raise Broken
            return int(_real(model, *args, **kwargs))

        monkeypatch.setattr(bulk, name, broken)


def _sync_that_breaks(theatre: Theatre) -> Run:
    try:
        return theatre.sync()
    except Broken:
        return Run.objects.latest("pk")


def test_a_scan_whose_worker_died_is_done_again(theatre: Theatre) -> None:
    server = theatre.server("a", movie("one"))
    dead = Scan.objects.create(server=server, state="running", epoch=0, attempts=1)
    assert execute.scan_server(server.pk)
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == ("complete", 2)
    assert Item.objects.get().title == "one"


def test_a_scan_that_killed_three_workers_is_given_up(theatre: Theatre) -> None:
    server = theatre.server("a", movie("one"))
    poison = Scan.objects.create(server=server, state="running", attempts=3)
    execute.scan_server(server.pk)
    poison.refresh_from_db()
    assert (poison.state, poison.error_code) == ("failed", "worker_died")
    assert isinstance(theatre.sync(), Run)
    assert isinstance(Item.objects.get().public_id, UUID)
