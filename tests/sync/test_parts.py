"""A scan of a part, whatever its adapter makes of it: gather itself keeps to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.models import Item, Server
from sync import execute, triggers
from sync.models import Observation, Quarantine, Run, Trigger
from sync.types import (
    ItemKept,
    ItemRead,
    ItemRejected,
    Known,
    ListingRead,
    ObservedItem,
    Problem,
    ScanEvent,
    ScanRequest,
)
from tests.sync.scripted import Theatre, movie, show

BROKEN = Problem(code="server_error", message="It answered 500.")


def sync(**asked: Any) -> Run:
    trigger = triggers.request_sync(source=Trigger.Source.COMMAND, **asked)
    return execute.carry_out(triggers.plan(trigger.pk))


def says(theatre: Theatre, slug: str, *said: ObservedItem | ScanEvent) -> None:
    """A server whose adapter spares nothing: all of the kinds that were asked."""

    def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        for one in said:
            event = ItemRead(item=one) if isinstance(one, ObservedItem) else one
            kind = getattr(event, "kind", None) or event.item.kind  # type: ignore[union-attr]
            if kind in request.kinds:
                yield event
        yield ListingRead(kinds=request.kinds, token=None)

    theatre.scripts[slug] = script


def overviews() -> dict[str | None, str | None]:
    return dict(Item.objects.values_list("title", "overview"))


@pytest.fixture
def house(theatre: Theatre) -> Theatre:
    theatre.server("a", movie("fog", overview="old"), movie("rain", overview="old"))
    theatre.sync()
    return theatre


def test_other_titles_are_neither_read_nor_withdrawn(house: Theatre) -> None:
    fog = Item.objects.get(title="fog").public_id
    other = ItemRejected(kind="movie", remote_key="snow", problem=BROKEN)
    news = movie("fog", overview="new"), movie("hail", overview="new")
    says(house, "a", *news)
    run = sync(item=fog)
    assert (run.state, run.scans.get().items) == ("succeeded", 1)
    assert overviews() == {"fog": "new", "rain": "old"}
    assert Item.objects.get(title="rain").available
    assert not Observation.objects.filter(remote_key="hail").exists()
    says(house, "a", other)
    sync(item=fog)
    assert not Item.objects.get(title="fog").available
    assert Item.objects.get(title="rain").available


def test_a_title_is_known_by_its_ids_its_fingerprint_or_its_name(
    house: Theatre,
) -> None:
    said = movie("fog", year=1980, overview="old")
    known = ObservedItem(
        kind="movie",
        remote_key="fog",
        values=said.values,
        files=said.files,
        external_ids={"tmdb": "7"},
        fingerprint="f1",
    )
    house.says("a", known, movie("rain", overview="old"))
    house.sync()
    house.server("b")

    def other(key: str, **more: Any) -> ObservedItem:
        return ObservedItem(kind="movie", remote_key=key, **more)

    says(
        house,
        "b",
        other("by id", values={"title": "Nebel"}, external_ids={"tmdb": "7"}),
        other("by mark", values={"title": "Brume"}, fingerprint="f1"),
        other("by name", values={"title": "FOG", "year": 1980}),
        other("of another year", values={"title": "Fog", "year": 2005}),
        other("rain", values={"title": "rain"}),
    )
    sync(item=Item.objects.get(title="fog").public_id, servers=["b"])
    found = Observation.objects.filter(server__slug="b")
    assert set(found.values_list("remote_key", flat=True)) == {
        *("by id", "by mark", "by name")
    }


def test_an_episode_by_show_and_number_where_the_show_is_new(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1), (1, 2), (2, 1)))
    theatre.sync()
    theatre.server("b")
    says(theatre, "b", *show("tv", (1, 1), (1, 2), (2, 1)), *show("other", (1, 1)))
    episode = Item.objects.get(kind="episode", number=2, parent__number=1)
    sync(item=episode.public_id, servers=["b"])
    mine = Observation.objects.filter(server__slug="b")
    # Of the other show's episodes the adapter would have known; this one does not.
    assert mine.filter(kind="episode", remote_key="tv/Season 1/S01E02").exists()
    assert not mine.filter(remote_key__contains="E01").exists()
    assert not mine.exclude(kind="episode").exists()
    season = Item.objects.get(kind="season", number=1)
    sync(item=season.public_id, servers=["b"])
    assert set(mine.filter(remote_key__startswith="tv").values_list("kind")) == {
        ("season",),
        ("episode",),
    }
    assert not mine.filter(remote_key__startswith="tv/Season 2").exists()
    sync(item=Item.objects.get(kind="show").public_id, servers=["b"])
    assert mine.filter(remote_key__startswith="tv").count() == 6
    assert not mine.filter(kind="show", remote_key="other").exists()


def test_episodes_read_before_their_show_wait_for_it(theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1), (1, 2)))
    says(theatre, "a", *show("tv", (1, 1), (1, 2)))
    for kinds in (["episodes"], ["seasons"]):
        run = sync(kinds=kinds)
        assert (run.state, run.created) == ("succeeded", 0)
        again = sync(kinds=kinds)
        assert again.writes + again.scans.get().writes == 0
    assert sync(kinds=["shows"]).created == 4


def test_an_item_that_fails_makes_the_part_partial(house: Theatre) -> None:
    fog = Item.objects.get(title="fog").public_id
    says(house, "a", ItemKept(kind="movie", remote_key="fog", problem=BROKEN))
    assert sync(item=fog).state == "partial"
    says(
        house,
        "a",
        movie("fog"),
        ItemKept(kind="movie", remote_key="rain", problem=BROKEN),
    )
    assert sync(item=fog).state == "succeeded", "the other one is not its business"


def test_what_was_not_judged_stays_in_quarantine(house: Theatre) -> None:
    says(
        house,
        "a",
        movie("fog"),
        ItemRejected(kind="movie", remote_key="rain", problem=BROKEN),
    )
    house.sync()
    assert Quarantine.objects.get().remote_key == "rain"
    says(house, "a", movie("fog"), movie("rain"))
    sync(item=Item.objects.get(title="fog").public_id)
    assert Quarantine.objects.exists(), "another title"
    sync(groups=["captions"])
    assert Quarantine.objects.exists(), "read in part"
    sync(kinds=["movies"])
    assert not Quarantine.objects.exists()


@pytest.mark.parametrize("kinds", [["episodes"], ["seasons"], None])
def test_what_is_below_a_show_that_cannot_be_read_counts_as_listed(
    theatre: Theatre, kinds: list[str] | None
) -> None:
    """Whatever is asked for: the listing does not name what is in it."""
    theatre.server("a", *show("Saga", (1, 1), (1, 2), (2, 1)))
    theatre.sync()

    def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        yield ItemRejected(kind="show", remote_key="Saga", problem=BROKEN)
        yield ListingRead(kinds=request.kinds, token=None)

    theatre.scripts["a"] = script
    assert sync(kinds=kinds).state == "succeeded"
    assert not Observation.objects.filter(listed=False).exists()
    assert Quarantine.objects.count() == (kinds is None)


def test_a_part_that_holds_nothing_is_no_failure(house: Theatre) -> None:
    """As a webhook may ask that names a title and kinds it has none of."""
    run = sync(item=Item.objects.get(title="fog").public_id, kinds=["tv"])
    assert run.state == "succeeded"
    assert run.scans.get().state == "unchanged"
    assert Server.objects.get().health == "ok"
