"""How far a run is, part by part, for people and for programs: one shape for all.

The admin's pages, the set-up, `sync` on a terminal and the API show what this says.
Reads only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from sync import pace
from sync.models import Moving, Run, Scan

#: How long a request may wait for somebody to take it up before that is said.
_TAKEN_UP_SECONDS: Final = 30.0


def progress_of(run: Run) -> list[dict[str, Any]]:
    """The parts of a run and how far each is: one per server, or one without."""
    if run.purpose == Run.Purpose.RESOLVE:
        return [_part(run, None, timezone.now())]
    scans = run.scans.select_related("server").defer("server__secret")
    return progress_of_scans(list(scans.order_by("server__priority", "pk")))


def progress_of_scans(scans: list[Scan]) -> list[dict[str, Any]]:
    """How far these scans are, whose servers are loaded."""
    now = timezone.now()
    return [
        {
            **_part(scan, scan.server.name, now),
            "items": scan.items,
            "changed": scan.changed,
            "withdrawn": scan.withdrawn,
            "quarantined": scan.quarantined,
            "started_at": scan.started_at,
            "read_at": scan.read_at,
            "finished_at": scan.finished_at,
            "merging_at": scan.merging_at,
            "finalized_at": scan.finalized_at,
        }
        for scan in scans
    ]


def _part(row: Scan | Run, server: str | None, now: datetime) -> dict[str, Any]:
    counts = pace.counts_of(row.counts)
    silence = _silence(row, now)
    # What stood still for long has no speed, and no time left, that one could believe.
    rate = 0.0 if silence else row.rate
    said = pace.sentence(counts, rate, row.current)
    return {
        "server": server,
        "state": row.state,
        "phase": row.phase or None,
        "phase_words": _phase_words(row),
        "counts": [
            {
                "kind": c.kind,
                "done": c.done,
                "expected": c.expected,
                "about": c.expected is not None and not c.exact,
            }
            for c in counts
        ],
        "share": None if (share := pace.share(counts)) is None else round(share, 4),
        "rate": rate,
        "seconds_left": pace.seconds_left(counts, rate),
        "current": row.current,
        "silence": silence,
        "is_over": _is_over(row),
        "words": said,
    }


def _phase_words(row: Scan | Run) -> str:
    if row.phase:
        if row.phase == Moving.Phase.FINALIZING and not row.counts:
            return "waiting to be merged into the catalog"
        return Moving.Phase(row.phase).label
    if row.state in {Scan.State.PENDING, Scan.State.RUNNING}:
        return "waiting for its turn" if row.state == Scan.State.PENDING else "starting"
    if isinstance(row, Scan) and row.state != Scan.State.FAILED:
        return f"{pace.counted(pace.Count('item', row.items))} listed"
    return ""


def _is_over(row: Scan | Run) -> bool:
    if isinstance(row, Run):
        return row.is_finished
    return row.is_finished and not (row.adopted_at and not row.finalized_at)


def _silence(row: Scan | Run, now: datetime) -> str | None:
    """What is to be said where nothing has moved for a while."""
    if _is_over(row):
        return None
    if row.state == Scan.State.PENDING:
        waits = (now - row.created_at).total_seconds()
        if waits < _TAKEN_UP_SECONDS:
            return None
        return (
            f"Asked for {pace.lasting(waits)} ago and not begun: an earlier sync of "
            "this server goes on, or MediaHub's background parts are not running."
        )
    quiet = (now - (row.moved_at or row.created_at)).total_seconds()
    if quiet < pace.QUIET_SECONDS:
        return None
    since = f"No news for {pace.lasting(quiet)}: "
    if row.phase in {Moving.Phase.LISTING, Moving.Phase.DETAILS}:
        most = pace.lasting(settings.MEDIAHUB_SCAN_SECONDS)
        return (
            f"{since}the server answers slowly, or not at all. It is given {most}; "
            "if the part that reads it has died, another takes over by itself."
        )
    return f"{since}a large piece is being written. Nothing is lost if this is ended."
