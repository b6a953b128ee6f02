"""Each part of a running MediaHub may be killed amid a sync: it comes back, at once.

The server holds an answer back until the part is there again, so the death is amid
the sync.  Nothing that was asked for is lost: every request has a scan that began
after it, and every run ends well.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

import pytest

from tests.flows.asked_for import all_done, assert_covered, rows, seen
from tests.flows.test_webhooks_running import add, call, logs
from tests.house.running import Running, is_alive, until, up
from tests.house.test_up import get
from tests.installation import Installation, Template
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


@dataclass(frozen=True, slots=True)
class Stage:
    """A MediaHub that runs, with one server."""

    installation: Installation
    running: Running
    server: Holding


@pytest.fixture(scope="module")
def stage(
    installation_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    data = tmp_path_factory.mktemp("parts") / "data"
    with installation_template.copied(data) as installation, Holding("a") as server:
        # So long its successor waits for a worker that died.
        installation.env["MEDIAHUB_LEASE_SECONDS"] = "5"
        with up(installation) as running:
            add(installation, "alpha", server)
            running.address()
            yield Stage(installation, running, server)


@pytest.mark.tiers(
    "part",
    ("worker", "reconciler"),
    ("worker", "scheduler", "reconciler", "web", "broker"),
)
def test_any_part_may_die_amid_a_sync(stage: Stage, part: str) -> None:
    installation, running, server = stage.installation, stage.running, stage.server
    address = running.address()
    server.go.clear()
    server.is_asked.clear()
    before = seen(installation)
    given = [call(address, server.secret) for _ in range(3)]
    until(server.is_asked.is_set, "the begin of the sync")
    pid = running.pid_of(part)
    os.kill(pid, signal.SIGKILL)
    again = f"{part:<11}started again"
    until(lambda: again in running.printed, f"the {part}'s return", BACK_WITHIN)
    assert not is_alive(pid)
    until(lambda: get(f"{address}healthz")[0] == 200, "all parts' health", BACK_WITHIN)
    given.append(call(address, server.secret))
    server.go.set()
    until(all_done(installation), "the syncs", 2 * BACK_WITHIN)
    found = rows(installation, before)
    webhooks = [t["id"] for t in found["triggers"] if t["source"] == "webhook"]
    assert sorted(webhooks) == sorted(given)
    assert_covered(found)
    assert "locked" not in running.printed + logs(installation)
