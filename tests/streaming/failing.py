"""A server of films that is a process of its own, and fails when it is told to.

`fail` takes a death: ``killed``, ``frozen`` (it keeps its connections and says
nothing), ``missing`` (404 from now on) or ``broken`` (500 from now on); what it was
sending breaks off.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess  # noqa: TID251 - the tests' own children
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Final

#: What it answers with after a signal.
_SIGNALS: Final = {"missing": signal.SIGUSR1, "broken": signal.SIGUSR2}
_PIECE: Final = 64 * 1024


class FailingServer:
    """A running one."""

    def __init__(self, child: subprocess.Popen[str], url: str) -> None:
        self._child = child
        self.url = url

    def fail(self, death: str) -> None:
        if death == "killed":
            self._child.kill()
            self._child.wait()
        else:
            self._child.send_signal(_SIGNALS.get(death, signal.SIGSTOP))


@contextmanager
def serving(folder: Path) -> Iterator[FailingServer]:
    """Serves the files of `folder`, with ranges."""
    child = subprocess.Popen(
        [sys.executable, __file__, os.fspath(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        yield FailingServer(child, child.stdout.readline().strip())
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


class _Films(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: ClassVar[Path]
    #: What it answers with instead, once it fails.
    failure: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        path = self.folder / Path(self.path).name
        if self.failure or not path.is_file():
            self.send_response(self.failure[0] if self.failure else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        size = path.stat().st_size
        first, last = 0, size - 1
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers["Range"] or ""):
            first, last = int(wanted[1]), min(int(wanted[2] or last), last)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("ETag", f'"{size}"')
        self.end_headers()
        # A browser that has enough of it hangs up.
        with contextlib.suppress(OSError), path.open("rb") as file:
            file.seek(first)
            left = last - first + 1
            while left > 0:
                if self.failure:
                    break
                piece = file.read(min(left, _PIECE))
                self.wfile.write(piece)
                left -= len(piece)
        self.close_connection = self.close_connection or left > 0

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: a test looks at the browser."""


def _fail_with(status: int) -> None:
    _Films.failure.append(status)


if __name__ == "__main__":
    _Films.folder = Path(sys.argv[1])
    signal.signal(signal.SIGUSR1, lambda *_: _fail_with(404))
    signal.signal(signal.SIGUSR2, lambda *_: _fail_with(500))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Films) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)  # noqa: T201
        server.serve_forever()
