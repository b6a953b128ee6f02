"""What was asked of an installation, and what became of it: its rows, as seconds.

Read straight from the database: whoever waits for an outcome looks often, and a
command that looks would cost more than what is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from tests.installation import Installation

_TRIGGERS: Final = """
SELECT t.id, t.created_at, t.source, t.run_id, r.state
FROM sync_trigger t LEFT JOIN sync_run r ON r.id = t.run_id ORDER BY t.id
"""
_SCANS: Final = "SELECT id, state, started_at, finished_at FROM sync_scan ORDER BY id"
_OF_RUNS: Final = "SELECT run_id, scan_id FROM sync_run_scans ORDER BY scan_id"
_UNFINISHED: Final = {None, "pending", "running"}


class Seen(NamedTuple):
    """How far the rows were at a moment; an installation that is shared has a past."""

    trigger: int = 0
    scan: int = 0


NOTHING: Final = Seen()


def rows(installation: Installation, since: Seen = NOTHING) -> dict[str, Any]:
    """What the rows say, without those seen before; moments as seconds."""
    scans_of: dict[int, list[int]] = defaultdict(list)
    for run, scan in installation.select(_OF_RUNS):
        scans_of[run].append(scan)
    return {
        "triggers": [
            {
                "id": number,
                "at": _seconds(at),
                "source": source,
                "scans": run and scans_of[run],
                "done": state not in _UNFINISHED,
            }
            for number, at, source, run, state in installation.select(_TRIGGERS)
            if number > since.trigger
        ],
        "scans": [
            {
                "id": number,
                "state": state,
                "began": _seconds(began),
                "ended": _seconds(ended),
            }
            for number, state, began, ended in installation.select(_SCANS)
            if number > since.scan
        ],
    }


def _seconds(moment: datetime | str | None) -> float | None:
    """SQLite keeps moments as text, in UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return None if moment is None else moment.timestamp()


def seen(installation: Installation) -> Seen:
    found = rows(installation)
    return Seen(
        max((t["id"] for t in found["triggers"]), default=0),
        max((s["id"] for s in found["scans"]), default=0),
    )


def all_done(installation: Installation) -> Callable[[], bool]:
    return lambda: all(t["done"] for t in rows(installation)["triggers"])


def assert_covered(found: dict[str, Any]) -> None:
    """Every request has a scan that began after it; no two scans overlap."""
    scans = {scan["id"]: scan for scan in found["scans"]}
    for trigger in found["triggers"]:
        assert trigger["scans"], "a request without a scan"
        for scan in trigger["scans"]:
            assert scans[scan]["state"] in {"complete", "unchanged"}
            assert scans[scan]["began"] >= trigger["at"]
    in_turn = sorted(scans.values(), key=lambda scan: scan["began"])
    for earlier, later in pairwise(in_turn):
        assert later["began"] >= earlier["ended"]
