"""The ways out to the servers' files, kept open per process so that seeking is quick.

A server's own addresses may be private; every other address must be public.
"""

from __future__ import annotations

from functools import lru_cache

from catalog.models import Server
from catalog.outbound import endpoints_of, limits
from doors.http import Door


def door_to(server: Server | None) -> Door:
    """The door to a server's files; None for an address a curator wrote himself."""
    return _door(endpoints_of(server))


@lru_cache(maxsize=64)
def _door(allowed: frozenset[tuple[str, int]]) -> Door:
    return Door(allowed=allowed, limits=limits())
