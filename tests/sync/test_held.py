"""A scan that takes too much away adopts nothing until a person agrees (law 8)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from catalog.models import Item
from sync import brake, losses
from sync.export import export_catalog
from sync.models import (
    ChangeToken,
    Observation,
    Quarantine,
    Run,
    Scan,
    StagedObservation,
    Withdrawal,
)
from sync.types import (
    KINDS,
    ItemKept,
    ItemRead,
    ItemRejected,
    ListingFailed,
    ListingRead,
    ObservedItem,
    Problem,
)
from tests.sync.scripted import Theatre, movie, show

BROKEN = Problem(code="server_error", message="It answered 500.")
Change = Callable[[ObservedItem], ObservedItem]


def movies(count: int, *, first: int = 0) -> list[ObservedItem]:
    return [movie(f"m{n:04}", overview="o") for n in range(first, first + count)]


def rich(count: int) -> list[ObservedItem]:
    """Movies with a value of each sort."""
    return [
        ObservedItem(
            kind="movie",
            remote_key=item.remote_key,
            values={**item.values, "year": 1999},
            external_ids={"imdb": f"tt{n}", "tmdb": str(n)},
            artwork={"poster": {"url": f"http://a.example/{n}.jpg"}},
            captions={"de": {"url": f"http://a.example/{n}.srt"}},
            files=item.files,
        )
        for n, item in enumerate(movies(count))
    ]


def stored() -> str:
    """All that a held scan must leave as it is."""
    rows = (
        list(Observation.objects.order_by("pk").values()),
        list(ChangeToken.objects.order_by("pk").values()),
        list(Quarantine.objects.order_by("pk").values()),
        export_catalog(),
    )
    return json.dumps(rows, sort_keys=True, default=str)


def latest(run: Run) -> Scan:
    return run.scans.get()


def state_of(theatre: Theatre, *items: ObservedItem) -> str:
    theatre.says("a", *items)
    return latest(theatre.sync()).state


@pytest.fixture
def emptied(theatre: Theatre) -> tuple[Theatre, str]:
    """A server of 25 movies that lists 4 of them, one new and one bad; held."""
    theatre.server("a")
    theatre.says("a", *movies(25), token="first")
    assert theatre.sync().state == "succeeded"
    before = stored()
    refused = ItemRejected(kind="movie", remote_key="m0001", problem=BROKEN)
    theatre.plays(
        "a",
        *(ItemRead(item=item) for item in movies(1) + movies(3, first=25)),
        refused,
        ListingRead(kinds=KINDS, token="second"),
    )
    return theatre, before


def test_a_held_scan_adopts_nothing(emptied: tuple[Theatre, str]) -> None:
    theatre, before = emptied
    run = theatre.sync()
    scan = latest(run)
    assert (run.state, scan.state, scan.decision) == ("held", "held", "waiting")
    assert stored() == before
    assert (scan.writes, scan.adopted_at, run.writes) == (0, None, 0)
    assert StagedObservation.objects.filter(scan=scan).count() == 3
    assert Withdrawal.objects.filter(scan=scan).count() == 23
    assert scan.error_code == "held"
    assert "23 of 25 movies" in scan.error_message
    assert "accept_scan a" in scan.error_message
    assert "discard_scan a" in scan.error_message
    [loss] = scan.losses
    assert (loss["kind"], loss["withdrawn"], loss["of"]) == ("movie", 23, 25)
    assert loss["examples"] == [f"m{n:04}" for n in range(2, 22)]


def test_without_the_brake_the_catalog_empties(
    emptied: tuple[Theatre, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    theatre, _ = emptied
    monkeypatch.setattr(brake, "judge", lambda titles, values, left_out: ())
    assert theatre.sync().state == "succeeded"
    assert Item.objects.filter(available=True).count() == 5


@pytest.mark.parametrize(
    ("listed", "left", "state"),
    [
        (1, 0, "complete"),
        (2, 0, "held"),
        (2, 1, "complete"),
        (100, 80, "complete"),
        (100, 79, "held"),
        (105, 84, "complete"),
        (110, 87, "held"),
    ],
)
def test_titles_at_the_edge(
    theatre: Theatre, listed: int, left: int, state: str
) -> None:
    theatre.server("a", *movies(listed))
    theatre.sync()
    assert state_of(theatre, *movies(left)) == state
    expected = left if state == "complete" else listed
    assert Item.objects.filter(available=True).count() == expected


def test_a_vanished_show_counts_once(theatre: Theatre) -> None:
    seasons = [(s, e) for s in (1, 2) for e in range(1, 21)]
    other = show("other", (1, 1), (1, 2))
    theatre.server("a", *show("tv", *seasons), *other)
    theatre.sync()
    assert state_of(theatre, *other) == "complete"
    assert Item.objects.filter(available=True).count() == 4
    # What is left is one season and two episodes, and all of each would go.
    assert state_of(theatre, other[0]) == "held"
    [loss] = Scan.objects.latest("pk").losses
    assert (loss["kind"], loss["withdrawn"], loss["of"]) == ("episode", 2, 2)
    assert state_of(theatre) == "complete", "the only show, which counts for all"


def test_all_shows_are_held_as_shows(theatre: Theatre) -> None:
    theatre.server("a", *show("one", (1, 1)), *show("two", (1, 1)))
    theatre.sync()
    assert state_of(theatre, movie("m")) == "held"
    [loss] = Scan.objects.latest("pk").losses
    assert (loss["kind"], loss["withdrawn"], loss["of"]) == ("show", 2, 2)
    assert not Item.objects.filter(kind="movie").exists()


def test_values_below_a_vanished_show_are_not_missed(theatre: Theatre) -> None:
    plain = show("plain", (1, 1))
    captioned = _captioned(show("tv", *((1, e) for e in range(1, 41))))
    theatre.server("a", *captioned, *plain)
    theatre.sync()
    assert state_of(theatre, *plain) == "complete"


def _captioned(items: list[ObservedItem]) -> list[ObservedItem]:
    return [
        ObservedItem(
            kind=item.kind,
            remote_key=item.remote_key,
            parent_key=item.parent_key,
            values=item.values,
            captions={"en": {"url": "http://a.example/en.srt"}}
            if item.kind == "episode"
            else {},
            files=item.files,
        )
        for item in items
    ]


def _without(what: str) -> Change:
    field, _, key = what.partition(".")

    def change(item: ObservedItem) -> ObservedItem:
        return ObservedItem(
            kind=item.kind,
            remote_key=item.remote_key,
            values={k: v for k, v in item.values.items() if k != field},
            external_ids={
                k: v
                for k, v in item.external_ids.items()
                if (field, k) != ("external_ids", key)
            },
            artwork={} if field == "artwork" else item.artwork,
            captions={} if field == "captions" else item.captions,
            files=[] if field == "files" else item.files,
        )

    return change


@pytest.mark.parametrize(
    "what", ["overview", "artwork.poster", "captions.de", "external_ids.imdb", "files"]
)
def test_all_values_of_a_field(theatre: Theatre, what: str) -> None:
    theatre.server("a", *rich(21))
    theatre.sync()
    before = stored()
    take = _without(what)
    assert state_of(theatre, *map(take, rich(21)), movie("new")) == "held"
    assert stored() == before
    [loss] = Scan.objects.latest("pk").losses
    assert (loss["kind"], loss["field"], loss["of"]) == ("movie", what, 21)
    assert len(loss["examples"]) == 20
    all_but_one = [*map(take, rich(21)[:20]), rich(21)[20]]
    assert state_of(theatre, *all_but_one) == "complete"
    assert stored() != before
    assert state_of(theatre, *map(take, rich(21))) == "complete", "the last one of them"


def test_captions_that_were_made_are_no_loss(theatre: Theatre) -> None:
    def said(*, pending: bool) -> list[ObservedItem]:
        caption = {"url": "http://c", "label": None, "last_modified": None}
        return [
            replace(item, captions={"de": {**caption, "pending": pending}})
            for item in rich(21)
        ]

    theatre.server("a", *said(pending=True))
    theatre.sync()
    assert state_of(theatre, *said(pending=False)) == "complete"


def test_a_field_given_to_a_fifth_may_go(theatre: Theatre) -> None:
    few, many = rich(21), movies(105)[21:]
    take = _without("captions.de")
    theatre.server("a", *few, *many)
    theatre.sync()
    assert state_of(theatre, *map(take, few), *many) == "complete"
    assert state_of(theatre, *few, *many[:83]) == "complete"
    assert state_of(theatre, *map(take, few), *many[:83]) == "held"


def test_values_of_titles_that_come_do_not_make_up_for_those_that_go(
    theatre: Theatre,
) -> None:
    theatre.server("a", *movies(21))
    theatre.sync()
    bare = [movie(f"m{n:04}") for n in range(21)]
    assert state_of(theatre, *bare, movie("new", overview="N")) == "held"


def test_what_an_unread_item_said_is_not_lost(theatre: Theatre) -> None:
    theatre.server("a", *movies(25))
    theatre.sync()
    kept = [
        ItemKept(kind="movie", remote_key=f"m{n:04}", problem=BROKEN) for n in range(25)
    ]
    theatre.plays("a", *kept, ListingRead(kinds=KINDS, token="t"))
    assert latest(theatre.sync()).state == "partial"


def test_a_partial_scan_is_held_too(theatre: Theatre) -> None:
    theatre.server("a", *movies(25), *show("tv", (1, 1)))
    theatre.sync()
    before = stored()
    tv = ListingFailed(kinds=("show", "season", "episode"), problem=BROKEN)
    theatre.plays("a", ListingRead(kinds=("movie",), token="m"), tv)
    assert latest(theatre.sync()).state == "held"
    assert stored() == before


def test_a_scan_that_takes_nothing_away_is_hardly_counted(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("a", *movies(25))
    theatre.sync()
    asked: list[str] = []
    real = losses._rows

    def noted(scan: Scan, query: str, **more: Any) -> Iterator[tuple[Any, ...]]:
        asked.append(query)
        return real(scan, query, **more)

    monkeypatch.setattr(losses, "_rows", noted)
    assert theatre.sync().state == "succeeded"
    everything = {losses._LISTED, losses._GIVEN}
    assert len(asked) == 2
    assert not everything & set(asked)
    assert state_of(theatre, *movies(24)) == "complete"
    assert losses._LISTED in asked
