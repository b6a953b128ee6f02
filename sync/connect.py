"""A configured server as its adapter: its row, under the settings' limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.conf import settings

from catalog.models import Server
from catalog.outbound import limits
from sync.adapters.base import ServerAdapter
from sync.adapters.registry import adapter_for
from sync.types import CheckResult, ServerConfig

#: A page may not wait as long as a scan does.
_TEST_SECONDS: Final = 20.0
_TEST_SILENCE: Final = 5.0


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


def adapter_of(server: Server) -> ServerAdapter:
    """The adapter that speaks to a server, under the settings' limits."""
    return adapter_for(
        config_of(server),
        limits=limits(),
        deadline_seconds=settings.MEDIAHUB_SCAN_SECONDS,
    )


def try_out(server: Server) -> Iterator[CheckResult]:
    """Each part's answer as it comes, within the time a page may take."""
    if server.secret_is_lost:
        yield CheckResult(
            part="secret",
            ok=False,
            message="The stored secret cannot be read with the present key. "
            "Give it again in the server's form.",
        )
        return
    usual = limits()
    brief = replace(
        usual, attempts=1, silence_seconds=min(usual.silence_seconds, _TEST_SILENCE)
    )
    adapter = adapter_for(
        config_of(server), limits=brief, deadline_seconds=_TEST_SECONDS
    )
    yield from adapter.check()
