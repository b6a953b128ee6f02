"""Runs the file server: gunicorn inside this process, one worker, many threads.

Why gunicorn and not the standard library's server: its parser of requests is proven
against hostile clients (size limits, smuggling), it keeps connections alive, bounds
its threads, ends cleanly on SIGTERM, and starts the worker again should a video crash
the library that reads it.  One worker, because what was read of the folder is kept in
memory once.  `patience` adds what it lacks: deadlines for slow clients.

Refuses an address it cannot listen on, before anything starts.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any, Final

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from streaming.library.app import LibraryApp

THREADS: Final = 32
CONNECTIONS: Final = 512
#: Time for running answers to end after SIGTERM; the rest is cut.
GRACE_SECONDS: Final = 3
MAX_LINE_BYTES: Final = 8190
MAX_HEADERS: Final = 100


class ListenError(Exception):
    """The address cannot be used; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 lets the system choose.  Raises ListenError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise ListenError(
            f"{host} is not an address of this machine: use 127.0.0.1 or 0.0.0.0."
        ) from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(CONNECTIONS)
    except OSError as error:
        listener.close()
        raise ListenError(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another "
            "with --port; 0 lets the system choose."
        ) from None
    return listener


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class LibraryServer(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and nothing from its files or environment."""

    def __init__(
        self, app: LibraryApp, listener: socket.socket, on_ready: Callable[[], None]
    ) -> None:
        self._app = app
        self._descriptor = listener.detach()
        self._on_ready = on_ready
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, object] = {
            "bind": [f"fd://{self._descriptor}"],
            "workers": 1,
            "worker_class": "streaming.library.patience.PatientWorker",
            "threads": THREADS,
            "worker_connections": CONNECTIONS,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": GRACE_SECONDS,
            "limit_request_line": MAX_LINE_BYTES,
            "limit_request_field_size": MAX_LINE_BYTES,
            "limit_request_fields": MAX_HEADERS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._worker_is_up,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> LibraryApp:
        return self._app

    def _worker_is_up(self, worker: Any) -> None:
        threading.Thread(target=self._app.warm_up, daemon=True).start()
        if worker.age == 1:  # a replacement need not be announced
            self._on_ready()
