"""A server of raw sockets that misbehaves as told: the other end of fault tests.

A script is a function that gets the connected socket after the request's header was
read.  `Faulty` counts connections; `refused_port` and `Blackhole` are the servers that
do not even get so far.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TypeAlias

Script: TypeAlias = Callable[[socket.socket, threading.Event], None]


class Faulty:
    """Runs one script per connection, on a port of its own."""

    def __init__(self, *scripts: Script) -> None:
        """Each connection takes the next script; the last one stays."""
        self._scripts = scripts
        self.connections = 0
        self.requests: list[bytes] = []
        self.over = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            self._start(lambda sock=sock, script=script: self._serve(sock, script))  # type: ignore[misc]

    def _serve(self, sock: socket.socket, script: Script) -> None:
        # A client that gives up while we misbehave is what the tests are about.
        with contextlib.suppress(OSError), sock:
            sock.settimeout(0.2)
            head = b""
            while b"\r\n\r\n" not in head and not self.over.is_set():
                try:
                    data = sock.recv(65536)
                except TimeoutError:
                    continue
                if not data:
                    return
                head += data
            self.requests.append(head)
            sock.settimeout(2)
            script(sock, self.over)


def answer(
    body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None
) -> Script:
    """A complete answer, or one whose Content-Length promises another size."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers]
    data = "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body
    return lambda sock, over: sock.sendall(data)


def silence(sock: socket.socket, over: threading.Event) -> None:
    """Takes the request and says nothing."""
    over.wait(30)


def drip(data: bytes, pause: float = 0.02) -> Script:
    """One byte at a time."""

    def script(sock: socket.socket, over: threading.Event) -> None:
        for byte in data:
            sock.sendall(bytes([byte]))
            if over.wait(pause):
                return

    return script


def drip_header() -> Script:
    return drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 5000)


def drip_body() -> Script:
    return drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"a" * 5000)


def reset_after(data: bytes = b"") -> Script:
    """A TCP reset behind the first bytes."""

    def script(sock: socket.socket, over: threading.Event) -> None:
        if data:
            sock.sendall(data)
            over.wait(0.05)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


def gzip_bomb(size: int) -> Script:
    body = gzip.compress(bytes(size))
    return answer(body, "200 OK", "Content-Encoding: gzip")


def endless_chunks(sock: socket.socket, over: threading.Event) -> None:
    """Zeros without end, at full speed."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    block = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    while not over.is_set():
        sock.sendall(block)


def refused_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


@contextlib.contextmanager
def blackhole() -> Iterator[int]:
    """A port that takes no connection and refuses none: its backlog is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(address)
        yield address[1]
