"""Eight processes ask for overlapping syncs of three servers at random, in rounds.

No server is scanned twice at once, none has two scans pending, every request is covered
by a scan that began after it and holds all it asked for, and all are told a result.
With a guard off, the same look sees what is wrong.
"""

from __future__ import annotations

import json
import socketserver
import subprocess  # noqa: TID251 - the tests' own children
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO, Any, Final

import pytest

from doors import process
from sync.scope import from_json, scope_of
from tests.flows.storm_actor import SERVERS
from tests.installation import ROOT, Installation
from tests.tiers import Tier

_PROCESSES: Final = 8
#: How often each asks in a round.
_TIMES: Final = 4
#: How long all of a round may take with its last results; an outcome, not a speed.
_DEADLINE: Final = 120.0

_PENDING: Final = """
SELECT count(*) FROM sync_scan WHERE state = 'pending' GROUP BY server_id
"""
_TRIGGERS: Final = """
SELECT t.id, t.servers, t.kinds, t.groups, t.run_id, r.state
FROM sync_trigger t LEFT JOIN sync_run r ON r.id = t.run_id WHERE t.source <> 'settings'
"""
_SCANS: Final = """
SELECT s.id, v.slug, s.scope, s.state, s.attempts
FROM sync_scan s JOIN catalog_server v ON v.id = s.server_id
"""
_OF_RUNS: Final = "SELECT run_id, scan_id FROM sync_run_scans"


@dataclass
class Seen:
    """What the media servers themselves saw: for each, when scans were at them."""

    intervals: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    #: By scan.
    began: dict[int, float] = field(default_factory=dict)
    most_at_once: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def enters(self, slug: str) -> int:
        with self.lock:
            self.now[slug] += 1
            self.most_at_once[slug] = max(self.most_at_once[slug], self.now[slug])
            return len(self.intervals[slug]) + 1

    def leaves(self, slug: str, began: float) -> None:
        with self.lock:
            self.now[slug] -= 1
            self.intervals[slug].append((began, time.time()))


@contextmanager
def media_servers() -> Iterator[tuple[int, Seen]]:
    """Where scans hold a connection open from beginning to end."""
    seen = Seen()

    class Scan(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            slug, scan = self.rfile.readline().decode().split()
            began = time.time()
            number = seen.enters(slug)
            seen.began.setdefault(int(scan), began)
            try:
                self.wfile.write(f"{number}\n".encode())
                self.rfile.read()
            except OSError:
                pass  # whoever held it was ended
            seen.leaves(slug, began)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Scan) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], seen
        finally:
            server.shutdown()
            thread.join()


@dataclass(kw_only=True)
class Storm:
    """What was asked for and told, and what was seen meanwhile."""

    installation: Installation
    seen: Seen
    asked: list[dict[str, Any]] = field(default_factory=list)
    most_pending: int = 0

    def faults(self) -> set[str]:
        """What the laws forbid and was seen."""
        found: set[str] = set()
        if max(self.seen.most_at_once.values()) > 1:
            found.add("two scans of a server at once")
        if self.most_pending > 1:
            found.add("two scans of a server pending")
        of_run: dict[int, set[int]] = defaultdict(set)
        for run, scan in self.installation.select(_OF_RUNS):
            of_run[run].add(scan)
        scans = {row[0]: row[1:] for row in self.installation.select(_SCANS)}
        rows = {row[0]: row[1:] for row in self.installation.select(_TRIGGERS)}
        if set(rows) != {one["trigger"] for one in self.asked}:
            found.add("a request was lost")
        for one in self.asked:
            if one["state"] != "succeeded":
                found.add(f"somebody was told {one['state']}")
            servers, kinds, groups, run, state = rows[one["trigger"]]
            if state != "succeeded":
                found.add("a request has no result")
            wanted = scope_of(kinds=_json(kinds), groups=_json(groups))
            covering = {scans[scan][0]: scan for scan in of_run[run]}
            if set(covering) != set(_json(servers) or SERVERS):
                found.add("a server was not scanned for a request")
            for scan in covering.values():
                found |= self._late(scan, one["before"])
                if not from_json(_json(scans[scan][1])).covers(wanted):
                    found.add("covered by a scan about something else")
        return found

    def _late(self, scan: int, before: float) -> set[str]:
        """What is wrong with when a scan began, as its server saw it."""
        if scan not in self.seen.began:
            return {"covered by a scan that never began"}
        if self.seen.began[scan] < before:
            return {"covered by a scan that had begun"}
        return set()


def _json(value: Any) -> Any:
    """SQLite gives JSON as text."""
    return json.loads(value) if isinstance(value, str) else value


def blow(
    installation: Installation,
    seed: int,
    *,
    rounds: int,
    fault: str = "none",
    until: str | None = None,
    processes: int = _PROCESSES,
) -> Storm:
    """A storm of so many rounds, or until a fault is seen, and what came of it."""
    added = "add_server {0} --kind media-processor --url http://{0}.example"
    done = process.run(
        [sys.executable, "-m", "tests.in_turn", *(added.format(s) for s in SERVERS)],
        seconds=60,
        env=installation.env,
        cwd=ROOT,
    )
    assert done.code == 0, done.stderr.decode()
    with media_servers() as (port, seen), ExitStack() as stack:
        storm = Storm(installation=installation, seen=seen)
        program = [sys.executable, "-m", "tests.flows.storm_actor", str(port)]
        actors = [
            stack.enter_context(
                subprocess.Popen(
                    [*program, str(seed * 100 + n), fault],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=installation.env,
                    cwd=ROOT,
                    text=True,
                )
            )
            for n in range(processes)
        ]
        for actor in actors:
            stack.callback(actor.kill)
        for actor in actors:
            assert _line(actor.stdout) == "ready\n"
        for _ in range(rounds):
            over = threading.Event()
            looks = threading.Thread(target=_look, args=(storm, over))
            looks.start()
            for actor in actors:
                _say(actor.stdin, _TIMES)
            told = [_line(actor.stdout) for actor in actors]
            over.set()
            looks.join()
            assert all(told), "one of them ended"
            for line in told:
                storm.asked += json.loads(line)
            if until is not None and until in storm.faults():
                break
        return storm


def _look(storm: Storm, over: threading.Event) -> None:
    while not over.wait(0.02):
        counts = [row[0] for row in storm.installation.select(_PENDING)]
        storm.most_pending = max([storm.most_pending, *counts])


def _say(stdin: IO[str] | None, times: int) -> None:
    assert stdin is not None
    stdin.write(f"{times}\n")
    stdin.flush()


def _line(stdout: IO[str] | None) -> str:
    """The next line; an actor that is silent for too long is a failure, no hang."""
    assert stdout is not None
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.append(stdout.readline()))
    reader.daemon = True
    reader.start()
    reader.join(_DEADLINE)
    assert lines, "one of them hangs"
    return lines[0]


def test_a_storm_of_requests(
    installation: Installation, tier: Tier, pytestconfig: pytest.Config
) -> None:
    seed = int(pytestconfig.getoption("--seed"))
    storm = blow(installation, seed, rounds=tier.of(1, 20))
    assert storm.faults() == set(), f"--seed {seed}"
    scans = sum(len(found) for found in storm.seen.intervals.values())
    assert len(storm.asked) > scans / len(SERVERS), "else nothing was shared"
    for found in storm.seen.intervals.values():
        for earlier, later in pairwise(sorted(found)):
            assert later[0] >= earlier[1]


CONTROLS: Final = (
    ("lease", "two scans of a server at once"),
    ("cover", "covered by a scan that had begun"),
)


@pytest.mark.tiers("control", CONTROLS[:1], CONTROLS)
def test_the_storm_sees_a_guard_that_is_off(
    installation: Installation, pytestconfig: pytest.Config, control: tuple[str, str]
) -> None:
    fault, seen = control
    seed = int(pytestconfig.getoption("--seed"))
    storm = blow(installation, seed, rounds=8, fault=fault, until=seen, processes=3)
    assert seen in storm.faults(), f"--seed {seed}"
