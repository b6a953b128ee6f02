"""Seeded bugs in the laws and in what carries them out, each caught by a named test.

A mutant is a textual patch of a copy of the tree.  Its old text must stand there
exactly once: one that no longer applies fails loudly instead of proving nothing.
"""

from __future__ import annotations

from typing import Final

from tests.laws.mutants.in_the_core import CORE
from tests.laws.mutants.in_the_deed import DEED
from tests.laws.mutants.mutant import Mutant

MUTANTS: Final[tuple[Mutant, ...]] = (*CORE, *DEED)

#: Those of every run: one for each of the pure parts.
EVERY_RUN: Final = ("0_is_nothing", "pending_displaces", "twins_match")
