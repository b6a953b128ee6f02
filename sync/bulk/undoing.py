"""The way back from a bulk change: another one, previewed and applied likewise.

It puts back what was there before, where what the change wrote is still there.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from accounts.models import User
from sync.bulk.planning import GONE, count, in_batches, row_of, write
from sync.bulk.present import Present, present, spot_of
from sync.bulk.refusal import BulkError
from sync.models import BulkChange, BulkRow

_SINCE: Final = "Somebody changed it since."


@transaction.atomic
def undo(change: BulkChange, *, by: User | None) -> BulkChange:
    """The bulk change that undoes this one, previewed.  Raises BulkError."""
    if not change.is_over or not change.changed:
        raise BulkError("It changed nothing yet, so there is nothing to undo.")
    back = BulkChange.objects.create(
        deed=BulkChange.Deed.UNDO,
        kind=change.kind,
        name=change.name,
        undoes=change,
        by=by,
        state=BulkChange.State.PREVIEWED,
    )
    done = change.rows.filter(state=BulkRow.State.DONE).order_by("pk")
    for rows in in_batches(done.iterator(chunk_size=500)):
        now = present([spot_of(row) for row in rows])
        write(back, [_back(row, now.get(spot_of(row))) for row in rows])
    count(back)
    return back


def _back(row: BulkRow, now: Present | None) -> BulkRow:
    spot = spot_of(row)
    if now is None:
        return row_of(spot, None, None, why=GONE)
    why = "" if _is_as_written(row, now) else _SINCE
    return row_of(spot, now, row.before, why=why)


def _is_as_written(row: BulkRow, now: Present) -> bool:
    """Whether what the row wrote is still there."""
    if row.wanted is None:
        return now.held is None
    if row.about == BulkRow.About.RULE:
        return now.rule is not None and now.rule.servers == row.wanted["servers"]
    return now.lock is not None and now.lock.at == row.written_at
