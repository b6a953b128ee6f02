"""The laws of the merge against their oracle, by the hundred thousand."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pytest

from tests.laws import families, properties
from tests.laws.sizes import (
    HOUSEHOLDS_OF_A_SEED,
    PROVED_HOUSEHOLDS,
    PROVED_SCHEDULES,
)
from tests.proofs.proof import Proof

#: The properties beside the oracle look at one schedule of so many.
_ONE_OF: Final = 10
#: So many divergences are shown; they are all counted.
_SHOWN: Final = 5
_TOLD_EVERY: Final = 60.0  # seconds


class _Count:
    """Schedules done and divergences found."""

    def __init__(self) -> None:
        self.schedules = self.households = self.divergences = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each step of each test."""
        if report.when == "call":
            self.households += HOUSEHOLDS_OF_A_SEED
        if report.failed:
            self.divergences += 1

    def diverged(self, error: AssertionError) -> None:
        self.divergences += 1
        if self.divergences <= _SHOWN:
            print(error, flush=True)


def run(arguments: Sequence[str]) -> int:
    """Run both parts; 1 where anything diverged."""
    parser = argparse.ArgumentParser("hub prove laws", description=PROOF.shows)
    parser.add_argument("--seed", type=int, help="the first seed; else drawn")
    parser.add_argument("--schedules", type=int, default=PROVED_SCHEDULES)
    parser.add_argument("--households", type=int, default=PROVED_HOUSEHOLDS)
    known, others = parser.parse_known_args(arguments)
    first = random.randrange(10**6) if known.seed is None else known.seed
    count = _Count()
    began = time.monotonic()
    for check in _each_told(range(first, first + known.schedules), count):
        try:
            check()
        except AssertionError as error:
            count.diverged(error)
    _say(count, began)
    rounds = -(-known.households // HOUSEHOLDS_OF_A_SEED)
    if rounds:
        unsaid = _live(first, rounds, others, count)
        # Not in one line: what is added to would be read before anything is counted.
        count.divergences += unsaid
        _say(count, began)
    print(
        f"{count.schedules} schedules, {count.households} households, "
        f"{count.divergences} divergences; go on with: "
        f"./hub prove laws --seed {first + max(known.schedules, rounds)}"
    )
    return int(count.divergences > 0)


def _each_told(seeds: range, count: _Count) -> Iterator[Callable[[], None]]:
    """The checks of every seed; how far they are is told now and then."""
    began = told = time.monotonic()
    for seed in seeds:
        one = range(seed, seed + 1)
        all_of_them = seed % _ONE_OF == 0
        values = properties.ALL if all_of_them else properties.ALL[:1]
        kin = families.ALL if all_of_them else families.ALL[:1]
        yield lambda values=values, one=one: properties.check(values, one)  # type: ignore[misc]
        yield lambda kin=kin, one=one: families.check(kin, one)  # type: ignore[misc]
        count.schedules += 1
        if time.monotonic() - told > _TOLD_EVERY:
            told = time.monotonic()
            _say(count, began)


def _live(first: int, rounds: int, others: Sequence[str], count: _Count) -> int:
    """Households through the real code, on the database of DATABASE_URL."""
    how = ["-n", "2", "--dist", "worksteal", f"--seed={first}", f"--rounds={rounds}"]
    code = pytest.main([*how, *others, "tests/laws/households.py"], plugins=[count])
    return int(code != 0 and not count.divergences)


def _say(count: _Count, began: float) -> None:
    print(
        f"{count.schedules} schedules, {count.households} households, "
        f"{count.divergences} divergences in {time.monotonic() - began:.0f} s",
        file=sys.stderr,
        flush=True,
    )


PROOF = Proof(
    shows=(
        "The merge and the identity of titles against an oracle written from the laws: "
        "schedules of the pure core, and households through the real code."
    ),
    run=run,
)
