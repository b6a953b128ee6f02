"""Speed, share and time left: only where there is a basis, never negative, smooth."""

from __future__ import annotations

import random

import pytest

from sync import pace
from sync.pace import Count, Pace


def movies(done: int, expected: int | None = None, *, exact: bool = False) -> Count:
    return Count("movie", done, expected, exact)


@pytest.mark.parametrize(
    ("counts", "rate", "left"),
    [
        ([], 10.0, None),
        ([movies(10)], 10.0, None),
        ([movies(10, 100)], 0.0, None),
        ([movies(10, 100)], -1.0, None),
        ([movies(10, 100)], float("inf"), None),
        ([movies(10, 100)], float("nan"), None),
        ([movies(0, 0)], 10.0, None),
        ([movies(10, 100)], 10.0, 9),
        ([movies(99, 100)], 1000.0, 1),
        ([movies(100, 100)], 10.0, None),
        ([movies(120, 100)], 10.0, None),
        ([movies(120, 100), Count("show", 0, 50)], 10.0, 5),
        ([movies(10, 100), Count("show", 5)], 10.0, None),
    ],
)
def test_time_left_has_a_basis_or_is_not_said(
    counts: list[Count], rate: float, left: int | None
) -> None:
    assert pace.seconds_left(counts, rate) == left


def test_no_speed_before_it_can_be_believed() -> None:
    speed = Pace()
    assert speed.note(100.0, 0) == 0
    assert speed.note(100.5, 400) == 0, "half a second is no basis"
    assert speed.note(102.5, 402) > 0
    slow = Pace()
    slow.note(0.0, 0)
    assert slow.note(60.0, 4) == 0, "four items are no basis"
    assert slow.note(60.0, 4) == 0, "no time has passed"


def test_a_clock_that_stands_or_a_count_that_falls_is_never_negative() -> None:
    speed = Pace()
    for at, done in ((0.0, 0), (3.0, 300), (3.0, 400), (4.0, 10), (5.0, 20)):
        assert speed.note(at, done) >= 0


@pytest.mark.parametrize("seed", range(20))
def test_time_left_is_smooth_while_the_speed_wavers(seed: int) -> None:
    """Gusts of half to one and a half the speed move it by less than a third."""
    dice = random.Random(seed)
    speed, done, at = Pace(), 0.0, 0.0
    speed.note(at, 0)
    before: int | None = None
    for _ in range(120):
        at += 0.5
        done += 50 * dice.uniform(0.5, 1.5)
        rate = speed.note(at, int(done))
        left = pace.seconds_left([movies(int(done), 10_000)], rate)
        if at > 5:
            assert left is not None
            if before is not None:
                assert abs(left - before) <= 0.34 * before + 1
            before = left


def test_a_speed_that_changes_is_followed() -> None:
    speed, done = Pace(), 0
    for tick in range(1, 121):
        done += 100 if tick <= 60 else 10
        rate = speed.note(tick * 0.5, done)
    assert 20 <= rate < 30


def test_what_is_below_shows_is_estimated_from_the_shows() -> None:
    known = [Count("show", 10, 40), Count("season", 30), Count("episode", 200)]
    assert [c.expected for c in pace.estimated(known)] == [40, 120, 800]
    early = [Count("show", 2, 40), Count("episode", 40)]
    assert [c.expected for c in pace.estimated(early)] == [40, None]
    more = pace.estimated([movies(120, 100), movies(120, 100, exact=True)])
    assert [c.expected for c in more] == [None, 120]


def test_shares_end_at_one() -> None:
    assert pace.share([movies(5, 10), Count("show", 0, 10)]) == 0.25
    assert pace.share([movies(50, 10)]) == 1.0
    assert pace.share([movies(0, 0)]) is None


@pytest.mark.parametrize(
    ("counts", "rate", "current", "words"),
    [
        (
            [movies(1204, 5000)],
            316.4,
            "Solar Drift",
            "1,204 of about 5,000 movies · 316 per second · about 12 s left"
            " · now: Solar Drift",
        ),
        ([movies(1)], 0.0, "", "1 movie"),
        (
            [movies(5, 5, exact=True), Count("show", 3, 4)],
            0.5,
            "",
            "5 movies, 3 of about 4 shows · 30 per minute · about 2 s left",
        ),
        ([movies(0, 7)], 0.0, "", ""),
        (
            [movies(10, 5000)],
            1.0,
            "",
            "10 of about 5,000 movies · 1 per second · about 1 h 23 min left",
        ),
    ],
)
def test_words(counts: list[Count], rate: float, current: str, words: str) -> None:
    assert pace.sentence(counts, rate, current) == words


def test_a_row_keeps_counts_as_they_are() -> None:
    counts = [movies(3, 5), Count("show", 1, None), Count("episode", 2, 2, exact=True)]
    assert pace.counts_of(pace.stored_of(counts)) == counts
    assert pace.counts_of({"movie": [1]}) == []
