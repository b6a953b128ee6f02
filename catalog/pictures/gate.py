"""How many requests may be busy with other people's servers at once.

Every fetch of a picture holds a thread of the web server.  Only so many may be inside,
fewer of them for one server, and a server that did not answer is left alone for a
moment: so neither a dead nor a slow one takes the threads that pages need.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from catalog.pictures.failures import Busy, PictureFailed

INSIDE: Final = 12
INSIDE_PER_SERVER: Final = 8
ASKING_PER_SERVER: Final = 3
PATIENCE_SECONDS: Final = 8.0
REST_SECONDS: Final = 30.0


class Gate:
    """The fetches of this process, counted by server."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._asking: Counter[int] = Counter()
        self._rests: dict[int, float] = {}

    @contextmanager
    def entered(self, server: int) -> Iterator[None]:
        """A place inside, at once or not at all: raises Busy, or PictureFailed for a
        server that is left alone.
        """
        with self._changed:
            self._check(server)
            if (
                self._inside.total() >= INSIDE
                or self._inside[server] >= INSIDE_PER_SERVER
            ):
                raise Busy
            self._inside[server] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[server] -= 1

    @contextmanager
    def asking(self, server: int) -> Iterator[None]:
        """The turn to ask this server, waited for; raises as `entered` does."""
        end = time.monotonic() + PATIENCE_SECONDS
        with self._changed:
            while self._asking[server] >= ASKING_PER_SERVER:
                left = end - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise Busy
                self._check(server)
            self._check(server)
            self._asking[server] += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking[server] -= 1
                self._changed.notify_all()

    def rest(self, server: int) -> None:
        """Leave a server alone for a while; who waits for it goes away now."""
        with self._changed:
            self._rests[server] = time.monotonic() + REST_SECONDS
            self._changed.notify_all()

    def forget(self) -> None:
        """Ask every server again."""
        with self._changed:
            self._rests.clear()

    def _check(self, server: int) -> None:
        if self._rests.get(server, 0.0) > time.monotonic():
            raise PictureFailed("server_rests", is_connection=True)


gate: Final = Gate()
