"""Who really asked, when proxies stand between: TRUSTED_PROXIES and what they say.

A header such as X-Forwarded-For is a claim that anyone can send.  It is believed only
as far as it was written by a proxy named in the settings: from the right, hop by hop,
to the first address that is not one.  After this middleware REMOTE_ADDR and the scheme
are true, and none of these headers is left for anybody to believe.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from mediahub.refusals import refuse

logger = logging.getLogger(__name__)

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

PRIVATE: Final = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    *("::1/128", "fc00::/7"),
)
#: No chain of proxies is longer; what is beyond was made up.
_LONGEST_CHAIN: Final = 16
_CLAIMS: Final = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_X_SCRIPT_NAME",
)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word counts."""

    networks: tuple[Network, ...] = ()
    socket: bool = False

    def trusts(self, peer: str) -> bool:
        """Whether this peer is one; a local socket's peer has no address."""
        if not peer:
            return self.socket
        address = plain_address(peer)
        return address is not None and any(address in one for one in self.networks)


@dataclass(frozen=True, slots=True)
class Asker:
    """Where a request came from, as far as that is known for true."""

    address: str
    scheme: str | None = None


def parse_proxies(words: Iterable[str]) -> Proxies:
    """Addresses, networks, `private`, `unix`.  Raises ValueError naming the word."""
    networks: list[Network] = []
    socket = False
    for word in words:
        if word == "unix":
            socket = True
            continue
        for text in PRIVATE if word == "private" else (word,):
            try:
                network = ipaddress.ip_network(text)
            except ValueError:
                raise ValueError(
                    f"{word!r} is not an address, a network such as 172.18.0.0/16, "
                    "or one of the words private and unix"
                ) from None
            if network.prefixlen == 0:
                raise ValueError(f"{word!r} is everyone: then any visitor could lie")
            networks.append(network)
    return Proxies(tuple(networks), socket)


def plain_address(text: str) -> Address | None:
    """The address in a hop: a port, brackets and IPv4 inside IPv6 are taken off."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def find_asker(
    peer: str, *, forwarded_for: str, forwarded_proto: str, proxies: Proxies
) -> Asker:
    """Whoever the outermost trusted proxy was spoken to by, and how."""
    if not proxies.trusts(peer):
        return Asker(_written(peer))
    known, depth = _written(peer), 0
    for position, hop in enumerate(_from_the_right(forwarded_for)):
        address = plain_address(hop)
        if address is None:
            break  # not an address: nothing further left is known for true
        known, depth = str(address), position
        if not proxies.trusts(known):
            break
    # Each proxy adds the scheme it was asked by, or passes on the first one's.
    schemes = _from_the_right(forwarded_proto)
    scheme = schemes[min(depth, len(schemes) - 1)].lower() if schemes else ""
    return Asker(known, scheme if scheme in {"http", "https"} else None)


def _from_the_right(header: str) -> list[str]:
    parts = [part.strip() for part in header.rsplit(",", _LONGEST_CHAIN)]
    return [part for part in reversed(parts) if part][:_LONGEST_CHAIN]


def _written(peer: str) -> str:
    address = plain_address(peer)
    return peer if address is None else str(address)


class ProxyMiddleware:
    """Makes REMOTE_ADDR and the scheme true, before anything looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._proxies = parse_proxies(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        peer = str(meta.get("REMOTE_ADDR") or "")
        asker = find_asker(
            peer,
            forwarded_for=meta.get("HTTP_X_FORWARDED_FOR", ""),
            forwarded_proto=meta.get("HTTP_X_FORWARDED_PROTO", ""),
            proxies=self._proxies,
        )
        was_claimed = "HTTP_X_FORWARDED_PROTO" in meta
        for name in _CLAIMS:
            meta.pop(name, None)
        meta["REMOTE_ADDR"] = asker.address
        if asker.scheme:
            meta["wsgi.url_scheme"] = asker.scheme
        if was_claimed and settings.SECURE_SSL_REDIRECT and not asker.scheme:
            # Sent on to https, it would come back the same way, for ever.
            logger.warning(
                "A proxy at %s is not in TRUSTED_PROXIES; add it if it is yours.",
                peer or "a local socket (unix)",
            )
            return refuse(
                request,
                400,
                "MediaHub does not know this proxy",
                "This came through a proxy that MediaHub was not told about. If it is "
                "yours, add its address to TRUSTED_PROXIES and start MediaHub again; "
                "the log of the web part names the address.",
            )
        return self._get_response(request)
