"""Time zones by the names people choose from.  The list is Python's own."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Final

#: Files among the zones that are none.
_NO_ZONES: Final = {"Factory", "localtime", "posixrules"}


@cache
def zones() -> tuple[str, ...]:
    """Every name, sorted, those of cities first."""
    known = zoneinfo.available_timezones() - _NO_ZONES
    return tuple(sorted(known, key=lambda name: ("/" not in name, name)))


def zone_named(text: str) -> str | None:
    """The zone a person means: any case, blanks for underscores; None for none."""
    return _by_key().get("_".join(text.split()).casefold())


@cache
def _by_key() -> dict[str, str]:
    return {name.casefold(): name for name in zones()}
