"""Answers whose bytes the nginx in front of us sends: deploy/nginx.conf reads them.

Pure: names in, headers out.  Only what was vetted before is named here, and nothing
that could be read as a second header or another address passes.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import quote, urlsplit

#: A file below the folder of drawings: plain names, no way up.
_FILE: Final = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.webp")
_VISIBLE: Final = re.compile(r"[!-~]+")


def artwork_headers(name: str) -> dict[str, str]:
    """Let nginx send this drawing.  Raises ValueError for a name that is none."""
    if not _FILE.fullmatch(name):
        raise ValueError("not the name of a drawing")
    return {"X-Accel-Redirect": f"/_internal/artwork/{name}"}


def film_headers(
    url: str, address: str, range_header: str | None = None
) -> dict[str, str]:
    """Let nginx fetch `url` from `address`, which was resolved and judged before.

    Raises ValueError for whatever is not plain HTTP at one address: a TLS connection
    has to be checked by name, which is left to our own door.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or "@" in parts.netloc:
        raise ValueError("not an address nginx may ask")
    target = ipaddress.ip_address(address)
    if "%" in address:
        raise ValueError("not an address nginx may ask")
    number = f"[{target}]" if target.version == 6 else str(target)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    headers = {
        "X-Accel-Redirect": "/_internal/film",
        "X-MediaHub-Film": f"http://{number}:{parts.port or 80}{path}",
        "X-MediaHub-Film-Host": parts.netloc,
    }
    if range_header is not None:
        headers["X-MediaHub-Film-Range"] = range_header
    for value in headers.values():
        if not _VISIBLE.fullmatch(value):
            raise ValueError("not an address nginx may ask")
    return headers
