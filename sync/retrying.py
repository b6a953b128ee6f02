"""Ask once more for exactly what failed in a run: its servers, each with its scope.

They are requests like any other, planned together, so that one run answers them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from sync import triggers
from sync.models import Run, Scan, Trigger
from sync.scope import Part, from_json, kind_names

#: How a scan ends that is worth another try.
FAILED: Final = (Scan.State.FAILED, Scan.State.PARTIAL)


class NothingToRetry(Exception):
    """Nothing failed, or nothing of it can be asked for now; the message says which."""


@dataclass(frozen=True, slots=True)
class Retried:
    """The new run, the scans it repeats, and those whose servers are not enabled."""

    run: Run
    scans: Sequence[Scan]
    left_out: Sequence[Scan]


def failed_scans(run: Run) -> list[Scan]:
    """What failed in a run that is over, wholly or in part."""
    if not run.is_finished:
        return []
    scans = run.scans.select_related("server").defer("server__secret")
    return list(scans.filter(state__in=FAILED).order_by("server__priority", "pk"))


def retry(run: Run, *, source: Trigger.Source, by: User | None = None) -> Retried:
    """Ask for what failed in the run, and nothing else.  Raises NothingToRetry."""
    failed = failed_scans(run)
    if not failed:
        raise NothingToRetry(f"Nothing failed in run {run.pk}.")
    scans = [scan for scan in failed if scan.server.enabled]
    left_out = [scan for scan in failed if not scan.server.enabled]
    if not scans:
        named = " and ".join(scan.server.name for scan in left_out)
        one = len(left_out) == 1
        raise NothingToRetry(
            f"What failed cannot be asked for: {named} {'is' if one else 'are'} "
            f"disabled. Enable {'it' if one else 'them'}, then retry."
        )
    wanted: dict[tuple[Part, bool], list[str]] = {}
    for scan in scans:
        for part in from_json(scan.scope).parts:
            wanted.setdefault((part, scan.force), []).append(scan.server.slug)
    # One transaction: whoever looks for work finds all of it planned.
    with transaction.atomic():
        asked = [
            triggers.request_sync(
                source=source,
                servers=slugs,
                kinds=None if part.kinds is None else kind_names(part.kinds),
                groups=None if part.groups is None else sorted(part.groups),
                item=None if part.item is None else UUID(part.item),
                force=force,
                dry_run=run.purpose == Run.Purpose.DRY_RUN,
                by=by,
            ).pk
            for (part, force), slugs in wanted.items()
        ]
        return Retried(triggers.plan_together(asked), scans, left_out)
