"""The merge of one title against an oracle written from the laws, by the thousand.

A failure names its seed and shows the smallest schedule that fails.
"""

from __future__ import annotations

import pytest

from catalog.fields import FIELDS, Merge
from tests.laws import properties
from tests.laws.judged import judged
from tests.laws.oracle import Answer
from tests.laws.sizes import SCHEDULES, SCHEDULES_OF_A_PROPERTY
from tests.laws.table import FIRST, KEYED, OF_PLAYING_FILE, TABLE
from tests.laws.worlds import draw


def test_the_oracle_knows_the_same_fields() -> None:
    merged = {
        FIRST: Merge.FIRST,
        KEYED: Merge.KEYED,
        OF_PLAYING_FILE: Merge.PLAYING_FILE,
    }
    assert {(d.name, merged[d.merged], d.kinds, d.group) for d in TABLE} == {
        (field.name, field.merge, field.kinds, field.group) for field in FIELDS
    }


@pytest.mark.parametrize("part", range(4))
def test_every_value_is_as_the_laws_say(part: int) -> None:
    size = SCHEDULES // 4
    seeds = range(part * size, (part + 1) * size)
    properties.check((properties.as_the_laws_say,), seeds)


@pytest.mark.parametrize("holds", properties.ALL[1:], ids=lambda p: p.__name__)
def test_property(holds: properties.Property) -> None:
    properties.check((holds,), range(SCHEDULES_OF_A_PROPERTY))


def test_all_there_is_to_decide_is_drawn() -> None:
    """The negative control of the drawing: nothing the laws tell apart is missing."""
    seen: set[object] = set()
    for seed in range(SCHEDULES_OF_A_PROPERTY):
        for world in draw(seed):
            title = judged(world)
            seen.add(("available", title.available))
            answers: list[Answer] = list(title.fields.values())
            for name, entries in title.entries.items():
                answers += entries.values()
                seen.update(
                    (name, a.source == "lock", a.value is None)
                    for a in entries.values()
                )
            seen.update((a.reason, a.rule is not None) for a in answers)
            seen.update(("value", str(a.value)) for a in answers if not a.value)
    ruled = {(f"{scope}_rule", True) for scope in ("item", "field", "kind")}
    assert ruled | {("fallback", True), ("fallback", False)} <= seen
    assert {("locked", False), ("only_source", False), ("priority", False)} <= seen
    assert {("available", True), ("available", False)} <= seen
    assert {("value", "0"), ("value", "False"), ("value", "None")} <= seen
    for name in ("external_ids", "artwork", "captions", "files"):
        assert {(name, True, True), (name, True, False), (name, False, False)} <= seen
