"""What a curator says to a held scan, whatever ends whoever carries it out.

The walk draws this, too; here each answer is given in every run.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.laws import deeds, offers
from tests.laws.test_walk import shelved as shelved
from tests.laws.walk import Walk


class _Nothing:
    """Draws households without anything."""

    def draw(self, strategy: Any) -> list[Any]:
        return []


@pytest.mark.parametrize(
    ("answer", "at", "way"),
    [("discard", 0, "before"), ("accept", 0, "before")]
    + [("accept", 1 + n % 3, way) for n, way in enumerate(deeds.WAYS)],
)
def test_answered(shelved: None, answer: str, at: int, way: str) -> None:
    walk = Walk()
    walk.begin(data=_Nothing())
    for film in offers.films(2):
        walk.shelves["alpha"].offer(film)
    walk.sync_them()
    assert len(walk.memories["alpha"].listed) == 2
    walk.much_goes(
        name="alpha",
        what="movie",
        left=0,
        loss=None,
        answer=answer,
        at=at,
        way=way,
        tries=True,
    )
    assert walk.memories["alpha"].held is None
    assert len(walk.memories["alpha"].listed) == (2 if answer == "discard" else 0)
    walk.sync_all()
