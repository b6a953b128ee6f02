"""Our words for what an answer, or the lack of one, means."""

from __future__ import annotations

import errno
import http.client
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests.exceptions as refused  # noqa: TID251
import urllib3.exceptions as broken

from doors.failures import OutboundError, place

#: Faults of the file an answer is written to, not of the answer.
_OWN_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_REDIRECTS = frozenset({300, 301, 302, 303, 305, 307, 308})


def refuse(url: str, status: int, headers: Mapping[str, str]) -> None:
    """Raise for every status that carries no usable answer."""
    where = place(url)
    if 200 <= status < 300 or status == 304:
        return
    if status in _REDIRECTS:
        code, text = (
            "redirect_refused",
            "wants to send us elsewhere: give its own address",
        )
    elif status in (401, 403):
        code, text = "auth_failed", "refuses us: check the secret"
    elif status in (404, 410):
        code, text = "not_found", "is not there"
    elif status == 429:
        code, text = "rate_limited", "is asked too often and wants a pause"
    elif status >= 500:
        code, text = "server_error", "has an error of its own: see its log"
    else:
        code, text = "http_status", "cannot be used"
    raise OutboundError(
        code,
        f"{where} {text} (HTTP {status}).",
        status=status,
        retry_after=_retry_after(headers.get("Retry-After")),
    )


def _retry_after(value: str | None) -> float | None:
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything the libraries have wrapped in it."""
    waiting, seen = [error], 0
    while waiting and seen < 16:
        one = waiting.pop(0)
        seen += 1
        yield one
        waiting.extend(arg for arg in one.args if isinstance(arg, BaseException))
        for inner in (getattr(one, "reason", None), one.__cause__, one.__context__):
            if isinstance(inner, BaseException):
                waiting.append(inner)


def of_failure(url: str, error: Exception) -> OutboundError | None:
    """Our word for an error of the libraries; None for a bug of our own."""
    causes, where = list(_causes(error)), place(url)

    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    for cause in causes:
        if isinstance(cause, OutboundError):
            return cause
        if isinstance(cause, OSError) and cause.errno in _OWN_DISK:
            return None
    if has(UnicodeError, refused.InvalidHeader):
        return OutboundError(
            "bad_request",
            f"{where} cannot be asked: the secret holds characters that no header may "
            "hold.",
        )
    if has(TimeoutError, broken.TimeoutError):
        return OutboundError("connect_timeout", f"{where} did not answer in time.")
    if has(refused.SSLError, broken.SSLError):
        return OutboundError(
            "tls_failed",
            f"{where}: no trusted encrypted connection could be made; check the "
            "certificate, or whether the server speaks https at all.",
        )
    if has(http.client.RemoteDisconnected, ConnectionError):
        return OutboundError("reset", f"{where} broke off the connection.")
    if has(broken.IncompleteRead, http.client.IncompleteRead):
        return OutboundError("truncated", f"{where} broke off in mid-answer.")
    if has(http.client.HTTPException, broken.HTTPError, refused.RequestException):
        return OutboundError("bad_response", f"{where} does not speak proper HTTP.")
    if has(OSError):
        return OutboundError("reset", f"{where}: the connection failed.")
    return None
