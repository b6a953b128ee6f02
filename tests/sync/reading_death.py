"""A reconciler whose process ends (SIGKILL) whenever it reads an item that says this.

Run as a program: ``python -m tests.sync.reading_death TEXT [ask]``;
of several texts, parted by ``|``, any will do.  It looks until
nothing is left to do; ``ask`` asks for a sync of all servers first.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any

import django


def main(names: str, asked: str = "") -> None:
    """Look until all is done, with a death at the items."""
    django.setup()
    from sync import intake, reconcile, triggers
    from sync.adapters.media_processor import payloads
    from sync.models import Trigger
    from tests.crashes.aftermath import unfinished

    real = vars(payloads)["typed"]

    def dying(raw: Any, payload: Any) -> Any:
        said = json.dumps(raw, ensure_ascii=False)
        if any(name in said for name in names.split("|")):
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(5)  # another thread may be told first
        return real(raw, payload)

    vars(payloads)["typed"] = dying
    # A short library has several batches, too.
    vars(intake)["_BATCH"] = 20
    vars(reconcile)["_PATIENCE_WITH_ADOPTERS"] = 0.0
    if asked:
        triggers.request_sync(source=Trigger.Source.WEBHOOK)
    observer = reconcile.Reconciler(broker_rests_until=float("inf"))
    deadline = time.monotonic() + 60
    while True:
        observer.look()
        if not unfinished():
            break
        if time.monotonic() > deadline:
            raise AssertionError(f"It is never done: {unfinished()}")
        time.sleep(0.1)
    observer.pool.shutdown()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(*sys.argv[1:])
