"""The browser at the other end of a stream, as far as the web server shows its socket.

gunicorn does; where the socket is not shown, or speaks TLS itself, a browser that has
gone is noticed with the next write.
"""

from __future__ import annotations

import select
import socket
import ssl

from django.http import HttpRequest


class Listener:
    """Somebody who reads what we send, or has stopped to."""

    def __init__(self, request: HttpRequest) -> None:
        shown = request.META.get("gunicorn.socket")
        plain = isinstance(shown, socket.socket) and not isinstance(
            shown, ssl.SSLSocket
        )
        self._socket: socket.socket | None = shown if plain else None

    def is_gone(self) -> bool:
        """Whether the other end has closed; never waits."""
        if self._socket is None:
            return False
        try:
            # Asked first: a socket with a timeout would wait that long in recv.
            poll = select.poll()
            poll.register(self._socket, select.POLLIN)
            if not poll.poll(0):
                return False
            return not self._socket.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def give_up_after(self, seconds: float | None) -> None:
        """How long one piece may take to be read; None for any time.

        A paused player keeps its connection and reads nothing; it asks anew when it
        goes on.
        """
        if self._socket is not None:
            try:
                self._socket.settimeout(seconds)
            except (OSError, ValueError):
                self._socket = None
