"""How servers are asked: the settings' limits, and a server's own addresses."""

from __future__ import annotations

from django.conf import settings

from catalog.models import Server
from doors.http import Limits, OutboundError, endpoint


def limits() -> Limits:
    """The deadlines and caps of outbound requests, from the settings."""
    return Limits(
        connect_seconds=settings.MEDIAHUB_HTTP_CONNECT_SECONDS,
        silence_seconds=settings.MEDIAHUB_HTTP_SILENCE_SECONDS,
        slow_window_seconds=settings.MEDIAHUB_HTTP_SLOW_SECONDS,
        slow_bytes_per_second=settings.MEDIAHUB_HTTP_SLOW_BYTES_PER_SECOND,
        attempts=settings.MEDIAHUB_HTTP_ATTEMPTS,
        listing_bytes=settings.MEDIAHUB_LISTING_BYTES,
    )


def endpoints_of(server: Server | None) -> frozenset[tuple[str, int]]:
    """The hosts and ports a curator gave a server; these alone may be private."""
    found = set()
    for url in (server.api_url, server.files_url) if server else ():
        try:
            found.add(endpoint(url))
        except OutboundError:
            continue
    return frozenset(found)
