"""Whether a scan is held, against the law's own words, by the thousand."""

from __future__ import annotations

import random

from sync.brake import Titles, Values, judge
from sync.types import ObservedItem
from tests.laws import brake
from tests.laws.memory import Memory

DRAWN = 300


def _memory(had: set[int], with_value: set[int]) -> Memory:
    items = {
        ("movie", str(n)): ObservedItem(
            kind="movie",
            remote_key=str(n),
            values={"overview": "o"} if n in with_value else {},
        )
        for n in had
    }
    return Memory(items=items, listed=set(items))


def test_a_scan_is_held_where_the_law_says_so() -> None:
    outcomes = set()
    for seed in range(DRAWN):
        chance = random.Random(seed)
        # Small libraries, and sizes around those where a fifth is more than 20.
        size = chance.choice((0, 1, 2, 3, 19, 20, 21, 22, 99, 100, 101, 104, 105, 110))
        had = set(range(size))
        many = {0, 1, size - 1, size, 19, 20, 21, 22, size // 5, size // 5 + 1}
        gone = set(range(chance.choice([n for n in many if 0 <= n <= size])))
        given = set(range(size - chance.choice([n for n in many if 0 <= n <= size])))
        kept = set(chance.sample(sorted(given), chance.choice((0, 0, len(given) // 2))))
        is_held = brake.holds(_memory(had, given), _memory(had - gone, kept))
        lost = given - (kept - gone)
        titles = Titles(kind="movie", listed=size, withdrawn=len(gone))
        values = Values(
            kind="movie",
            field="overview",
            listed=size,
            given=len(given),
            withdrawn=len(lost),
        )
        judged = judge([titles] if gone else [], [values] if lost else [])
        assert bool(judged) is is_held, (seed, titles, values)
        outcomes.add((is_held, bool(gone), bool(lost)))
    assert len(outcomes) == 7, "nothing taken away is never held; all else is drawn"
