"""Each part of a running MediaHub may be killed amid a sync: it comes back, at once.

The server holds an answer back until the part is there again, so the death is amid
the sync.  Nothing that was asked for is lost: every request has a scan that began
after it, and every run ends well.
"""

from __future__ import annotations

import os
import signal
import threading
from http.server import BaseHTTPRequestHandler

import pytest

from tests.flows.test_webhooks_running import (
    add,
    all_done,
    assert_covered,
    call,
    logs,
    rows,
)
from tests.house.running import is_alive, until, up
from tests.house.test_up import get
from tests.installation import Installation
from tests.replay import Replay

#: How soon a part is back.
BACK_WITHIN = 30.0


class Holding(Replay):
    """A server that keeps whoever asks waiting until `go` is set."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.go = threading.Event()
        self.is_asked = threading.Event()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        self.is_asked.set()
        self.go.wait(2 * BACK_WITHIN)
        super()._answer(request)


@pytest.mark.parametrize("part", ["worker", "scheduler", "reconciler", "web", "broker"])
def test_any_part_may_die_amid_a_sync(installation: Installation, part: str) -> None:
    with Holding("a") as server, up(installation) as running:
        add(installation, "alpha", server)
        address = running.address()
        given = [call(address, server.secret) for _ in range(3)]
        until(server.is_asked.is_set, "the begin of the sync")
        pid = running.pid_of(part)
        os.kill(pid, signal.SIGKILL)
        again = f"{part:<11}started again"
        until(lambda: again in running.printed, f"the {part}'s return", BACK_WITHIN)
        assert not is_alive(pid)
        until(
            lambda: get(f"{address}healthz")[0] == 200, "all parts' health", BACK_WITHIN
        )
        given.append(call(address, server.secret))
        server.go.set()
        until(all_done(installation), "the syncs", 2 * BACK_WITHIN)
        found = rows(installation)
        webhooks = [t["id"] for t in found["triggers"] if t["source"] == "webhook"]
        assert sorted(webhooks) == sorted(given)
        assert_covered(found)
        assert "locked" not in running.printed + logs(installation)
