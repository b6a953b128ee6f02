"""A death amid every third deed, and amid each in the large tier; all deaths there
are, of every deed, are `./hub prove crashes`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.crashes import program
from tests.crashes.deeds import DEEDS
from tests.installation import Installation
from tests.tiers import Tier

_SECONDS: Final = 500.0
#: Of each deed; there are many.
_HANDFUL: Final = 1
#: Every third deed in every run; all of them in the large tier.
_SHARE: Final = 3


def test_what_a_death_interrupts_is_made_good(
    installation: Installation, tmp_path: Path, tier: Tier
) -> None:
    share = tier.of(_SHARE, 1)
    named = [part for name in list(DEEDS)[::share] for part in ("--deed", name)]
    handful = ("--handful", str(_HANDFUL))
    found = program.run(
        installation, tmp_path / "run", *handful, *named, seconds=tier.of(500.0, 1500.0)
    )
    assert len(found) == len(named) // 2
    for deed in found:
        assert deed["wrong"] == [], deed["deed"]
        assert deed["missed"] == [], deed["deed"]
        assert deed["commits"] > 0, deed["deed"]
        assert deed["deaths"] > 0, deed["deed"]


@pytest.mark.parametrize(
    ("guard", "deed", "near", "lost"),
    [
        ("scan-closed-apart", "sync of changes", "sync/closing.py", "catalog"),
        ("request-apart", "lock over the API", "sync/locks.py", "catalog"),
        ("batch-apart", "bulk change at once", "sync/bulk/applying.py", "bulk"),
    ],
)
def test_two_transactions_for_one_would_be_caught(
    installation: Installation,
    tmp_path: Path,
    guard: str,
    deed: str,
    near: str,
    lost: str,
) -> None:
    (found,) = program.run(
        installation,
        tmp_path / "run",
        *("--deed", deed, "--near", near, "--break", guard),
        seconds=_SECONDS,
    )
    assert any(f" {lost}: " in line for line in found["wrong"]), found
