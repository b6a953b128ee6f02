"""A moment at which everything that was adopted or decided is merged.

Between an adoption and its merge the catalog is rightly behind.  The audit looks at
one snapshot, taken when nothing was on its way: whatever a sync does beside it is not
in the snapshot, and whatever is in it was merged.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from catalog.snapshot import at_one_moment
from sync.models import BulkChange, Run, Scan

_POLL: Final = 0.5  # seconds


class NotSettled(Exception):
    """No such moment came; the text says what is on its way."""


@contextmanager
def settled_moment(patience: float) -> Iterator[None]:
    """Read in such a moment; waits for one.  Raises NotSettled."""
    until = time.monotonic() + patience
    while True:
        with at_one_moment():
            waiting = on_its_way()
            if not waiting:
                yield
                return
        if time.monotonic() >= until:
            raise NotSettled(
                f"The catalog is being merged: {waiting}. Ask again when it is done."
            )
        time.sleep(_POLL)


def on_its_way() -> str:
    """What is adopted or decided and not merged yet, in words; empty when nothing."""
    scan = (
        Scan.objects.filter(adopted_at__isnull=False, finalized_at__isnull=True)
        .select_related("server")
        .defer("server__secret")
        .order_by("pk")
        .first()
    )
    if scan is not None:
        return f"scan {scan.pk} of {scan.server.name} is adopted"
    run = (
        Run.objects.filter(
            purpose=Run.Purpose.RESOLVE,
            state__in=[Run.State.PENDING, Run.State.RUNNING],
        )
        .order_by("pk")
        .first()
    )
    if run is not None:
        return f"run {run.pk} resolves anew"
    # It asks for one run at its end; until then its locks are ahead of the catalog.
    bulk = BulkChange.objects.filter(state=BulkChange.State.RUNNING).first()
    return f"{bulk} is under way" if bulk is not None else ""
