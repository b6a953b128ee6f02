"""Longer lives than those of every run; `./hub prove laws` asks for them by seed."""

from __future__ import annotations

from tests.laws.sizes import HOUSEHOLDS_OF_A_SEED, PROVED_DEEDS
from tests.laws.test_walk import shelved as shelved
from tests.laws.test_walk import walked


def test_households(shelved: None, seed: int) -> None:
    walked(seed, HOUSEHOLDS_OF_A_SEED, deeds=PROVED_DEEDS)
