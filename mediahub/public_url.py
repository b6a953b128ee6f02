"""PUBLIC_URL: the one address of the site that people outside use.

Pure: text in, parts out.  Refuses what is not an address a browser could be sent to,
and passwords in it; each refusal is a sentence for whoever set the variable.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*", re.ASCII)
_EXAMPLE = "https://media.example.org or https://example.org/media"


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """`path` is empty or begins with a slash; it never ends with one."""

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def is_https(self) -> bool:
        return self.scheme == "https"

    @property
    def netloc(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def owns_its_host(self) -> bool:
        """Nobody else's pages are at this host, on another port or path."""
        return self.port is None and not self.path

    def __str__(self) -> str:
        return f"{self.origin}{self.path}"


def parse_public_url(text: str) -> PublicUrl:
    """The parts of an address.  Raises ValueError with what is wrong."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f"is not an address such as {_EXAMPLE}") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"is not an address such as {_EXAMPLE}")
    if "@" in parts.netloc:
        raise ValueError("must not hold a name or password")
    if parts.query or parts.fragment:
        raise ValueError("must end with its path: without ? and #")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise ValueError(f"has a path that is not plain: use one like {_EXAMPLE}")
    if port == 0:
        raise ValueError("names port 0, which nobody can ask")
    return PublicUrl(
        scheme=parts.scheme,
        host=_host(parts.hostname),
        port=None if port == _PORTS[parts.scheme] else port,
        path=path,
    )


def public_url_or_none(text: str) -> PublicUrl | None:
    """For the settings: a check says what is wrong with a text that is no address."""
    try:
        return parse_public_url(text) if text else None
    except ValueError:
        return None


def _host(name: str) -> str:
    """As a browser writes it in the Host header."""
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name)}]"
        except ValueError:
            raise ValueError("holds no valid IPv6 address") from None
    try:
        ascii_name = name.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        ascii_name = ""
    if not all(_LABEL.fullmatch(label) for label in ascii_name.split(".")):
        raise ValueError("holds no valid host name")
    return ascii_name
