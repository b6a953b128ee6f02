"""Two servers, one field: the better one wins if it has a value, and nothing flips."""

from __future__ import annotations

import pytest

from catalog.fields import JSONValue, Type
from tests.fields.cases import ALL_CASES, CASES, PLAYING, RIVALLED, Case
from tests.fields.library import (
    ALPHA,
    BETA,
    LATER,
    NEVER,
    NOTHING,
    Library,
    Seen,
    Source,
    Told,
    by_name,
)
from tests.sync.scripted import Theatre


def chosen(case: Case) -> Seen:
    """Every case while both servers have it."""
    reason = "only_source" if case.is_file else "priority"
    return Seen(case.good.alpha, Source("alpha", reason))


def betas(case: Case) -> Seen:
    """Every case while beta alone has it."""
    if case.is_file:
        return NEVER
    return Seen(case.good.beta, Source("beta", "only_source"))


@pytest.mark.parametrize("order", [("alpha", "beta"), ("beta", "alpha"), ()])
def test_the_better_server_wins_and_nothing_flips(
    library: Library, order: tuple[str, ...]
) -> None:
    for server in order:
        library.sync(server)
    library.sync()
    library.news()
    first = library.seen()
    assert by_name(CASES, first.__getitem__) == by_name(CASES, chosen)
    for server in ("beta", "alpha", "beta", "beta", "alpha"):
        library.sync(server)
        assert library.seen() == first
    assert not any(library.news().values())


def test_what_a_title_is_found_by_is_the_same_everywhere(library: Library) -> None:
    library.sync()
    seen = library.seen()
    places = {case: seen[case] for case in ALL_CASES if case.is_place}
    assert len(places) == 2
    for case, found in places.items():
        assert found == Seen(case.number, Source("alpha", "priority")), case


def test_beta_alone_has_it(library: Library) -> None:
    library.says("alpha", NOTHING)
    library.sync()
    assert by_name(CASES, library.seen().__getitem__) == by_name(CASES, betas)


def test_beta_and_a_third_have_it(library: Library, theatre: Theatre) -> None:
    """A better server without a value makes a fallback of the one that wins."""
    theatre.server("gamma")
    library.merge_with_alpha("gamma")
    library.says("gamma", {case: case.good.later for case in RIVALLED})
    library.says("alpha", NOTHING)
    library.sync()
    source = Source("beta", "fallback")
    assert by_name(RIVALLED, library.seen().__getitem__) == by_name(
        RIVALLED, lambda case: Seen(case.good.beta, source)
    )


NO_VALUES: tuple[JSONValue, ...] = (None, "", " \t\n\u00a0", [], {})
NO_ENTRIES: tuple[JSONValue, ...] = (*NO_VALUES, {"url": None}, {"url": ""})


def test_no_value_displaces_no_value(library: Library) -> None:
    """Absent is the withdrawal of `test_withdrawal`; these are its other spellings."""
    for form in NO_ENTRIES:
        cases = [c for c in CASES if c.key or form in NO_VALUES]
        library.says("alpha", dict(ALPHA) | dict.fromkeys(cases, form))
        library.sync()
        # The file that plays has none, and another file's is not its own.
        assert by_name(cases, library.seen().__getitem__) == by_name(
            cases, lambda case: NEVER if case.is_playing else betas(case)
        ), repr(form)


def test_zero_and_false_are_values(library: Library) -> None:
    forms: dict[Type, tuple[JSONValue, JSONValue]] = {
        Type.INTEGER: (0, 0),
        Type.NUMBER: (0, 0.0),
        Type.TEXT: ("0", "false"),
        Type.LIST: ([0], [False]),
    }
    cases = [case for case in CASES if case.field.type in forms]
    source = Source("alpha", "priority")
    for turn in (0, 1):
        said = {case: forms[case.field.type][turn] for case in cases}
        library.says("alpha", dict(ALPHA) | said)
        library.sync()
        assert by_name(cases, library.seen().__getitem__) == {
            str(case): Seen(value, source) for case, value in said.items()
        }


def test_another_value_of_the_same_server(library: Library) -> None:
    library.sync()
    library.news()
    library.says("alpha", LATER)
    library.sync("alpha")
    assert by_name(CASES, library.seen().__getitem__) == by_name(
        CASES, lambda case: chosen(case)._replace(value=case.good.later)
    )

    def told(case: Case) -> list[Told]:
        old, new = case.good.alpha, case.good.later
        return [Told("updated", old, new, "alpha", "alpha")]

    assert by_name(CASES, library.news().__getitem__) == by_name(CASES, told)


def test_a_change_of_the_other_server_is_no_change(library: Library) -> None:
    library.sync()
    library.news()
    before = library.seen()
    library.says("beta", {case: case.good.later for case in RIVALLED})
    run = library.sync("beta")
    assert (run.updated, run.cleared) == (0, 0)
    assert library.seen() == before
    assert not any(library.news().values())


def test_a_file_keeps_its_own_gaps(library: Library) -> None:
    """What describes the file that plays comes whole from its server."""
    assert BETA.keys() >= set(PLAYING)
    without = {case: value for case, value in ALPHA.items() if not case.is_playing}
    library.says("alpha", without, bare=True)
    library.sync()
    assert by_name(PLAYING, library.seen().__getitem__) == by_name(
        PLAYING, lambda case: NEVER
    )
