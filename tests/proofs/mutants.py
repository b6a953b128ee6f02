"""Every mutant of `tests.laws.mutants` against the tests that must catch it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.laws.mutants import MUTANTS
from tests.laws.mutants.mutant import Copy, DoesNotApplyError, Mutant, Outcome
from tests.proofs.proof import Proof

_SAID: int = 2_000


def run(arguments: Sequence[str]) -> int:
    """Try them all, or those named; 1 where one survived."""
    parser = argparse.ArgumentParser("hub prove mutants", description=PROOF.shows)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--at-once", type=int, default=2, metavar="N")
    known = parser.parse_args(arguments)
    chosen = [m for m in MUTANTS if not known.names or m.name in known.names]
    if unknown := set(known.names) - {mutant.name for mutant in MUTANTS}:
        parser.error(f"no such mutant: {', '.join(sorted(unknown))}")
    survivors: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mediahub-mutants-") as folder:
        copies: Queue[Copy] = Queue()
        for number in range(known.at_once):
            copies.put(Copy(Path(folder) / str(number)))
        if not _passes_without(copies, chosen):
            return 1

        def tried(mutant: Mutant) -> Outcome:
            copy = copies.get()
            try:
                return copy.try_(mutant)
            except DoesNotApplyError as error:
                return Outcome(caught=False, seconds=0.0, said=str(error))
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(known.at_once) as pool:
            for mutant, outcome in zip(chosen, pool.map(tried, chosen), strict=True):
                print(_row(mutant, outcome), flush=True)
                if not outcome.caught:
                    survivors.append(mutant.name)
                    print(outcome.said[-_SAID:], flush=True)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants caught")
    return int(bool(survivors))


def _passes_without(copies: Queue[Copy], chosen: Sequence[Mutant]) -> bool:
    """The negative control: no test fails where nothing was changed."""
    copy = copies.get()
    tests = sorted({test for mutant in chosen for test in mutant.tests})
    done = copy.test(tests)
    copies.put(copy)
    if done.code:
        print("Without a mutant, a test fails already:")
        print(done.stdout.decode(errors="replace")[-_SAID:])
    return done.code == 0


def _row(mutant: Mutant, outcome: Outcome) -> str:
    word = "caught" if outcome.caught else "SURVIVED"
    return f"{mutant.name:<36} {word:<8} {outcome.seconds:5.1f} s  {mutant.breaks}"


PROOF = Proof(
    shows=(
        "Seeded bugs in the laws and in what carries them out, each applied to a copy "
        "of the tree, and each caught by a test that is named beside it."
    ),
    run=run,
)
