"""`./hub prove` as a program, and the tiers of tests that it asks for."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from doors import process
from tests.installation import ROOT
from tests.proofs import PROOFS


def prove(*arguments: str) -> process.Finished:
    argv = [sys.executable, "-m", "tests.proofs", *arguments]
    return process.run(argv, seconds=120, cwd=ROOT)


def test_each_is_listed_with_what_it_shows() -> None:
    done = prove()
    assert (done.code, done.stderr) == (0, b"")
    said = " ".join(done.stdout.decode().split())
    for name, proof in PROOFS.items():
        assert f"{name} {proof.shows}" in said


def test_each_stands_in_the_docs() -> None:
    text = (ROOT / "docs" / "proof.md").read_text()
    assert set(re.findall(r"^## `(\w+)`$", text, re.MULTILINE)) == PROOFS.keys()


def test_each_is_a_module_of_its_own() -> None:
    modules = {path.stem for path in (ROOT / "tests" / "proofs").glob("[a-z]*.py")}
    assert modules - {"proof"} >= PROOFS.keys()


def test_a_name_that_is_none_is_exit_2() -> None:
    done = prove("nosuch")
    assert (done.code, done.stdout) == (2, b"")
    known = ", ".join(sorted(PROOFS))
    assert done.stderr.decode() == f'There is no proof "nosuch"; there are: {known}.\n'


def collected(*arguments: str) -> list[str]:
    files = ["tests/flows/test_walk.py", "tests/sync/test_frozen.py"]
    argv = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--collect-only"]
    done = process.run([*argv, *arguments, *files], seconds=120, cwd=ROOT)
    assert done.code == 0, done.stdout.decode()
    return [line for line in done.stdout.decode().splitlines() if "::" in line]


def test_the_large_tier_holds_the_small_one_and_its_seeds() -> None:
    small, large = collected(), collected("--large", "--seed", "7", "--rounds", "3")
    walks = [Path(name).name for name in large if "walk" in name]
    assert [name.partition("[")[2] for name in walks] == ["7]", "8]", "9]"]
    stops = {name for name in small if "that_was_stopped" in name}
    assert stops < set(large)
    assert len([name for name in small if "walk" in name]) == 1


def test_a_proof_that_fails_says_so_by_its_exit_code() -> None:
    """The negative control: here it finds nothing to run."""
    done = prove(
        "large", "--seed", "5", "--rounds", "2", "-n0", "tests/doors/test_tls.py"
    )
    assert done.code == 5, done.stdout.decode()
    assert b"./hub prove large --seed 7" in done.stderr
