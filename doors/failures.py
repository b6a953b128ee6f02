"""What can go wrong on the way out: one error, a stable code, a sentence for a person.

Never in a message: a header, a query, credentials of an address.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

#: The other end could not be spoken to at all, or fell silent: it may well work a
#: moment later, and if it does not, asking again for something else is no use.
CONNECTION: Final = frozenset(
    {
        "dns_failed",
        "connect_refused",
        "connect_timeout",
        "connect_failed",
        "silent",
        "too_slow",
        "reset",
        "truncated",
    }
)
#: Worth another attempt.
RETRIED: Final = CONNECTION | {"rate_limited", "server_error"}
#: The answer says that there is no such document.
MISSING: Final = "not_found"


class OutboundError(Exception):
    """A request that got no usable answer.  `status` is the HTTP status, if any."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after

    @property
    def is_missing(self) -> bool:
        return self.code == MISSING

    @property
    def is_connection(self) -> bool:
        return self.code in CONNECTION


def place(url: str) -> str:
    """The address as far as it may be shown: no credentials, no query, no fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "a malformed address"
    if ":" in host:
        host = f"[{host}]"
    shown = f"{parts.scheme}://{host}{port}{parts.path}"
    shown = "".join(c if c.isprintable() else "?" for c in shown)
    return shown if len(shown) <= 300 else shown[:299] + "…"
