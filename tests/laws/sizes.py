"""How much of the laws is tried: in every run, and in `./hub prove laws`."""

from __future__ import annotations

from typing import Final

#: Of every run, from the first seed on.
SCHEDULES: Final = 20_000
SCHEDULES_OF_A_PROPERTY: Final = 1_000
FAMILIES: Final = 5_000
HOUSEHOLDS: Final = 100
DEEDS: Final = 4

#: Of the proof, unless it is told otherwise.
PROVED_SCHEDULES: Final = 200_000
PROVED_HOUSEHOLDS: Final = 1_000
HOUSEHOLDS_OF_A_SEED: Final = 20
PROVED_DEEDS: Final = 10
