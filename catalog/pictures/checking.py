"""Pictures that change behind an address which no browser asks us for any more.

A browser shows what it has for weeks.  So whatever one may still be showing is asked
for again by schedule: a few of each server at a time, those first that were asked for
longest ago.  A picture that changed gets a new address, and the next page carries it.
Refuses to ask servers that are switched off or removed, and leaves one that is slow or
does not answer for the next time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils import timezone

from catalog.models import Picture, Server
from catalog.pictures import keeping
from catalog.pictures.failures import Busy, PictureFailed
from catalog.pictures.sources import Source, source_again

#: Every 15 minutes, so about 5,000 a day: more than a household looks at.
MOST_PER_SERVER: Final = 60
MOST: Final = 300
#: A round is over in time for the next, however slow the servers are.
SECONDS: Final = 120.0
_SIDE_BY_SIDE: Final = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many pictures were asked for again, and how many had changed."""

    asked: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Due:
    picture: Picture
    source: Source


def check() -> Checked:
    """Ask again for pictures that are in sight and were not asked for in a day."""
    end = time.monotonic() + SECONDS
    lines = _lines()
    with ThreadPoolExecutor(_SIDE_BY_SIDE, "check-pictures") as pool:
        every = list(pool.map(lambda line: _check_line(line, end), lines))
    checked = Checked(
        asked=sum(one.asked for one in every), changed=sum(one.changed for one in every)
    )
    if checked.asked:
        _log.info(
            "Asked again for %d pictures; %d had changed.",
            checked.asked,
            checked.changed,
        )
    return checked


def _lines() -> list[list[_Due]]:
    """What is due, server by server."""
    servers: list[Server | None] = [None, *Server.objects.enabled().defer("secret")]
    found: list[Picture] = []
    for server in servers:
        found.extend(_stalest(server))
    found = sorted(found, key=lambda picture: (picture.asked_at, picture.pk))[:MOST]
    found.sort(key=lambda picture: picture.server_id or 0)
    return [
        [_Due(picture, source_again(picture)) for picture in line]
        for _, line in groupby(found, key=lambda picture: picture.server_id)
    ]


def _stalest(server: Server | None) -> list[Picture]:
    now = timezone.now()
    rows = Picture.objects.filter(
        server=server,
        # Without files it is fetched anew by whoever asks next.
        size_bytes__gt=0,
        asked_at__lt=now - keeping.FRESH,
        seen_at__gte=now - keeping.IN_SIGHT,
    )
    found = list(rows.order_by("asked_at")[:MOST_PER_SERVER])
    for picture in found:
        picture.server = server
    return found


def _check_line(line: Sequence[_Due], end: float) -> Checked:
    """One server's pictures one after the other, as long as it answers in time."""
    asked = changed = 0
    for due in line:
        if time.monotonic() >= end:
            break
        asked += 1
        try:
            picture = keeping.check(due.source)
        except PictureFailed as failure:
            if failure.is_connection:
                break
        except Busy:
            break
        except Exception as error:  # whatever it is, the next one may be well
            _log.warning("A picture was not asked for: %s", type(error).__name__)
        else:
            changed += picture.revision != due.picture.revision
    return Checked(asked=asked, changed=changed)
