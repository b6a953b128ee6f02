"""A configured server as its adapter: its row, under the settings' limits."""

from __future__ import annotations

from django.conf import settings

from catalog.models import Server
from doors.http import Limits
from sync.adapters.base import ServerAdapter
from sync.adapters.registry import adapter_for
from sync.types import ServerConfig


def config_of(server: Server) -> ServerConfig:
    """A server's row as the adapters take it."""
    return ServerConfig(
        slug=server.slug,
        name=server.name,
        kind=server.kind,
        api_url=server.api_url,
        media_url=server.files_url,
        prefix=server.prefix,
        secret=str(server.secret),
    )


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


def adapter_of(server: Server) -> ServerAdapter:
    """The adapter that speaks to a server, under the settings' limits."""
    return adapter_for(
        config_of(server),
        limits=limits(),
        deadline_seconds=settings.MEDIAHUB_SCAN_SECONDS,
    )
