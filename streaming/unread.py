"""Files that their servers describe poorly are read in the background, one at a time.

What a file is decides how it plays, so it is good to know before somebody presses play.
Poorly described is a file without a container, codec or sound that we know; and one
that stands in for another, for what a title says is said of the file that plays first.
Refuses to ask servers that are switched off or do not answer, and leaves a file that
cannot be reached for the next time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Q

from catalog.models import MediaFile, Server
from streaming import indexing
from streaming.asking import AskingError
from streaming.formats import audio_of, container_of, video_of
from streaming.indexing import IN_THE_BACKGROUND, Unknown
from streaming.models import MediaIndex
from streaming.remote import UnreachableError

#: A round is over in time for the next; one long file may take it longer.
SECONDS: Final = 300.0
_AT_ONCE: Final = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """How many files were read, and of how many it cannot be told what they are."""

    read: int
    refused: int
    unreachable: int


def read(*, seconds: float = SECONDS, every: bool = False) -> Round:
    """Read files nobody has read yet: those described poorly, or every one."""
    end = time.monotonic() + seconds
    known = refused = unreachable = 0
    silent: set[int | None] = set()
    for file in _unread(every=every):
        if time.monotonic() > end:
            break
        if file.server_id in silent:
            continue
        try:
            with indexing.open_file(file) as remote:
                found = indexing.learn(file, remote, patience=IN_THE_BACKGROUND)
        except (UnreachableError, AskingError) as error:
            logger.info("%s of %s was not read: %s", file.key, file.item, error)
            unreachable += 1
            silent.add(file.server_id)
            continue
        if isinstance(found, Unknown):
            refused += 1
        else:
            known += 1
    if known or refused:
        logger.info("Read %d files; %d more cannot be read.", known, refused)
    return Round(known, refused, unreachable)


def _unread(*, every: bool) -> Iterator[MediaFile]:
    """Files of servers that answer, of which nothing is kept, in their order."""
    served = Q(server__enabled=True, server__removed_at__isnull=True)
    answers = Q(server__health__in=[Server.Health.UNKNOWN, Server.Health.OK])
    rows = MediaFile.objects.filter(served & answers)
    rows = rows.select_related("server", "item").defer("server__secret")
    last = 0
    while page := list(islice(rows.filter(pk__gt=last).order_by("pk"), _AT_ONCE)):
        last = page[-1].pk
        kept = indexing.known(page)
        for file in page:
            if _is_read(kept.get(file.pk)):
                continue
            if every or is_poor(file):
                yield file


def _is_read(kept: object) -> bool:
    """Whether there is nothing to be done; what needs a whole look is ours to do."""
    if isinstance(kept, Unknown):
        return kept.state != MediaIndex.State.NO_TABLE
    return kept is not None


def is_poor(file: MediaFile) -> bool:
    """Whether too little is said of a file to decide how it plays."""
    item = file.item
    if file.position > 0:
        return True
    tracks = item.audio_tracks if isinstance(item.audio_tracks, list) else []
    codecs = [track.get("codec") for track in tracks if isinstance(track, dict)]
    return not (
        container_of(file.container)
        and video_of(item.video_codec)
        and item.duration_ms
        and any(audio_of(codec) for codec in codecs if isinstance(codec, str))
    )
