"""What a sync is about, as a pure value: parsed, joined, compared, printed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.fields import GROUPS
from sync.scope import (
    EVERYTHING,
    GROUPS_OF_KIND,
    KINDS_BY_NAME,
    Scope,
    ScopeError,
    from_json,
    scope_of,
    split_words,
)
from sync.types import KINDS, Selection

_SELECTORS = (
    *("metadata", "artwork", "captions", "files", "media_info", "media_quality"),
    *("chapters", "captions:fr", "captions:fr:hi", "captions:pt-BR", "artwork:poster"),
)
_ITEMS = ("x", "y")


def _some(values: tuple[str, ...]) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(values), min_size=1, max_size=4)


_REQUESTS = st.builds(
    lambda kinds, groups, item: scope_of(kinds=kinds, groups=groups, item=item),
    _some(tuple(KINDS_BY_NAME)),
    _some(_SELECTORS),
    st.none() | st.sampled_from(_ITEMS),
)


def _held(scope: Scope) -> set[tuple[str, str, str]]:
    """By brute force: every kind, single thing and item the scope holds.

    A group stands for a thing of it that no selector names.
    """
    things = [
        *((group, "other") for group in ("metadata", "files", "chapters")),
        *((group, "other") for group in ("media_info", "media_quality")),
        *(("captions", key) for key in ("other", "fr", "fr:hi", "pt-BR")),
        *(("artwork", key) for key in ("other", "poster")),
    ]
    return {
        (kind, f"{group}:{key}", item)
        for kind, (group, key), item in itertools.product(
            KINDS, things, (*_ITEMS, "another")
        )
        if group in GROUPS_OF_KIND[kind]
        and scope.selection(kind, [item]).has_entry(group, key)
    }


@given(_REQUESTS, _REQUESTS, _REQUESTS)
def test_a_union_holds_what_its_parts_hold_in_one_form(
    one: Scope, two: Scope, three: Scope
) -> None:
    both = one.union(two)

    assert _held(both) == _held(one) | _held(two)
    assert both.covers(one)
    assert both.covers(two)
    assert both == two.union(one)
    assert both.union(one) == both
    assert one.union(two.union(three)).covers(three)
    assert from_json(both.to_json()) == both
    assert from_json(EVERYTHING.union(one).to_json()) == EVERYTHING


@given(_REQUESTS, _REQUESTS)
def test_what_is_covered_is_held(one: Scope, two: Scope) -> None:
    if one.covers(two):
        assert _held(one) >= _held(two)
        assert one.union(two) == one


@pytest.mark.parametrize(
    ("kinds", "groups"),
    [
        (None, None),
        ([], []),
        (["movies", "tv"], None),
        (["movies", "shows", "seasons", "episodes"], None),
        (
            None,
            list(GROUPS),
        ),
    ],
)
def test_everything_has_one_form(
    kinds: list[str] | None, groups: list[str] | None
) -> None:
    assert scope_of(kinds=kinds, groups=groups) == EVERYTHING
    assert scope_of(kinds=kinds, groups=groups).to_json() is None


def test_pieces_that_make_a_whole_are_the_whole() -> None:
    movies, tv = scope_of(kinds=["movies"]), scope_of(kinds=["tv"])

    assert movies.union(tv) == EVERYTHING
    assert scope_of(item="x").union(EVERYTHING) == EVERYTHING
    # All groups a season can have are a whole season.
    whole = scope_of(kinds=["seasons"], groups=["metadata", "artwork"])
    assert whole == scope_of(kinds=["seasons"])


def test_a_language_means_all_its_captions() -> None:
    some = scope_of(groups=["Captions:FR", "captions:pt-br:HI"]).selection("movie")

    assert some == Selection(frozenset({"captions:fr", "captions:pt-BR:hi"}))
    held = [
        key
        for key in ("fr", "fr:hi", "fr-CA", "pt-BR", "pt-BR:hi", "en")
        if some.has_entry("captions", key)
    ]
    assert held == ["fr", "fr:hi", "pt-BR:hi"]
    assert not some.has_group("captions")


@pytest.mark.parametrize(
    ("kinds", "groups", "field", "said"),
    [
        (["films"], None, "kinds", "movies, shows, seasons, episodes, tv"),
        ([""], None, "kinds", "movies"),
        (None, ["posters"], "groups", "metadata, artwork, captions, files"),
        (None, [""], "groups", "metadata"),
        (None, ["artwork:cover"], "groups", "artwork:poster, artwork:backdrop"),
        (None, ["captions:"], "groups", "captions:fr"),
        (None, ["captions:fr:loud"], "groups", "captions:fr"),
        (None, ["metadata:title"], "groups", "only captions and artwork"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    kinds: list[str] | None, groups: list[str] | None, field: str, said: str
) -> None:
    with pytest.raises(ScopeError) as error:
        scope_of(kinds=kinds, groups=groups)

    assert error.value.field == field
    assert said in error.value.message


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (EVERYTHING, "everything"),
        (scope_of(kinds=["tv"]), "only shows, seasons and episodes"),
        (
            scope_of(kinds=["movies"], groups=["captions:fr", "metadata"]),
            "captions fr and metadata of movies",
        ),
        (scope_of(groups=["artwork"]), "artwork of everything"),
        (scope_of(item="x"), "only Heat"),
        (
            scope_of(item="x", groups=["files"]).union(scope_of(kinds=["movies"])),
            "only movies; and files of Heat",
        ),
    ],
)
def test_a_scope_in_words(scope: Scope, words: str) -> None:
    assert scope.words({"x": "Heat"}) == words


def test_words_are_split_at_commas() -> None:
    assert split_words("movies, tv") == ["movies", "tv"]
