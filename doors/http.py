"""The only way out for HTTP: vetted addresses, deadlines, byte caps, few attempts.

A `Door` belongs to one user, such as the scan of one server, and keeps its connections
alive.  It refuses redirects, every scheme but http and https, credentials in
addresses, encodings other than gzip, and inner addresses that no curator configured.
Whatever goes wrong is an `OutboundError`; no header ever appears in one.
"""

from __future__ import annotations

import io
import random
import socket
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlsplit

import requests.exceptions as refused  # noqa: TID251
import urllib3.exceptions as broken
from requests import PreparedRequest  # noqa: TID251
from urllib3.response import BaseHTTPResponse

from doors import addresses, transport, verdicts
from doors.decoding import decoded
from doors.failures import RETRIED, OutboundError, place
from doors.opened import Opened
from doors.pacing import Attempt, Deadline, Limits, underway

__all__ = [
    "Answer",
    "Deadline",
    "Door",
    "Limits",
    "Opened",
    "OutboundError",
    "endpoint",
]

_BLOCK = 64 * 1024
#: An error page up to this size is read, to keep its connection.
_ERROR_PAGE_BYTES = 64 * 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A usable answer: 2xx or 304.  Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def endpoint(url: str) -> tuple[str, int]:
    """Host and port of an address, as `Door` compares them.

    Raises OutboundError `bad_url` for what is not a plain http or https address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        raise OutboundError(
            "bad_url", f"{place(url)} is not an address starting with http or https."
        )
    if "@" in parts.netloc:
        raise OutboundError(
            "bad_url", f"{place(url)} must not hold a user name or a password."
        )
    return host.lower().rstrip("."), port or _DEFAULT_PORTS[scheme]


class Door:
    """HTTP requests of one user; safe to share between threads.

    `allowed` names the hosts and ports a curator configured: these alone may lie in a
    private network.  `close` ends every request under way within a moment.
    """

    def __init__(
        self,
        *,
        allowed: frozenset[tuple[str, int]] = frozenset(),
        limits: Limits | None = None,
        ca_file: str | None = None,
        connections: int = 16,
    ) -> None:
        self.limits = limits or Limits()
        self.cancelled = threading.Event()
        self._allowed = allowed
        self._adapter = transport.PinnedAdapter(
            allowed, transport.tls_context(ca_file), connections
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def check(self, url: str, *, deadline: Deadline) -> None:
        """Raise if a request could not even begin: closed, or out of time."""
        Attempt(url, self.limits, deadline, self.cancelled).check()

    def address_of(self, url: str, *, deadline: Deadline) -> str:
        """The number of an address that may be connected to, for who connects himself.

        Judged as every request is.  Raises OutboundError.
        """
        host, port = endpoint(url)
        seconds = min(self.limits.connect_seconds, deadline.left())
        targets = addresses.judged(host, port, self._allowed, url, seconds)
        # Not every machine has a way to the larger numbers, whatever names say.
        return min(targets, key=lambda target: target[0] != socket.AF_INET)[1][0]

    def close(self) -> None:
        self.cancelled.set()
        self._adapter.close()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        deadline: Deadline,
        cap: int | None = None,
        attempts: int | None = None,
    ) -> Answer:
        """A small document in memory; more than `cap` decoded bytes is an error."""
        into = io.BytesIO()
        answer = self._ask(
            url,
            headers or {},
            deadline,
            cap or self.limits.document_bytes,
            attempts or self.limits.attempts,
            into,
        )
        return replace(answer, body=into.getvalue())

    def spool(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        deadline: Deadline,
        cap: int | None = None,
        attempts: int | None = None,
        to: BinaryIO,
    ) -> Answer:
        """A large document, written to a file that every attempt starts anew."""
        cap = cap or self.limits.listing_bytes
        attempts = attempts or self.limits.attempts
        return self._ask(url, headers or {}, deadline, cap, attempts, to)

    def peek(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        deadline: Deadline,
        cap: int = _BLOCK,
    ) -> Answer:
        """The beginning of a document, asked once; the rest is not waited for."""
        into = io.BytesIO()
        answer = self._once(url, headers or {}, deadline, cap, into, whole=False)
        return replace(answer, body=into.getvalue())

    def _ask(
        self,
        url: str,
        headers: Mapping[str, str],
        deadline: Deadline,
        cap: int,
        attempts: int,
        to: BinaryIO,
    ) -> Answer:
        for number in range(1, attempts + 1):
            to.seek(0)
            to.truncate()
            try:
                return self._once(url, headers, deadline, cap, to, whole=True)
            except OutboundError as error:
                if error.code not in RETRIED or number == attempts:
                    raise
                pause = self._pause(error, number)
                if pause is None or pause >= deadline.left():
                    raise
                if self.cancelled.wait(pause):
                    raise
        raise AssertionError("at least one attempt is made")

    def _pause(self, error: OutboundError, number: int) -> float | None:
        """Seconds before the next attempt; None if the server wants to be left alone.

        Full jitter: servers that failed together are not asked again together.
        """
        limits = self.limits
        if error.retry_after is not None:
            if error.retry_after > limits.retry_after_seconds:
                return None
            return error.retry_after
        ceiling = min(
            limits.backoff_cap_seconds, limits.backoff_seconds * 2 ** (number - 1)
        )
        return random.uniform(0, ceiling)  # noqa: S311

    def open(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        deadline: Deadline,
        accept: Collection[int] = (),
        is_gone: Callable[[], bool] | None = None,
    ) -> Opened:
        """The header by the deadline, then the body for as long as it is read.

        Asked once.  Statuses in `accept` are answers too.  `is_gone` is asked while
        we wait, a few times a second: once true, the request is called off.
        """
        attempt = Attempt(url, self.limits, deadline, self.cancelled, is_gone)
        request = _prepared(url, headers or {}, attempt)
        with underway(attempt):
            raw: BaseHTTPResponse | None = None
            try:
                raw = self._send(request)
                if raw.status not in accept:
                    verdicts.refuse(url, raw.status, raw.headers)
                return Opened(raw, url, attempt)
            except Exception as error:
                if raw is not None:
                    raw.close()
                known = verdicts.of_failure(url, error)
                if known is None:
                    raise
                raise known from None

    def _once(
        self,
        url: str,
        headers: Mapping[str, str],
        deadline: Deadline,
        cap: int,
        to: BinaryIO,
        *,
        whole: bool,
    ) -> Answer:
        attempt = Attempt(url, self.limits, deadline, self.cancelled)
        request = _prepared(url, headers, attempt)
        with underway(attempt):
            raw: BaseHTTPResponse | None = None
            finished = False
            try:
                raw = self._send(request)
                verdicts.refuse(url, raw.status, raw.headers)
                for block in decoded(raw, url, cap, _BLOCK, whole=whole):
                    to.write(block)
                finished = whole
                return Answer(
                    status=raw.status,
                    headers={k.lower(): v for k, v in raw.headers.items()},
                )
            except OutboundError as error:
                finished = error.status is not None and _drained(raw)
                raise
            except Exception as error:
                known = verdicts.of_failure(url, error)
                if known is None:
                    raise
                raise known from None
            finally:
                if raw is not None:
                    if finished:
                        raw.release_conn()
                    else:
                        raw.close()

    def _send(self, request: PreparedRequest) -> BaseHTTPResponse:
        # The library's own timeouts never fire: our sockets have shorter ones.
        seconds = self.limits.connect_seconds, self.limits.silence_seconds
        response = self._adapter.send(request, stream=True, timeout=seconds)
        raw: BaseHTTPResponse = response.raw
        return raw


def _prepared(
    url: str, headers: Mapping[str, str], attempt: Attempt
) -> PreparedRequest:
    endpoint(url)
    attempt.check()
    try:
        return transport.prepare(url, _with_defaults(headers))
    except (refused.RequestException, UnicodeError, ValueError) as error:
        if isinstance(error, refused.InvalidHeader):
            raise OutboundError(
                "bad_request",
                f"{place(url)} cannot be asked: the secret holds characters that "
                "no header may hold.",
            ) from None
        raise OutboundError(
            "bad_url", f"{place(url)} is not an address that can be asked for."
        ) from None


def _with_defaults(headers: Mapping[str, str]) -> dict[str, str]:
    return {"Accept-Encoding": "gzip", "User-Agent": "MediaHub", **headers}


def _drained(raw: BaseHTTPResponse | None) -> bool:
    """Whether an error page was short enough to be read whole."""
    if raw is None:
        return False
    total = 0
    try:
        for block in raw.stream(_BLOCK, decode_content=False):
            total += len(block)
            if total > _ERROR_PAGE_BYTES:
                return False
    except (OutboundError, broken.HTTPError, OSError):
        return False
    return True
