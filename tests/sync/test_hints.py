"""A word about a title that is not listed yet: its servers are asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from celery import current_app
from django.utils import timezone

from sync import hints, triggers
from sync.hints import Hint
from sync.models import Run, Scan, Trigger
from sync.reconcile import Reconciler
from sync.types import ObservedItem
from tests.sync.scripted import Theatre, movie, show
from tests.sync.test_reconcile import look_until

HINT: Final[Hint] = {"kind": "movie", "title": "Heat", "year": 1995}
MINUTES: Final = [1, 3, 10, 30]


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)


def hinted(hint: Hint | None = HINT, *slugs: str) -> Trigger:
    return triggers.request_sync(
        source=Trigger.Source.WEBHOOK, servers=list(slugs) or None, hint=hint
    )


def tries() -> list[Trigger]:
    return list(Trigger.objects.filter(again_for__isnull=False).order_by("due_at"))


def pass_time(minutes: float) -> None:
    """As if so much time had passed: every try is due so much sooner."""
    for row in tries():
        assert row.due_at is not None
        row.due_at -= timedelta(minutes=minutes)
        row.save()


def settle() -> None:
    look_until(
        lambda: (
            not triggers.unplanned()
            and not Run.objects.filter(state__in=["pending", "running"]).exists()
        ),
        Reconciler(),
    )


def test_a_title_that_is_not_listed_is_tried_again(theatre: Theatre) -> None:
    theatre.server("a")
    first = hinted()
    settle()
    assert Scan.objects.count() == 1
    later = [t.due_at - first.created_at for t in tries() if t.due_at]
    assert later == [timedelta(minutes=m) for m in MINUTES]
    scans = 1
    passed = 0.0
    for minutes in MINUTES:
        settle()
        assert Scan.objects.count() == scans, "not before it is due"
        pass_time(minutes - passed)
        passed = minutes
        settle()
        scans += 1
        assert Scan.objects.count() == scans
    pass_time(10_000)
    settle()
    assert Scan.objects.count() == 5, "then it is given up"
    runs = [t.run.state for t in tries() if t.run]
    assert runs == ["succeeded"] * 4


def test_the_rest_is_dropped_once_it_is_listed(theatre: Theatre) -> None:
    theatre.server("a")
    first = hinted()
    settle()
    theatre.says("a", movie("Heat", year=1995))
    pass_time(1)
    settle()
    assert Scan.objects.count() == 2
    pass_time(2)
    settle()
    assert Scan.objects.count() == 2
    assert [t.again_for for t in tries()] == [first], "that which found it is kept"
    pass_time(1000)
    settle()
    assert Scan.objects.count() == 2


def test_a_title_that_is_listed_is_not_tried_again(theatre: Theatre) -> None:
    theatre.server("a", movie("Heat", year=1995))
    theatre.sync()
    hinted()
    settle()
    assert tries() == []


def test_listed_elsewhere_is_not_listed(theatre: Theatre) -> None:
    theatre.server("a")
    theatre.server("b", movie("Heat", year=1995))
    theatre.sync()
    hinted(HINT, "a")
    settle()
    assert len(tries()) == 4


def test_without_a_hint_that_names_nothing_is_tried_again(theatre: Theatre) -> None:
    theatre.server("a")
    hinted(None)
    nothings: list[Hint] = [{}, {"title": "Heat"}, {"year": 1995}, {"kind": "movie"}]
    for nothing in nothings:
        hinted(nothing)
    settle()
    assert tries() == []


def test_tries_that_were_missed_join_one_scan(theatre: Theatre) -> None:
    """Nobody looked for an hour."""
    theatre.server("a")
    hinted()
    hinted({"path": "/films/Ronin (1998)"})
    triggers.plan_due()
    assert len(tries()) == 8
    pass_time(60)
    settle()
    assert Scan.objects.count() == 1
    assert Run.objects.filter(purpose="sync").count() == 1


def test_a_try_joins_a_scan_that_is_pending(theatre: Theatre) -> None:
    theatre.server("a")
    hinted()
    settle()
    pending = triggers.plan(triggers.request_sync(source=Trigger.Source.COMMAND).pk)
    pass_time(1)
    triggers.plan_due()
    assert tries()[0].run == pending


def test_two_reconcilers_make_the_tries_once(theatre: Theatre) -> None:
    theatre.server("a")
    first = hinted()
    triggers.plan(first.pk)
    triggers.plan(first.pk)
    assert len(tries()) == 4
    pass_time(1)
    (due,) = triggers.unplanned()
    assert triggers.plan(due) == triggers.plan(due)
    assert len(tries()) == 4


def test_the_clock_may_be_given(theatre: Theatre) -> None:
    theatre.server("a")
    hinted()
    triggers.plan_due()
    assert triggers.unplanned() == []
    assert len(triggers.unplanned(timezone.now() + timedelta(minutes=3.1))) == 2


def with_ids(item: ObservedItem, **ids: str) -> ObservedItem:
    return replace(item, external_ids=ids)


@pytest.mark.parametrize(
    ("hint", "listed"),
    [
        ({"external_ids": {"tmdb": "949"}}, True),
        ({"external_ids": {"tmdb": 949}}, True),
        ({"external_ids": {"tmdb": "1", "imdb": "tt0113277"}}, True),
        ({"external_ids": {"imdb": "949"}}, False),
        ({"kind": "show", "external_ids": {"tmdb": "949"}}, False),
        ({"path": "/data/films/Heat"}, True),
        ({"path": "/data/films/Heat/"}, True),
        ({"path": "D:\\films\\Heat\\Heat.1995.mkv"}, True),
        ({"path": "Heat"}, True),
        ({"path": "/data/Heat/films/more/Ronin"}, False),
        ({"path": "/"}, False),
        ({"title": "HEAT", "year": 1995}, True),
        ({"title": "Heat", "year": 1996}, False),
        ({"title": "Ronin", "year": 1995}, False),
        ({"kind": "show", "title": "Dark", "year": 2017}, True),
        ({"kind": "show", "path": "/tv/Dark"}, True),
        ({"kind": "season", "path": "/tv/Dark", "season": 1}, True),
        ({"kind": "season", "path": "/tv/Dark", "season": 3}, False),
        ({"kind": "episode", "path": "/tv/Dark/S1/x.mkv", "season": 1, "episode": 2},
         True),
        ({"kind": "episode", "path": "/tv/Dark", "season": 1, "episode": 3}, False),
        ({"title": "Dark", "year": 2017, "season": 2, "episode": 1}, True),
    ],
    ids=str,
)  # fmt: skip
def test_by_what_a_title_is_found(
    theatre: Theatre,
    hint: Any,
    listed: bool,
) -> None:
    assert hints.names_a_title(hint) or hint == {"path": "/"}
    dark, *parts = show("Dark", (1, 1), (1, 2), (2, 1))
    dark = replace(dark, values={**dark.values, "year": 2017})
    heat = with_ids(movie("Heat", year=1995), tmdb="949", imdb="tt0113277")
    theatre.server("a", heat, dark, *parts)
    theatre.sync()
    assert hints.is_listed(hint, None) is listed


def test_what_is_withdrawn_is_not_listed(theatre: Theatre) -> None:
    theatre.server("a", movie("Heat", year=1995), movie("Ronin"), movie("Ran"))
    theatre.sync()
    assert hints.is_listed(HINT, ["a"])
    theatre.says("a", movie("Ronin"), movie("Ran"))
    theatre.sync()
    assert not hints.is_listed(HINT, ["a"])
