"""A running MediaHub, called by servers and by cron at once.

Real gunicorn, reconciler, worker and database; the server answers on loopback.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

import pytest
import redis

from doors import process
from mediahub.broker_address import broker_socket
from tests.flows.asked_for import NOTHING, Seen, all_done, assert_covered, rows, seen
from tests.house.running import Running, until, up
from tests.installation import Installation, Template
from tests.replay import Replay

SYNC: Final = "api/authenticated/admin/sync"
HEADERS: Final = {"Content-Type": "application/json", "User-Agent": "axios/1.13.2"}
#: How long a request may wait for its sync when the broker is no help.
STARTS_WITHIN: Final = 30.0


def call(address: str, secret: str) -> int:
    """Post as a media-processor does; the number of its request."""
    request = urllib.request.Request(
        f"{address}{SYNC}", b"{}", {**HEADERS, "X-Webhook-ID": secret}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 202
        trigger: int = json.load(answer)["trigger"]
    return trigger


def add(installation: Installation, name: str, server: Replay) -> None:
    done = installation.manage(
        *("add_server", name, "--kind", "media-processor", "--url", server.url),
        *("--prefix", server.prefix, "--secret", server.secret),
    )
    assert done.code == 0, done.stderr.decode()


def logs(installation: Installation) -> str:
    """What all parts wrote; they do write."""
    found = "\n".join(p.read_text() for p in (installation.data / "log").iterdir())
    assert "sync.gather_server" in found
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A MediaHub that runs, with two servers; tests leave it in good health."""

    installation: Installation
    running: Running
    a: Replay
    b: Replay


@pytest.fixture(scope="module")
def started(
    installation_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    data = tmp_path_factory.mktemp("running") / "data"
    with (
        installation_template.copied(data) as installation,
        Replay("a") as a,
        Replay("b") as b,
        up(installation) as running,
    ):
        add(installation, "alpha", a)
        add(installation, "beta", b)
        running.address()
        yield Stage(installation=installation, running=running, a=a, b=b)


@pytest.fixture
def stage(started: Stage) -> Stage:
    """Whatever was asked for before is done, and all parts are well."""
    address = started.running.address()
    until(lambda: is_healthy(address), "the health of all parts")
    until(all_done(started.installation), "whatever was asked for before")
    return started


def is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=30) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


def test_a_hundred_calls_at_once_are_all_covered(stage: Stage) -> None:
    installation, before = stage.installation, seen(stage.installation)
    address = stage.running.address()
    with ThreadPoolExecutor(100) as pool:
        calls = [pool.submit(call, address, stage.a.secret) for _ in range(100)]
        given = [waiting.result() for waiting in calls]
    assert len(set(given)) == 100, "each has a row of its own"
    until(all_done(installation), "the sync of all")
    found = rows(installation, before)
    webhooks = [t["id"] for t in found["triggers"] if t["source"] == "webhook"]
    assert sorted(webhooks) == sorted(given)
    assert len(found["scans"]) < 50, "they share scans"
    assert_covered(found)
    assert "locked" not in stage.running.printed + logs(installation)


def test_the_control_finds_what_is_not_covered() -> None:
    """The proof of cover fails for a scan that had begun before it was asked for."""
    scan = {"id": 1, "state": "complete", "began": 5.0, "ended": 9.0}
    early = {"triggers": [{"at": 4.0, "scans": [1]}], "scans": [scan]}
    late = {"triggers": [{"at": 6.0, "scans": [1]}], "scans": [scan]}
    assert_covered(early)
    with pytest.raises(AssertionError):
        assert_covered(late)


def test_calls_need_no_broker_that_answers(stage: Stage) -> None:
    broker = stage.running.pid_of("broker")
    os.kill(broker, signal.SIGSTOP)
    try:
        assert_starts_soon(
            stage.installation,
            stage.running.address(),
            stage.a,
            seen(stage.installation),
        )
    finally:
        os.kill(broker, signal.SIGCONT)


def test_calls_need_no_broker_at_all(installation: Installation) -> None:
    closed = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    installation = replace(installation, env={**installation.env, **closed})
    port = free_port()
    # Without a broker not everything is up, so the address is never printed.
    address = f"http://127.0.0.1:{port}/"
    with Replay("a") as server, up(installation, "--port", str(port)):
        add(installation, "alpha", server)
        until(lambda: answers(address), "the web server")
        assert_starts_soon(installation, address, server, NOTHING)


def assert_starts_soon(
    installation: Installation, address: str, server: Replay, before: Seen
) -> None:
    """One call, and its sync, whatever the broker does."""
    call(address, server.secret)
    until(all_done(installation), "the sync", seconds=2 * STARTS_WITHIN)
    found = rows(installation, before)
    assert_covered(found)
    (trigger,) = [t for t in found["triggers"] if t["source"] == "webhook"]
    (scan,) = found["scans"]
    assert scan["began"] - trigger["at"] < STARTS_WITHIN


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}healthz", timeout=10)
    except urllib.error.HTTPError:
        return True  # it says which part is down
    except (urllib.error.URLError, OSError):
        return False
    return True


def test_cron_beside_a_running_hub_is_silent(stage: Stage) -> None:
    installation, address = stage.installation, stage.running.address()
    ended = threading.Event()
    taken: list[int] = []

    def keep_calling() -> None:
        while not ended.is_set():
            for server in (stage.a, stage.b):
                taken.append(call(address, server.secret))
                urllib.request.urlopen(f"{address}admin/login/", timeout=60).read()

    callers = [threading.Thread(target=keep_calling) for _ in range(3)]
    for caller in callers:
        caller.start()
    try:
        with ThreadPoolExecutor(2) as crons:
            done = list(
                crons.map(lambda _: installation.manage("sync", "--quiet"), range(4))
            )
    finally:
        ended.set()
        for caller in callers:
            caller.join()
    assert [(d.code, d.stdout, d.stderr) for d in done] == [(0, b"", b"")] * 4
    assert len(taken) > 12
    until(all_done(installation), "everything asked for")
    assert "locked" not in stage.running.printed + logs(installation)


def test_cron_says_one_line_when_a_server_is_down(installation: Installation) -> None:
    with Replay("a") as server:
        add(installation, "alpha", server)
    patience = {"MEDIAHUB_HTTP_ATTEMPTS": "1"}
    impatient = replace(installation, env={**installation.env, **patience})
    done: process.Finished = impatient.manage("sync", "--quiet")
    assert done.code == 1
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert b"alpha" in done.stderr
    assert b"Traceback" not in done.stderr


def test_too_much_is_refused_before_it_is_sent(stage: Stage) -> None:
    before = seen(stage.installation)
    there = urlsplit(stage.running.address())
    where = (str(there.hostname), int(there.port or 0))
    for more in ("Content-Length: 10485760", "Transfer-Encoding: chunked"):
        head = (
            f"POST /{SYNC} HTTP/1.1\r\nHost: {there.netloc}\r\n"
            f"X-Webhook-ID: {stage.a.secret}\r\n"
            f"Content-Type: application/json\r\n{more}\r\n\r\n"
        )
        with socket.create_connection(where, timeout=60) as link:
            link.sendall(head.encode())
            assert link.recv(12) == b"HTTP/1.1 413", more
    assert rows(stage.installation, before)["triggers"] == []


def test_a_broker_that_forgets_everything_loses_no_request(stage: Stage) -> None:
    """FLUSHALL, again and again, while requests are taken and their work is queued."""
    installation, before = stage.installation, seen(stage.installation)
    address = stage.running.address()
    broker = redis.Redis(unix_socket_path=str(broker_socket(installation.data)))
    over = threading.Event()

    def keep_flushing() -> None:
        while not over.is_set():
            broker.flushall()
            over.wait(0.01)

    flushing = threading.Thread(target=keep_flushing)
    flushing.start()
    try:
        given = [call(address, s.secret) for _ in range(3) for s in (stage.a, stage.b)]
        until(all_done(installation), "the syncs", seconds=3 * STARTS_WITHIN)
    finally:
        over.set()
        flushing.join()
        broker.close()
    found = rows(installation, before)
    triggers = {t["id"]: t for t in found["triggers"] if t["source"] == "webhook"}
    assert sorted(triggers) == sorted(given)
    scans = {scan["id"]: scan for scan in found["scans"]}
    for trigger in triggers.values():
        for scan in trigger["scans"]:
            assert scans[scan]["state"] in {"complete", "unchanged"}
            assert 0 <= scans[scan]["began"] - trigger["at"] < STARTS_WITHIN
    assert "locked" not in stage.running.printed
