"""A neighbourhood at a time gives the same titles and contradictions as all at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.identity import Pair, Sighting, group_sightings
from sync.neighbourhoods import Neighbourhoods

SERVERS = ("a", "b", "c")


@st.composite
def libraries(draw: st.DrawFn) -> list[Sighting]:
    """A dozen items that have much to do with each other."""
    small = st.integers(0, 3)
    found = []
    for number in range(draw(st.integers(0, 12))):
        ids = {
            scheme: str(draw(small))
            for scheme in ("tmdb", "imdb")
            if draw(st.booleans())
        }
        found.append(
            Sighting(
                draw(st.sampled_from(SERVERS)),
                f"k{number}",
                frozenset(ids.items()),
                draw(st.none() | st.sampled_from("xy")),
                draw(st.sampled_from(("", "foo", "bar", "baz"))),
                draw(st.none() | st.integers(2000, 2001)),
                draw(st.booleans()),
            )
        )
    return found


def in_parts(
    sightings: Sequence[Sighting], merges: Sequence[Pair], splits: Sequence[Pair]
) -> tuple[set[object], set[object]]:
    near = Neighbourhoods()
    decided = [{pair.left, pair.right} for pair in (*merges, *splits)]
    for sighting in sightings:
        marks = [*sighting.marks]
        marks += [("decided", n) for n, p in enumerate(decided) if sighting.ref in p]
        near.add(marks)
    groups: set[object] = set()
    clashes: set[object] = set()
    for numbers in near.members(near.containing(None), 1):
        part = group_sightings(
            [sightings[n] for n in numbers], merges=merges, splits=splits
        )
        assert groups.isdisjoint(part.groups)
        groups |= set(part.groups)
        clashes |= set(part.clashes)
    return groups, clashes


@given(libraries(), st.data())
def test_parts_and_the_whole(library: list[Sighting], data: st.DataObject) -> None:
    refs = st.sampled_from([s.ref for s in library] or [("a", "none")])
    pairs = st.lists(st.builds(Pair, refs, refs), max_size=2)
    merges, splits = data.draw(pairs), data.draw(pairs)
    whole = group_sightings(library, merges=merges, splits=splits)
    assert in_parts(library, merges, splits) == (
        set(whole.groups),
        set(whole.clashes),
    )


def test_a_mark_left_out_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Sighting("a", "1", frozenset(), None, "foo", 2000)
    two = Sighting("b", "2", frozenset(), None, "foo", 2000)
    assert len(in_parts([one, two], [], [])[0]) == 1
    monkeypatch.setattr(Sighting, "marks", ())
    assert len(in_parts([one, two], [], [])[0]) == 2


def test_only_those_asked_for() -> None:
    near = Neighbourhoods()
    for marks in (["x"], ["y"], ["x", "z"], ["w"], ["z"]):
        near.add(marks)
    assert len(near) == 5
    chosen = near.containing([4])
    assert list(near.members(chosen, 10)) == [[0, 2, 4]]


def test_whole_ones_at_a_time() -> None:
    near = Neighbourhoods()
    for n in range(10):
        near.add([n // 3])
    parts = list(near.members(near.containing(None), 4))
    assert sorted(n for part in parts for n in part) == list(range(10))
    assert [len(part) for part in parts] == [6, 4]
