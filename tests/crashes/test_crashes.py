"""A death amid every deed; all of them are `./hub prove crashes`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.crashes import program
from tests.crashes.deeds import DEEDS
from tests.installation import Installation

_SECONDS: Final = 500.0
#: Of each deed; there are many.
_HANDFUL: Final = 1
#: On PostgreSQL, where a database is copied for each death, of every third deed: all of
#: them die on SQLite in every run, and on both in the proof.
_SHARE: Final = 3


def test_what_a_death_interrupts_is_made_good(
    installation: Installation, tmp_path: Path
) -> None:
    share = _SHARE if "DATABASE_URL" in installation.env else 1
    named = [part for name in list(DEEDS)[::share] for part in ("--deed", name)]
    handful = ("--handful", str(_HANDFUL))
    found = program.run(
        installation, tmp_path / "run", *handful, *named, seconds=_SECONDS
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
