"""One of many processes that ask for overlapping syncs at random, and want the result.

Run as a program: ``python -m tests.flows.storm_actor PORT SEED FAULT``.  For each line
on its input, a number, it asks so often and then prints what it asked for and was told,
as one line of JSON.  Its media servers are scripted: each scan holds a connection
to PORT open from beginning to end, so that who listens there sees what overlaps.

FAULT is ``none``, or the guard that is off: ``lease`` or ``cover``.
"""

from __future__ import annotations

import json
import os
import random
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import django

SERVERS: Final = ("a", "b", "c")
_KINDS: Final = (None, None, ["movies"], ["tv"], ["episodes"])
_GROUPS: Final = (None, None, ["metadata"], ["captions:fr"], ["artwork"])
#: How long a scan takes at least, so that others come while it runs; longer where few
#: processes shall be sure to meet.
_SCAN_SECONDS: Final = {"none": 0.1, "lease": 0.7, "cover": 0.7}


class Actor:
    """Asks, waits, and keeps what it was told."""

    def __init__(self, port: int, seed: int, fault: str) -> None:
        from sync import execute

        self.port = port
        self.scan_seconds = _SCAN_SECONDS[fault]
        self.dice = random.Random(seed)
        vars(execute)["adapter_of"] = self._adapter_of

    def _adapter_of(self, server: Any) -> Any:
        from sync.models import Scan
        from tests.sync.scripted import ScriptedAdapter, listing, movie

        def script(request: Any, known: Any) -> Iterator[Any]:
            scan = Scan.objects.get(server=server, state=Scan.State.RUNNING)
            with socket.create_connection(("127.0.0.1", self.port)) as link:
                link.sendall(f"{server.slug} {scan.pk}\n".encode())
                number = link.makefile().readline().strip()
                time.sleep(self.scan_seconds)
                yield from listing(movie("one", overview=number), movie("two"))

        return ScriptedAdapter(script)

    def act(self, times: int) -> list[dict[str, Any]]:
        """Ask so often; the requests with their results."""
        asked: list[dict[str, Any]] = []
        for _ in range(times):
            asked.append(self.ask(waits=self.dice.random() < 0.5))
            time.sleep(self.dice.random() * 0.05)
        for one in asked:
            if "state" not in one:
                one["state"] = self.result(one["trigger"])
        return asked

    def ask(self, *, waits: bool) -> dict[str, Any]:
        """A request: planned at once and waited for, or left to whoever plans."""
        from django.db import transaction

        from sync import triggers
        from sync.models import Trigger

        chosen = self.dice.sample(SERVERS, self.dice.randint(1, len(SERVERS)))
        with transaction.atomic():
            trigger = triggers.request_sync(
                source=Trigger.Source.COMMAND if waits else Trigger.Source.WEBHOOK,
                servers=chosen if self.dice.random() < 0.8 else None,
                kinds=self.dice.choice(_KINDS),
                groups=self.dice.choice(_GROUPS),
            )
            if waits:
                triggers.plan(trigger.pk)
            # Whatever covers it begins later than this moment, which is before the
            # commit.
            before = time.time()
        asked: dict[str, Any] = {"trigger": trigger.pk, "before": before}
        if waits:
            asked["state"] = self.result(trigger.pk)
        else:
            triggers.plan_due()
        return asked

    def result(self, trigger: int) -> str:
        """Joins the run that covers the request; its final state."""
        from sync import execute, triggers

        return str(execute.carry_out(triggers.plan(trigger)).state)


def take_without_a_look(name: str) -> Any:
    """A lease for whoever asks."""
    from django.db.models import F
    from django.db.models.functions import Now

    from sync import leases
    from sync.models import Lease

    Lease.objects.bulk_create(
        [Lease(name=name, expires_at=Now())], ignore_conflicts=True
    )
    Lease.objects.filter(name=name).update(epoch=F("epoch") + 1)
    return leases.Held(name, Lease.objects.get(name=name).epoch)


def cover_by_what_runs(real: Callable[..., Any]) -> Callable[..., Any]:
    """Planning that is content with a scan that has begun."""

    def covering(server: Any, *rest: Any) -> Any:
        from sync.models import Scan

        running = Scan.objects.filter(server=server, state=Scan.State.RUNNING)
        return running.first() or real(server, *rest)

    return covering


def tell(line: str) -> None:
    """To whoever started us."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(port: int, seed: int, fault: str) -> None:
    """Take rounds from the input until it ends."""
    django.setup()
    from sync import leases, triggers

    if fault == "lease":
        leases.take = take_without_a_look
    if fault == "cover":
        triggers._pending_scan = cover_by_what_runs(triggers._pending_scan)
    actor = Actor(port, seed, fault)
    tell("ready")
    for line in sys.stdin:
        tell(json.dumps(actor.act(int(line))))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
