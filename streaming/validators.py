"""Whether what a client holds is still the same file, by RFC 9110 section 13.  Pure."""

from __future__ import annotations

from email.utils import parsedate_to_datetime


def matches_weakly(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names the tag."""
    if header.strip() == "*":
        return True
    wanted = etag.removeprefix("W/")
    return any(t.strip().removeprefix("W/") == wanted for t in header.split(","))


def matches_strongly(header: str, etag: str | None) -> bool:
    """Whether an If-Match or If-Range header names the tag, which must be strong.

    Only a strong tag proves that the bytes are the same; a date does not.
    """
    if etag is None or etag.startswith("W/"):
        return False
    return any(t.strip() == etag for t in header.split(","))


def unchanged_since(header: str, written_second: float) -> bool:
    """Whether an If-Modified-Since header is as late as the file."""
    try:
        moment = parsedate_to_datetime(header).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
    return written_second <= moment
