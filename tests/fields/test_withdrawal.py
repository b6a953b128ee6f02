"""A value goes here, then there, and comes back: the next server has it, or nobody."""

from __future__ import annotations

from tests.fields.cases import CASES, Case
from tests.fields.library import (
    ALPHA,
    BETA,
    NEVER,
    NOTHING,
    Library,
    Seen,
    Told,
    by_name,
)
from tests.fields.test_choice import betas, chosen


def test_it_goes_here_then_there_and_comes_back(library: Library) -> None:
    library.sync()
    library.news()
    items, shown = library.items(), library.available()
    acts = []
    for server, said in (
        ("alpha", NOTHING),
        ("beta", NOTHING),
        ("beta", BETA),
        ("alpha", ALPHA),
    ):
        library.says(server, said)
        library.sync(server)
        seen, news = library.seen(), library.news()
        acts.append({str(case): (seen[case], news[case]) for case in CASES})
        assert library.sync().writes == 0
    assert library.items() == items
    assert library.available() == shown
    for turn, now in enumerate(acts):
        assert now == {str(case): _expected(case)[turn] for case in CASES}, turn


def _expected(case: Case) -> list[tuple[Seen, list[Told]]]:
    """What is seen and told when alpha has none, nobody, beta again, alpha again."""
    a, b = case.good.alpha, case.good.beta
    if case.is_file:
        return [
            (NEVER, [Told("cleared", a, None, "alpha", "")]),
            (NEVER, []),
            (NEVER, []),
            (chosen(case), [Told("updated", None, a, "", "alpha")]),
        ]
    return [
        (betas(case), [Told("updated", a, b, "alpha", "beta")]),
        (NEVER, [Told("cleared", b, None, "beta", "")]),
        (betas(case), [Told("updated", None, b, "", "beta")]),
        (chosen(case), [Told("updated", b, a, "beta", "alpha")]),
    ]


def test_both_at_once(library: Library) -> None:
    library.sync()
    library.news()
    library.says("alpha", NOTHING)
    library.says("beta", NOTHING)
    library.sync()
    news = library.news()
    assert by_name(CASES, library.seen().__getitem__) == by_name(
        CASES, lambda case: NEVER
    )
    assert by_name(CASES, lambda case: news[case][-1][::2]) == by_name(
        CASES, lambda case: ("cleared", None, "")
    )
