"""The large tiers of the tests that have two (`tests/tiers.py`)."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence

import pytest

from tests.proofs.proof import Proof
from tests.tiers import ROUNDS


def run(arguments: Sequence[str]) -> int:
    """Run them; a failure names its seed, and the seed walks the same way again."""
    parser = argparse.ArgumentParser("hub prove large", description=PROOF.shows)
    parser.add_argument("--seed", type=int, help="the first seed; else drawn")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"seeds of each test ({ROUNDS})"
    )
    known, others = parser.parse_known_args(arguments)
    seed = random.randrange(10**6) if known.seed is None else known.seed
    print(
        f"Seeds {seed} to {seed + known.rounds - 1}; to go on after them: "
        f"./hub prove large --seed {seed + known.rounds}",
        file=sys.stderr,
        flush=True,
    )
    size = ["--large", f"--seed={seed}", f"--rounds={known.rounds}"]
    return int(pytest.main(["-n", "3", "--dist", "worksteal", *size, *others]))


PROOF = Proof(
    shows=(
        "The tests of every run whose tier there is small, at full size: random walks, "
        "ranges and calls, a kill at every point of a sync, eight busy processes, "
        "20,000 titles, pages at every width."
    ),
    run=run,
)
