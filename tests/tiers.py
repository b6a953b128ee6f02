"""Tests in two tiers: a small one in every run, a large one in `./hub prove large`.

A test with a count asks the fixture for its size; one with cases is marked with both
lists; one that draws by chance takes `seed`, one in every run and many in the proof.
One that looks at pages takes `width`: a phone's or a laptop's, and all in the proof.

    def test_ranges(tier: Tier) -> None:
        for header in headers(tier.of(300, 2000)): ...

    @pytest.mark.tiers("point", (1, 23, 60), range(1, 61))
    def test_killed(point: int) -> None: ...

    def test_a_walk(seed: int) -> None: ...

    def test_pages_fit(width: int) -> None: ...

The small tier is fixed.  `--large` runs the large tiers and nothing else; `--seed`
walks the same way again, `--rounds` says how many seeds follow it.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from typing import Final, TypeVar

import pytest

#: Seeds of each test that takes one, in the large tier.
ROUNDS: Final = 20
_SEEDS: Final = 10**6
#: Widths of a page in CSS pixels: phone, tablet, laptop.
WIDTHS: Final = (390, 820, 1440)
#: In every run a test walks at one of these, always the same one, so that each width
#: has half of them; what a tablet shows is one or the other.
_EVERY_RUN: Final = (WIDTHS[0], WIDTHS[-1])
Size = TypeVar("Size")


@dataclass(frozen=True, slots=True)
class Tier:
    """The tier of this run."""

    is_large: bool

    def of(self, small: Size, large: Size) -> Size:
        return large if self.is_large else small


@pytest.fixture(scope="session")
def tier(pytestconfig: pytest.Config) -> Tier:
    return Tier(bool(pytestconfig.getoption("--large")))


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("mediahub")
    group.addoption(
        "--large",
        action="store_true",
        help="the large tiers of the tests that have two, and nothing else",
    )
    group.addoption("--seed", type=int, help="the first seed of tests that take one")
    group.addoption("--rounds", type=int, help=f"seeds of each ({ROUNDS} if --large)")


def configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "tiers(argument, small, large): its cases in every run, and in all"
    )
    # Drawn before the run's processes are started: they are told the options.
    if config.option.seed is None:
        config.option.seed = random.randrange(_SEEDS)


def make_cases(metafunc: pytest.Metafunc) -> None:
    """The cases of a test for this run's tier."""
    config = metafunc.config
    is_large = bool(config.getoption("--large"))
    for marker in metafunc.definition.iter_markers("tiers"):
        argument, small, large = marker.args
        metafunc.parametrize(argument, tuple(large if is_large else small))
    if "width" in metafunc.fixturenames and not _names_it_itself(metafunc, "width"):
        name = f"{metafunc.module.__name__}.{metafunc.function.__name__}"
        one = _EVERY_RUN[zlib.crc32(name.encode()) % len(_EVERY_RUN)]
        metafunc.parametrize("width", WIDTHS if is_large else (one,))
    if "seed" in metafunc.fixturenames and not _names_it_itself(metafunc, "seed"):
        first = int(config.getoption("--seed"))
        rounds = int(config.getoption("--rounds") or (ROUNDS if is_large else 1))
        seeds = range(first, first + rounds)
        # A drawn seed is no part of a name: a test of every run is called the same.
        ids = None if is_large or rounds > 1 else ["drawn"]
        metafunc.parametrize("seed", seeds, ids=ids)


def _names_it_itself(metafunc: pytest.Metafunc, argument: str) -> bool:
    given = ("parametrize", "tiers")
    markers = (m for name in given for m in metafunc.definition.iter_markers(name))
    return any(argument in _arguments(marker) for marker in markers)


def _arguments(marker: pytest.Mark) -> list[str]:
    """What it gives: a text with commas, or several texts."""
    named = marker.args[0]
    return named.replace(" ", "").split(",") if isinstance(named, str) else list(named)


def keep_large(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--large`, leave out what has one tier only."""
    if not config.getoption("--large"):
        return
    others = [item for item in items if not _has_two(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _has_two(item)]


def _has_two(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    if "tier" in asked or item.get_closest_marker("tiers"):
        return True
    markers = item.iter_markers("parametrize")
    given = {name for marker in markers for name in _arguments(marker)}
    return bool({"seed", "width"} & set(asked) - given)
