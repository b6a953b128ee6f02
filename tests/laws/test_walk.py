"""Households at random, through the real code, against the laws.

What fails is made as small as it gets, and printed as the deeds that lead there.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from sync import execute
from tests.laws.sizes import DEEDS, HOUSEHOLDS
from tests.laws.walk import Walk
from tests.sync.scripted import ScriptedAdapter

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def walked(first: int, households: int, *, deeds: int = DEEDS) -> None:
    """So many households from this seed on."""
    how = settings(
        max_examples=households,
        stateful_step_count=deeds,
        deadline=None,
        database=None,
        suppress_health_check=_QUIET,
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
    )
    run_state_machine_as_test(seed(first)(Walk), settings=how)


@pytest.fixture
def shelved(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Servers are found on the shelves of the walk."""
    monkeypatch.setattr(
        execute,
        "adapter_of",
        lambda server: ScriptedAdapter(Walk.shelves[server.slug].play),
    )
    yield
    Walk.shelves.clear()


@pytest.mark.parametrize("part", range(4))
def test_households(shelved: None, part: int) -> None:
    walked(part, HOUSEHOLDS // 4)
