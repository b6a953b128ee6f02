"""A title's captions beside its pieces, for players that show no others (iPhones)."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from catalog.captions import languages
from catalog.models import Caption, Item
from streaming import queries
from streaming.captions import shelf
from streaming.delivery import refusal
from streaming.hls.playlists import Captions

#: What `streaming.sandbox` adds to every time of a film, on a clock of 90 kHz.
_ZERO: Final = 10 * 90_000
_FIRST_LINE: Final = b"WEBVTT\n"
_MAP: Final = f"X-TIMESTAMP-MAP=MPEGTS:{_ZERO},LOCAL:00:00:00.000\n".encode()


def captions_of(item: Item) -> list[Captions]:
    """What may be chosen, by name."""
    found = [
        Captions(
            key=row.key,
            name=languages.caption_name(row.key),
            language=row.key.split(":")[0],
        )
        for row in queries.captions_of(item)
    ]
    return sorted(found, key=lambda one: one.name)


def timed(request: HttpRequest, row: Caption | None) -> HttpResponse:
    """The captions as WebVTT that says when its film begins on the clock of pieces."""
    if row is None:
        return refusal(404, "These captions are no longer there.")
    try:
        body = shelf.captions_of(row)
    except shelf.UNREADABLE as error:
        return refusal(*shelf.why_not(row, error))
    return shelf.vtt(request, _FIRST_LINE + _MAP + body.removeprefix(_FIRST_LINE))
