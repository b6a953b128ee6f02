"""A run as other programs read it."""

from __future__ import annotations

from typing import Any

from sync.models import Run
from sync.targets import in_words


def report_run(run: Run) -> dict[str, Any]:
    """The run's outcome: state, each server's part, what changed, rows and seconds."""
    scans = list(run.scans.select_related("server").order_by("server__priority", "pk"))
    return {
        "run": run.pk,
        "state": run.state,
        "dry_run": run.purpose == Run.Purpose.DRY_RUN,
        "servers": [
            {
                "name": scan.server.name,
                "scope": in_words(scan),
                "state": scan.state,
                "not_synced": scan.not_synced or None,
                "items": scan.items,
                "error": (
                    {"code": scan.error_code, "message": scan.error_message}
                    if scan.error_code
                    else None
                ),
                "seconds": scan.gather_seconds,
            }
            for scan in scans
        ],
        "changes": {
            "created": run.created,
            "updated": run.updated,
            "cleared": run.cleared,
            "unavailable": run.unavailable,
            "restored": run.restored,
        },
        "writes": run.writes + sum(scan.writes for scan in scans),
        "seconds": {
            "gather": max((scan.gather_seconds for scan in scans), default=0.0),
            "finalize": round(run.finalize_seconds, 3),
        },
    }
