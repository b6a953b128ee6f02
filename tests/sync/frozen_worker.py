"""A worker that is stopped (SIGSTOP) before its n-th write under a lease.

Run as a program: ``python -m tests.sync.frozen_worker WORK POINT WORDS GUARD``.  WORK
is ``sync`` or ``resolve``, or ``heir``: a sync after the leases of others ran out,
all that is left to do.  POINT 0 is never, WORDS what its media server says, and GUARD
``off`` lets it write whoever holds the lease.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django


def main(work: str, point: int, words: str, guard: str) -> None:
    """Do the work, and stop on the way."""
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from catalog.models import Server
    from sync import execute, leases, servers, settle, triggers
    from sync.leases import Held
    from sync.models import Lease, Run, Trigger
    from tests.sync.scripted import ScriptedAdapter, listing, movie

    writes = itertools.count(1)
    real = Held.writing

    @contextmanager
    def stopping(held: Held) -> Iterator[None]:
        if next(writes) == point:
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(0.5)  # another thread may be told first
        with transaction.atomic() if guard == "off" else real(held):
            yield

    vars(leases)["Held"].writing = stopping

    def adapter_of(server: Any) -> ScriptedAdapter:
        said = f"{words} of {server.slug}"
        items = [movie("one", overview=said), movie("two", overview=said)]
        return ScriptedAdapter(lambda request, known: listing(*items))

    vars(execute)["adapter_of"] = adapter_of
    if work == "resolve":
        last = Server.objects.present().order_by("-priority")[0]
        changed = servers.change_server(last, priority=0)
        assert changed.run is not None
        settle.resolve_now(changed.run.pk)
        return
    if work == "heir":
        Lease.objects.update(expires_at=timezone.now())
        for run in Run.objects.filter(purpose=Run.Purpose.RESOLVE, finished_at=None):
            settle.resolve_now(run.pk)
    trigger = triggers.request_sync(source=Trigger.Source.COMMAND)
    execute.carry_out(triggers.plan(trigger.pk))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
