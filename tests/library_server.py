"""Starts `serve_library` as a real child process and ends it again.

The port is chosen by the system and read from the line the child prints once it
answers.  A child that does not start within the deadline fails with what it said.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess  # noqa: TID251 - the tests' own children
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0
SECRET: Final = "library-secret"

_ADDRESS: Final = re.compile(rb" at (http://\S+)\n")


class LibraryServer(NamedTuple):
    """A running file server."""

    url: str
    stop: Callable[[], int]
    pid: int


def command(*arguments: str | os.PathLike[str]) -> list[str]:
    return [
        sys.executable,
        str(ROOT / "manage.py"),
        "serve_library",
        *[os.fspath(argument) for argument in arguments],
    ]


def environment() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "mediahub.settings"} | dict(os.environ)


@contextmanager
def library_server(
    folder: Path, *, secret: str = SECRET, prefix: str = "", port: int = 0
) -> Iterator[LibraryServer]:
    """Serves `folder`; `stop()` ends it early with SIGTERM and gives its exit code."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            command(
                folder, "--port", str(port), "--secret", secret, "--prefix", prefix
            ),
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(),
            cwd=ROOT,
        )

        def stop() -> int:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
            return child.wait(STOP_SECONDS)

        try:
            yield LibraryServer(_address(child, errors), stop, child.pid)
        finally:
            try:
                stop()
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                raise
            finally:
                if child.stdout is not None:
                    child.stdout.close()


def _address(child: subprocess.Popen[bytes], errors: IO[bytes]) -> str:
    assert child.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    said = b""
    while time.monotonic() < deadline:
        ready, _, _ = select.select([child.stdout], [], [], 1.0)
        if ready:
            piece = os.read(child.stdout.fileno(), 4096)
            said += piece
            if match := _ADDRESS.search(said):
                return match.group(1).decode()
            if not piece:
                break
    errors.seek(0)
    raise AssertionError(f"serve_library did not start: {said!r} {errors.read()!r}")
