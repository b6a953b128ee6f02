"""Looks for media servers where they usually are: a short closed list of addresses.

Nothing is scanned.  All are asked side by side, through the outbound door, for a few
seconds at most; a server is recognised by the first part of its own test.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Final

from catalog.outbound import limits
from sync.adapters.registry import adapter_for
from sync.types import ServerConfig

SECONDS: Final = 3.0
HOSTS: Final = ("127.0.0.1", "host.docker.internal", "media-processor")
PORTS: Final = (3000, 3001, 3333, 8080)


def addresses() -> list[str]:
    """Where to look, the likeliest first."""
    return [f"http://{host}:{port}" for host in HOSTS for port in PORTS]


def servers_nearby(seconds: float = SECONDS) -> list[str]:
    """Addresses at which a media-processor answers."""
    asked = addresses()
    pool = ThreadPoolExecutor(len(asked), thread_name_prefix="look")
    try:
        answers = {pool.submit(_is_server, one, seconds): one for one in asked}
        done, _ = wait(answers, timeout=seconds)
        found = {answers[each] for each in done if each.result()}
    finally:
        # Who is late ends by the deadline that it has itself.
        pool.shutdown(wait=False, cancel_futures=True)
    return [one for one in asked if one in found]


def _is_server(address: str, seconds: float) -> bool:
    config = ServerConfig(
        slug="nearby",
        name="nearby",
        kind="media-processor",
        api_url=address,
        media_url=address,
        prefix="",
        secret="",
    )
    brief = replace(limits(), attempts=1, connect_seconds=1.0, silence_seconds=seconds)
    adapter = adapter_for(config, limits=brief, deadline_seconds=seconds)
    # The first part alone: what is not read is never asked.
    return next(iter(adapter.check())).ok
