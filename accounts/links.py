"""Links that an owner sends to somebody: by an address that others can open.

PUBLIC_URL says it; without one it is the address the owner is using.  Refuses to guess
another: whoever is on the machine itself is told what the link lacks.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


@dataclass(frozen=True, slots=True)
class Link:
    """A whole address; `only_here` is the name in it that means this machine alone."""

    text: str
    only_here: str = ""


def link_to_send(request: HttpRequest, path: str) -> Link:
    """The address of a path of ours, which begins with the site's own."""
    if settings.PUBLIC_URL:
        public = urlsplit(settings.PUBLIC_URL)
        return Link(f"{public.scheme}://{public.netloc}{path}")
    host, _port = split_domain_port(request.get_host())
    return Link(
        request.build_absolute_uri(path), only_here=host if _is_loopback(host) else ""
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
