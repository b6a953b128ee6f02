"""Ends connections of clients that dawdle, so that a few cannot hold all threads.

gunicorn's threaded worker takes a thread per request and waits for its client without
an end, both for the rest of the header and for room to send.  Here a client has a
deadline for the header as a whole, and one for taking each piece of the answer; behind
it the connection is shut down, which wakes the thread.  The time our own code takes
to find an answer is not counted.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

HEADER_SECONDS: Final = 5.0
PIECE_SECONDS: Final = 30.0


class Patience:
    """Deadlines of the connections being served, one per thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[socket.socket, float]] = {}
        self._sockets = threading.local()

    @contextmanager
    def watch(self, connection: socket.socket) -> Iterator[None]:
        """Watches the calling thread's connection, first for its header."""
        self._sockets.connection = connection
        self.expect(HEADER_SECONDS)
        try:
            yield
        finally:
            self.rest()
            del self._sockets.connection

    def expect(self, seconds: float) -> None:
        """From now on the client of the calling thread must act within `seconds`."""
        connection = getattr(self._sockets, "connection", None)
        if connection is not None:
            with self._lock:
                deadline = time.monotonic() + seconds
                self._waiting[threading.get_ident()] = (connection, deadline)

    def rest(self) -> None:
        """The calling thread does not wait for its client now."""
        with self._lock:
            self._waiting.pop(threading.get_ident(), None)

    def enforce(self) -> None:
        """Shuts down what is overdue.  Under the lock, so that it is the right one."""
        now = time.monotonic()
        with self._lock:
            for connection, deadline in self._waiting.values():
                if deadline < now:
                    try:
                        connection.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        continue  # the client was faster


patience: Final = Patience()


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker with `patience`; its main loop looks every second."""

    def handle(self, conn: Any) -> Any:
        with patience.watch(conn.sock):
            return super().handle(conn)

    def murder_pending(self) -> None:
        super().murder_pending()
        patience.enforce()
