"""Which items are one title: each piece of evidence, and each contradiction."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.assignment import Held, assign_items
from sync.identity import (
    Clash,
    Grouping,
    Pair,
    Ref,
    Sighting,
    group_sightings,
)
from sync.title_key import title_key


def seen(
    server: str,
    title: str = "foo",
    year: int | None = 2000,
    *,
    key: str | None = None,
    mark: str | None = None,
    **ids: str,
) -> Sighting:
    name = title if key is None else key
    return Sighting(server, name, frozenset(ids.items()), mark, title, year)


def groups(*sightings: Sighting, **decided: list[Pair]) -> list[list[str]]:
    """The groups as ``server/key`` texts."""
    grouping = group_sightings(sightings, **decided)
    return [[f"{s}/{k}" for s, k in group] for group in grouping.groups]


def test_an_agreeing_id_makes_one_title() -> None:
    a = seen("a", "foo", tmdb="1")
    b = seen("b", "foo the movie", tmdb="1")
    assert groups(a, b) == [["a/foo", "b/foo the movie"]]


def test_the_same_number_of_another_scheme_is_no_agreement() -> None:
    a, b = seen("a", tmdb="1"), seen("b", "bar", tvdb="1")
    assert groups(a, b) == [["a/foo"], ["b/bar"]]


def test_the_same_media_fingerprint_makes_one_title() -> None:
    assert groups(seen("a", mark="f"), seen("b", "bar", 1999, mark="f")) == [
        ["a/foo", "b/bar"]
    ]


def test_title_and_year_agree() -> None:
    assert groups(seen("a"), seen("b")) == [["a/foo", "b/foo"]]


@pytest.mark.parametrize("year", [2001, None])
def test_another_or_no_year_is_another_title(year: int | None) -> None:
    assert groups(seen("a"), seen("b", year=year)) == [["a/foo"], ["b/foo"]]


def test_a_title_that_is_not_unique_on_one_side_matches_nobody() -> None:
    twice = (seen("a", key="one"), seen("a", key="two"))
    assert groups(*twice, seen("b")) == [["a/one"], ["a/two"], ["b/foo"]]


def test_others_still_match_where_one_server_has_a_title_twice() -> None:
    twice = (seen("a", key="one"), seen("a", key="two"))
    assert groups(*twice, seen("b"), seen("c")) == [
        ["a/one"],
        ["a/two"],
        ["b/foo", "c/foo"],
    ]


def test_two_folders_of_one_server_with_one_id_are_one_title() -> None:
    assert groups(seen("a", key="hd", tmdb="1"), seen("a", key="sd", tmdb="1")) == [
        ["a/hd", "a/sd"]
    ]


def test_two_folders_of_one_server_with_one_fingerprint_alone_disagree() -> None:
    grouping = group_sightings(
        [seen("a", "foo", mark="f"), seen("a", "bar", 1990, mark="f")]
    )
    assert len(grouping.groups) == 2
    assert [c.reason for c in grouping.clashes] == ["same_server"]


def test_an_id_that_joins_two_groups_joins_them() -> None:
    a, b = seen("a", "foo", tmdb="1"), seen("b", "bar", 2000, imdb="tt1")
    assert len(groups(a, b)) == 2
    both = seen("c", "foo", 2000, tmdb="1", imdb="tt1")
    assert groups(a, b, both) == [["a/foo", "b/bar", "c/foo"]]


def test_ids_agree_but_title_and_year_both_differ() -> None:
    grouping = group_sightings(
        [seen("a", tmdb="1"), seen("b", tmdb="1"), seen("c", "bar", 1990, tmdb="1")]
    )
    assert grouping == Grouping(
        groups=((("a", "foo"), ("b", "foo")), (("c", "bar"),)),
        clashes=(Clash("titles_differ", "tmdb:1", ("a", "foo"), ("c", "bar")),),
    )


@pytest.mark.parametrize(
    "other", [("bar", 2000), ("foo", 1990), ("bar", None)], ids=str
)
def test_one_difference_alone_is_no_contradiction(
    other: tuple[str, int | None],
) -> None:
    assert len(groups(seen("a", tmdb="1"), seen("b", *other, tmdb="1"))) == 1


def test_an_id_in_two_groups_is_a_conflict() -> None:
    grouping = group_sightings(
        [
            seen("a", "foo", tmdb="1", imdb="tt9"),
            seen("b", "foo", tmdb="2", imdb="tt9"),
        ]
    )
    assert len(grouping.groups) == 2
    assert Clash("ids_differ", "imdb:tt9", ("a", "foo"), ("b", "foo")) in (
        grouping.clashes
    )


def test_a_fingerprint_does_not_overrule_contradicting_ids() -> None:
    grouping = group_sightings(
        [seen("a", tmdb="1", mark="f"), seen("b", "bar", tmdb="2", mark="f")]
    )
    assert len(grouping.groups) == 2
    assert [c.evidence for c in grouping.clashes] == ["fingerprint:f"]


def test_equal_titles_with_contradicting_ids_wait_for_a_curator() -> None:
    grouping = group_sightings([seen("a", tmdb="1"), seen("b", tmdb="2")])
    assert len(grouping.groups) == 2
    assert [c.reason for c in grouping.clashes] == ["ids_differ"]


def test_a_curators_merge_sticks_against_ids() -> None:
    a, b = seen("a", tmdb="1"), seen("b", "bar", 1990, tmdb="2")
    merge = [Pair(a.ref, b.ref)]
    assert groups(a, b, merges=merge) == [["a/foo", "b/bar"]]
    late = seen("c", "bar", 1990, tmdb="2")
    assert groups(a, b, late, merges=merge) == [["a/foo", "b/bar", "c/bar"]]


def test_two_merges_that_share_an_id_make_all_their_ids_one() -> None:
    # 1 is 2 by the one, 2 is 3 by the other: nothing contradicts.
    a, b = seen("a", tmdb="1"), seen("b", tmdb="2")
    c, d = seen("c", tmdb="2"), seen("d", tmdb="3")
    merges = [Pair(a.ref, b.ref), Pair(c.ref, d.ref)]
    e, f = seen("e", tmdb="1"), seen("f", tmdb="3")
    assert groups(a, b, c, d, e, f, merges=merges) == [
        ["a/foo", "b/foo", "c/foo", "d/foo", "e/foo", "f/foo"]
    ]


def test_a_curators_split_sticks_and_is_no_conflict() -> None:
    a, b, c = seen("a", tmdb="1"), seen("b", tmdb="1"), seen("c", tmdb="1")
    split = [Pair(a.ref, b.ref), Pair(c.ref, b.ref)]
    grouping = group_sightings([a, b, c], splits=split)
    assert grouping.groups == ((a.ref, c.ref), (b.ref,))
    assert grouping.clashes == ()


def test_many_items_with_one_id_are_one_title() -> None:
    sightings = [seen("a", key=f"{n}", tmdb="1") for n in range(20_000)]
    assert len(groups(*sightings)) == 1


def test_the_order_of_arrival_is_no_input() -> None:
    sightings = [
        seen("a", tmdb="1"),
        seen("b", imdb="tt1", tmdb="2"),
        seen("c", "foo", 1990, imdb="tt1"),
        seen("a", "bar", mark="f"),
        seen("b", "baz", mark="f", tmdb="1"),
    ]
    outcomes = {str(group_sightings(order)) for order in permutations(sightings)}
    assert len(outcomes) == 1


_sightings = st.lists(
    st.builds(
        seen,
        st.sampled_from("abc"),
        st.sampled_from(["foo", "bar"]),
        st.sampled_from([2000, 2001, None]),
        key=st.sampled_from(["k1", "k2", "k3"]),
        mark=st.sampled_from([None, None, "f", "g"]),
        tmdb=st.sampled_from(["", "1", "2"]),
        imdb=st.sampled_from(["", "tt1", "tt2"]),
    ).map(lambda s: s._replace(ids=frozenset(i for i in s.ids if i[1]))),
    max_size=8,
    unique_by=lambda s: s.ref,
)


@given(_sightings, st.randoms(use_true_random=False))
def test_grouping_is_total_and_independent_of_order(
    sightings: list[Sighting], random: object
) -> None:
    grouping = group_sightings(sightings)
    members = [ref for group in grouping.groups for ref in group]
    assert sorted(members) == sorted(s.ref for s in sightings)
    shuffled = list(sightings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group_sightings(shuffled) == grouping


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë & the Café", "ZOE AND THE CAFE"),
        ("Zoë", "Zoe\u0308"),
        ("Spider-Man: Home", "Spider Man  Home"),
        ("Straße", "STRASSE"),
        ("東京物語", "東京物語"),
    ],
)
def test_titles_compare_without_case_accents_and_punctuation(
    one: str, other: str
) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("!!!", "???"), ("M", "M3"), ("1", "2"), ("バス", "ハス"), ("काम", "कोम")],
)
def test_titles_that_stay_different(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def gone(sighting: Sighting) -> Sighting:
    return sighting._replace(listed=False)


def test_a_renamed_folder_is_no_second_folder() -> None:
    old, new = gone(seen("a", key="old", mark="f")), seen("a", key="new", mark="f")
    assert groups(old, new, seen("b", mark="f")) == [["a/new", "a/old", "b/foo"]]
    old, new = gone(seen("a", key="old")), seen("a", key="new")
    assert groups(old, new, seen("b")) == [["a/new", "a/old", "b/foo"]]


def test_two_withdrawn_folders_of_one_server_stay_two_titles() -> None:
    assert groups(gone(seen("a", key="x")), gone(seen("a", key="y"))) == [
        ["a/x"],
        ["a/y"],
    ]


def test_items_without_a_title_do_not_agree_on_it() -> None:
    assert groups(seen("a", "", None), seen("b", "", None)) == [["a/"], ["b/"]]


def test_an_item_without_a_title_differs_from_nothing() -> None:
    assert len(groups(seen("a", tmdb="1"), seen("b", "", None, tmdb="1"))) == 1


def held(**items: int) -> dict[Ref, Held]:
    return {(s, "x"): Held(item, item) for s, item in items.items()}


def test_a_group_keeps_the_oldest_title_it_contains() -> None:
    (assignment,) = assign_items([(("a", "x"), ("b", "x"))], held(a=9, b=3))
    assert (assignment.item, assignment.absorbed) == (3, (9,))


def test_a_parted_title_stays_with_most_of_its_items() -> None:
    parts = [(("a", "x"),), (("b", "x"), ("c", "x"))]
    alone, together = assign_items(parts, held(a=3, b=3, c=3))
    assert (alone.item, together.item) == (None, 3)


def test_a_group_of_strangers_is_new() -> None:
    (assignment,) = assign_items([(("a", "x"),)], {})
    assert assignment.item is None
