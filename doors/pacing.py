"""Deadlines that hold whatever the other end does, down to a single dripped header.

The timeouts of the HTTP libraries restart with every byte received.  Here every read
of a socket passes `Attempt.receive`, which knows how long the attempt has waited, how
much came, when the whole has to end, and whether somebody has called it off.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doors.failures import OutboundError, place

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every bound of the way out, so that each can be a setting."""

    connect_seconds: float = 5.0
    silence_seconds: float = 15.0
    slow_window_seconds: float = 30.0
    slow_bytes_per_second: int = 1024
    attempts: int = 3
    backoff_seconds: float = 0.5
    backoff_cap_seconds: float = 10.0
    #: A server that asks for a longer pause is not asked again in this scan.
    retry_after_seconds: float = 300.0
    listing_bytes: int = 512 * 1024 * 1024
    document_bytes: int = 2 * 1024 * 1024


class Deadline:
    """A point on the monotonic clock after which no work is begun or continued."""

    __slots__ = ("_end",)

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return self._end - time.monotonic()


class Attempt:
    """One request on the wire, and its clocks.

    Only time spent waiting for the other end counts as its slowness; what we do
    between two reads does not.
    """

    #: How often a waiting read looks up: a closed scan ends within this time.
    TICK_SECONDS = 0.25

    def __init__(
        self,
        url: str,
        limits: Limits,
        deadline: Deadline,
        cancelled: threading.Event,
        is_gone: Callable[[], bool] | None = None,
    ) -> None:
        self.url = url
        self.limits = limits
        self.deadline = deadline
        self.cancelled = cancelled
        self._is_gone = is_gone
        self._silent = 0.0
        self._waited = 0.0
        self._received = 0

    def check(self) -> None:
        """Raise if this attempt has to end now."""
        limits = self.limits
        if self.cancelled.is_set() or (self._is_gone and self._is_gone()):
            raise OutboundError("cancelled", f"{place(self.url)}: called off.")
        if self.deadline.left() <= 0:
            raise OutboundError(
                "deadline", f"{place(self.url)}: the time for the whole scan is over."
            )
        if self._silent >= limits.silence_seconds:
            raise OutboundError(
                "silent",
                f"{place(self.url)} sent nothing for {limits.silence_seconds:g} "
                "seconds.",
            )
        if self._waited >= limits.slow_window_seconds:
            if self._received < limits.slow_bytes_per_second * self._waited:
                raise OutboundError(
                    "too_slow",
                    f"{place(self.url)} sent less than "
                    f"{limits.slow_bytes_per_second} bytes per second for "
                    f"{limits.slow_window_seconds:g} seconds.",
                )
            self._waited, self._received = 0.0, 0

    def patience(self) -> float:
        """How long the next wait may take."""
        limits = self.limits
        return max(
            0.001,
            min(
                self.TICK_SECONDS,
                limits.silence_seconds - self._silent,
                limits.slow_window_seconds - self._waited,
                self.deadline.left(),
            ),
        )

    def receive(self, sock: socket.socket, read: Callable[[], int]) -> int:
        """Read once from the socket, in waits short enough to keep every deadline."""
        while True:
            self.check()
            sock.settimeout(self.patience())
            started = time.monotonic()
            try:
                count = read()
            except TimeoutError:
                waited = time.monotonic() - started
                self._silent += waited
                self._waited += waited
                continue
            self._silent = 0.0
            self._waited += time.monotonic() - started
            self._received += count
            return count


_CURRENT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def underway(attempt: Attempt) -> Iterator[None]:
    """Within this block, sockets of this thread belong to the attempt."""
    token = _CURRENT.set(attempt)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Attempt | None:
    return _CURRENT.get()


class PacedSocket(socket.socket):
    """A plain socket whose reads keep the deadlines of the current attempt."""

    def recv_into(
        self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0
    ) -> int:
        attempt = _CURRENT.get()
        receive = super().recv_into
        if attempt is None:
            return receive(buffer, nbytes, flags)
        return attempt.receive(self, lambda: receive(buffer, nbytes, flags))


class PacedTLSSocket(ssl.SSLSocket):
    """The same over TLS; the handshake keeps the deadline to connect."""

    def recv_into(
        self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0
    ) -> int:
        attempt = _CURRENT.get()
        receive = super().recv_into
        if attempt is None:
            return receive(buffer, nbytes, flags)
        return attempt.receive(self, lambda: receive(buffer, nbytes, flags))
