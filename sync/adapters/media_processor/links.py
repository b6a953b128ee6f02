"""Addresses of the files a listing names: absolute, as the server gives them.

Refused, as no value: other schemes than http and https, ``//host``, backslashes,
leading blanks, control characters, lone surrogates, credentials.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

_LENGTH: Final = 4000
_WEB: Final = re.compile(r"https?://[^/]", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
#: What JavaScript's encodeURIComponent leaves alone.
_SAFE: Final = "!'()*~-_."


def web_address(value: object) -> str | None:
    """An absolute http or https address, or None."""
    if not isinstance(value, str) or len(value) > _LENGTH:
        return None
    if not _WEB.match(value) or _CONTROL.search(value):
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return value if parts.hostname and "@" not in parts.netloc else None


def segment(text: str) -> str:
    """One path segment, encoded as the server encodes it."""
    return quote(text, safe=_SAFE, errors="replace")


def file_name(address: str) -> str:
    """The name of the file an address ends with."""
    path = address.partition("?")[0].partition("#")[0]
    return unquote(path.rpartition("/")[2])


def sibling(address: str, name: str) -> str:
    """The address of another file in the same folder."""
    path = address.partition("?")[0].partition("#")[0]
    return f"{path.rpartition('/')[0]}/{segment(name)}"


class Links:
    """Absolute addresses of one server."""

    def __init__(self, media_url: str, prefix: str) -> None:
        self._base = media_url.rstrip("/")
        trimmed = prefix.strip("/")
        self._prefix = f"/{trimmed}" if trimmed else ""

    def absolute(self, value: str | None) -> str | None:
        if not value or len(value) > _LENGTH:
            return None
        if _WEB.match(value):
            return web_address(value)
        if value.startswith(("//", "\\")) or _SCHEME.match(value):
            return None
        if value[0].isspace() or not value.isprintable():
            return None
        path = value if value.startswith("/") else f"/{value}"
        prefix = self._prefix
        if prefix and path != prefix and not path.startswith(f"{prefix}/"):
            path = prefix + path
        return self._base + path
