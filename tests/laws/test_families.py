"""Which items are one title, against an oracle written from the law of identity.

A failure names its seed and shows the smallest family that fails.
"""

from __future__ import annotations

import pytest

from tests.laws import families
from tests.laws.kinship import kinship
from tests.laws.sizes import FAMILIES


@pytest.mark.parametrize("holds", families.ALL, ids=lambda p: p.__name__)
def test_property(holds: families.Property) -> None:
    families.check((holds,), range(FAMILIES))


def test_all_there_is_to_decide_is_drawn() -> None:
    reasons: set[str] = set()
    decided = set()
    for seed in range(FAMILIES // 10):
        family = families.draw(seed)
        found = kinship(family.seen, family.merges, family.splits)
        reasons |= {kept.reason for kept in found.apart}
        decided.add((bool(family.merges), bool(family.splits)))
    assert reasons == {"titles_differ", "ids_differ", "same_server", "decided_apart"}
    assert len(decided) == 4
