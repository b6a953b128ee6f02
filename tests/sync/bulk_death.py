"""A bulk change whose worker ends (SIGKILL) in the middle of a batch, or goes on.

Run as a program: ``python -m tests.sync.bulk_death begin`` previews and applies a lock
for all movies; ``… die N`` carries it out and ends when N batches are committed and the
next one has written its locks; ``… go`` is a reconciler that looks until all is done.
Batches are of one title.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

import django


def main(deed: str, batches: int) -> None:
    """One of the three."""
    django.setup()
    from sync.bulk import applying

    vars(applying)["_BATCH"] = 1
    vars(applying)["SMALL"] = 0
    if deed == "begin":
        _begin()
    elif deed == "die":
        _die(batches)
    else:
        _go()


def _begin() -> None:
    from catalog.models import Item
    from sync import bulk
    from sync.models import BulkChange

    movies = Item.objects.filter(kind="movie").order_by("pk")
    change = bulk.begin(
        BulkChange.Deed.LOCK, "movie", movies.values_list("pk", flat=True), by=None
    )
    bulk.preview(change, bulk.Choice(name="tagline", text="Mine"))
    change.refresh_from_db()
    bulk.apply(change, by=None)


def _die(batches: int) -> None:
    from sync import bulk
    from sync.bulk import applying

    real, left = vars(applying)["_do"], [batches]

    def dying(*args: Any) -> None:
        real(*args)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(5)
        left[0] -= 1

    vars(applying)["_do"] = dying
    bulk.carry_out(1)


def _go() -> None:
    from sync import reconcile
    from sync.models import BulkChange
    from tests.crashes.aftermath import unfinished

    observer = reconcile.Reconciler(broker_rests_until=float("inf"))
    deadline = time.monotonic() + 60
    while unfinished() or BulkChange.objects.filter(finished_at=None).exists():
        if time.monotonic() > deadline:
            raise AssertionError(f"It is never done: {unfinished()}")
        observer.look()
        time.sleep(0.1)
    observer.pool.shutdown()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
