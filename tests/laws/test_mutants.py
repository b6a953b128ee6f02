"""A few of the mutants in every run; `./hub prove mutants` tries them all."""

from __future__ import annotations

import pytest

from tests.laws.mutants import EVERY_RUN, MUTANTS
from tests.laws.mutants.mutant import Copy, DoesNotApplyError, Edit, Mutant
from tests.tiers import Tier

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("mutants") / "tree")


@pytest.mark.parametrize("name", EVERY_RUN)
def test_caught(copy: Copy, name: str) -> None:
    outcome = copy.try_(BY_NAME[name])
    assert outcome.caught, outcome.said


def test_all_apply_and_names_are_their_own(copy: Copy) -> None:
    assert len(BY_NAME) == len(MUTANTS)
    for mutant in MUTANTS:
        copy.mend(copy.apply(mutant))


def test_what_does_not_apply_is_told(copy: Copy) -> None:
    edit = Edit("sync/resolve.py", "no such line", "")
    mutant = Mutant(name="none", breaks="", edits=(edit,), tests=())
    with pytest.raises(DoesNotApplyError, match="stands 0 times"):
        copy.try_(mutant)


def test_without_a_mutant_nothing_is_caught(copy: Copy, tier: Tier) -> None:
    """The negative control: what catches the mutants of every run passes without.

    In every run what catches the last of them does; all pass in the tree itself.
    """
    names = tier.of(EVERY_RUN[-1:], EVERY_RUN)
    tests = {test for name in names for test in BY_NAME[name].tests}
    done = copy.test(sorted(tests))
    assert done.code == 0, done.stdout.decode()
