"""The brake's rules (law 8), with counts alone, each exactly at its edge."""

from __future__ import annotations

import pytest

from sync.brake import Titles, Values, judge, sentence


def held_for_titles(withdrawn: int, listed: int) -> bool:
    return bool(judge([Titles(kind="movie", listed=listed, withdrawn=withdrawn)], []))


def held_for_values(given: int, withdrawn: int, listed: int) -> bool:
    lost = Values(
        kind="movie",
        field="overview",
        listed=listed,
        given=given,
        withdrawn=withdrawn,
    )
    return bool(judge([], [lost]))


@pytest.mark.parametrize(
    ("withdrawn", "listed", "is_held"),
    [
        (1, 1, False),
        (2, 2, True),
        (2, 3, False),
        (4, 5, False),
        (5, 5, True),
        (20, 20, True),
        (20, 21, False),
        (21, 22, True),
        (20, 100, False),
        (21, 100, True),
        (21, 104, True),
        (21, 105, False),
        (200, 1_000, False),
        (201, 1_000, True),
        (200, 1_001, False),
        (201, 1_004, True),
        (20_000, 100_000, False),
        (20_001, 100_000, True),
        (0, 5, False),
    ],
)
def test_titles(withdrawn: int, listed: int, *, is_held: bool) -> None:
    assert held_for_titles(withdrawn, listed) is is_held


@pytest.mark.parametrize(
    ("given", "withdrawn", "listed", "is_held"),
    [
        (20, 20, 20, False),
        (21, 21, 21, True),
        (21, 20, 21, False),
        (21, 21, 104, True),
        (21, 21, 105, False),
        (1_000, 999, 1_000, False),
        (200, 200, 1_000, False),
        (201, 201, 1_000, True),
    ],
)
def test_values(given: int, withdrawn: int, listed: int, *, is_held: bool) -> None:
    assert held_for_values(given, withdrawn, listed) is is_held


def test_nothing_taken_away_is_no_reason() -> None:
    assert judge([], []) == ()


def test_each_kind_is_judged_by_itself() -> None:
    titles = [
        Titles(kind="episode", listed=1_000, withdrawn=30),
        Titles(kind="movie", listed=50, withdrawn=30),
    ]
    assert [(r.kind, r.withdrawn, r.of) for r in judge(titles, [])] == [
        ("movie", 30, 50)
    ]


def test_a_group_is_named_where_none_of_its_entries_is() -> None:
    def lost(field: str, given: int) -> Values:
        return Values(
            kind="movie", field=field, listed=50, given=given, withdrawn=given
        )

    both = judge([], [lost("artwork", 40), lost("artwork.poster", 40)])
    assert [r.field for r in both] == ["artwork.poster"]
    scattered = [lost("captions", 24), lost("captions.de", 12), lost("captions.fr", 12)]
    assert [r.field for r in judge([], scattered)] == ["captions"]


def test_where_all_titles_go_their_values_are_not_named() -> None:
    titles = [Titles(kind="movie", listed=30, withdrawn=30)]
    values = [
        Values(kind=kind, field="year", listed=30, given=30, withdrawn=30)
        for kind in ("movie", "show")
    ]
    assert [(r.kind, r.field) for r in judge(titles, values)] == [
        ("movie", ""),
        ("show", "year"),
    ]


def test_it_says_what_would_go() -> None:
    reasons = judge(
        [
            Titles(kind="movie", listed=2_000, withdrawn=1_200),
            Titles(kind="show", listed=3, withdrawn=3),
        ],
        [
            Values(
                kind="movie",
                field="artwork.poster",
                listed=2_000,
                given=800,
                withdrawn=800,
            )
        ],
    )
    assert sentence(reasons) == (
        "It would withdraw 1,200 of 2,000 movies; all 3 shows; "
        "artwork.poster of all 800 movies that have it."
    )
