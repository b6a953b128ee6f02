"""The command: one line and 2 for bad arguments, a clean end, slow clients cut off."""

from __future__ import annotations

import os
import signal
import socket
import subprocess  # noqa: TID251 - the tests' own children
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from streaming.library.patience import Patience
from tests.library_factory import make_movie
from tests.library_server import SECRET, command, environment, library_server
from tests.streaming.raw_client import ask

DEADLINE = 60.0


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        env=environment(),
        check=False,
    )


def wait_until(happens: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not happens():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.1)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    make_movie(tmp_path, "Dune", info={})
    return tmp_path


#: Of each sort one, and the others; each is a start of the program.
BAD: Final = (
    ({"--secret": None}, "--secret"),
    ({"--port": "web"}, "web"),
    ({"--prefix": "/a?b"}, "--prefix"),
    ({"--host": "192.0.2.1"}, "192.0.2.1"),
    ({"--colour": "red"}, "--colour"),
)
MORE_BAD: Final = (
    ({"--secret": ""}, "--secret"),
    ({"--secret": "ü"}, "--secret"),
    ({"--secret": "a\nb"}, "--secret"),
    ({"--port": None}, "--port"),
    ({"--port": "70000"}, "70000"),
    ({"--port": "-1"}, "-1"),
    ({"--prefix": "/../x"}, "--prefix"),
    ({"--host": "no.such.host.invalid"}, "no.such.host.invalid"),
)


@pytest.mark.tiers("changes, said", BAD, BAD + MORE_BAD)
def test_bad_arguments(
    library: Path, changes: dict[str, str | None], said: str
) -> None:
    options = {"--port": "0", "--secret": "s"} | changes
    given = [f"{name}={value}" for name, value in options.items() if value is not None]
    done = run(library, *given)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_bad_folders(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "neither").mkdir()
    for name in ("missing", "file", "neither"):
        done = run(tmp_path / name, "--port=0", "--secret=s")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert name in done.stderr
    assert run("--port=0", "--secret=s").returncode == 2


def test_a_taken_port(library: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(library, f"--port={port}", "--secret=s")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert str(port) in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly(library: Path, number: signal.Signals) -> None:
    with library_server(library) as server:
        assert ask(server.url, "/media/movies", x_webhook_id=SECRET).status == 200
        os.kill(server.pid, number)
        assert server.stop() == 0
        assert _is_free(server.url)


def test_the_port_can_be_taken_again_at_once(library: Path) -> None:
    with library_server(library) as first:
        ask(first.url, "/api/health")
        port = urlsplit(first.url).port
        first.stop()
    assert port is not None
    with library_server(library, port=port) as second:
        assert second.url == first.url
        assert ask(second.url, "/api/health").status == 200


def test_nothing_is_left_when_it_is_killed(library: Path) -> None:
    with library_server(library) as server:
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: _is_free(server.url), "the worker ends")


def test_a_dead_worker_is_replaced(library: Path) -> None:
    with library_server(library) as server:
        before = ask(server.url, "/media/movies", x_webhook_id=SECRET)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        if not children.exists():
            pytest.skip("this system does not name a process's children")
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)
        after = ask(server.url, "/media/movies", x_webhook_id=SECRET)
        assert after.body == before.body


def test_slow_clients_do_not_keep_others_out(library: Path) -> None:
    """More of them than there are threads, each with half a request."""
    with library_server(library) as server:
        parts = urlsplit(server.url)
        address = (parts.hostname or "", parts.port or 0)
        slow = [socket.create_connection(address, DEADLINE) for _ in range(40)]
        for client in slow:
            client.sendall(b"GET /api/health HTTP/1.1\r\nHost: x\r\n")
        assert ask(server.url, "/api/health").status == 200
        for client in slow:
            client.settimeout(DEADLINE)
            assert client.recv(100) == b""
            client.close()


def _is_free(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), 5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_patience_ends_only_what_is_overdue() -> None:
    patience = Patience()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        with patience.watch(ours):
            patience.enforce()
            with pytest.raises(BlockingIOError):
                theirs.recv(1)  # open: there is time left
            patience.expect(-1)
            patience.rest()
            patience.enforce()
            with pytest.raises(BlockingIOError):
                theirs.recv(1)  # open: nobody waits for this client now
            patience.expect(-1)
            patience.enforce()
            assert theirs.recv(1) == b""
        patience.expect(-1)  # outside a request there is nothing to end
        patience.enforce()
