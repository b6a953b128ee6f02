"""What attempts and scans that broke off had read, for the next one to go on from.

Nothing of it is adopted unless the next listing confirms it, item by item, with the
same token.  Only scans of whole titles are gone on with: what was read of a part of one
is laid over what is stored, and that may be another by then.
"""

from __future__ import annotations

from collections.abc import Collection

from sync.models import Scan, StagedObservation
from sync.scope import from_json
from sync.types import Kind


def take_up(scan: Scan) -> bool:
    """Let a scan that begins have what was left over for it; whether there is any.

    Its own earlier attempts come before the last scan of the same part that broke off.
    Who reads all anew goes on from nobody but himself.  The caller holds the lease's
    transaction.
    """
    mine = StagedObservation.objects.filter(scan=scan)
    if not _is_resumable(scan):
        mine.delete()
        return False
    if mine.exists():
        return True
    return not scan.force and _take_over(scan)


def leave(scan: Scan, kinds: Collection[Kind]) -> None:
    """Leave over what was staged of these kinds: their listing has no proven end."""
    staged = StagedObservation.objects.filter(scan=scan, kind__in=list(kinds))
    if _is_resumable(scan):
        staged.exclude(epoch=0).update(epoch=0)
    else:
        staged.delete()


def forget_unconfirmed(scan: Scan, unproven: Collection[Kind]) -> None:
    """Forget what listings that were read to their end did not confirm."""
    StagedObservation.objects.filter(scan=scan).exclude(epoch=scan.epoch).exclude(
        kind__in=list(unproven)
    ).delete()


def _take_over(scan: Scan) -> bool:
    left = StagedObservation.objects.filter(
        scan__server=scan.server_id, scan__dry_run=False, epoch=0
    ).exclude(scan=scan)
    same = sorted(
        pk
        for pk, scope in left.values_list("scan_id", "scan__scope").distinct()
        if scope == scan.scope
    )
    if not same:
        return False
    *older, last = same
    left.filter(scan__in=older).delete()
    left.filter(scan=last).update(scan=scan)
    return True


def _is_resumable(scan: Scan) -> bool:
    return not scan.dry_run and from_json(scan.scope).is_of_whole_titles
