"""Captions kept ready: fetched once per version, whoever asks and however often.

What people uploaded is here already, and nobody is asked for it.

A file is kept under its address and the time its server gave for it; a newer time is
another file.  Kept as its server times it, so that a shift is followed at once and asks
nobody.  What is kept may be thrown away at any time.  Two who ask at once wait
for one fetch.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from catalog import caption_shifts
from catalog.captions import cues, letters, uploads, webvtt
from catalog.captions.cues import LARGEST_BYTES
from catalog.models import Caption
from doors.http import Deadline, OutboundError
from streaming.delivery import refusal
from streaming.outside import door_to
from streaming.validators import matches_weakly

FETCH_SECONDS: Final = 20.0
#: Beyond so many the oldest go.
MOST_KEPT: Final = 5000

#: What `captions_of` raises.
UNREADABLE: Final = (
    OutboundError,
    cues.NoCuesError,
    letters.NotTextError,
    uploads.GoneError,
)

_locks: Final[dict[str, threading.Lock]] = {}
_locks_lock: Final = threading.Lock()


def answer(request: HttpRequest, row: Caption) -> HttpResponse:
    """The captions as WebVTT, or a sentence why there are none."""
    try:
        body = captions_of(row)
    except UNREADABLE as error:
        return refusal(*why_not(row, error))
    return vtt(request, body)


def why_not(row: Caption, error: Exception) -> tuple[int, str]:
    """The status and the sentence for captions that there are none of."""
    if isinstance(error, uploads.GoneError):
        return 404, str(error)
    if not isinstance(error, OutboundError):
        return 422, str(error)
    name = row.server.name if row.server else "The server"
    if error.code == "too_large":
        return 502, f"These captions of {name} are too large to be any."
    if error.is_missing:
        return 404, f"{name} no longer has these captions."
    return 502, f"{name} does not give these captions right now."


def vtt(request: HttpRequest, body: bytes) -> HttpResponse:
    """A WebVTT file, asked for again each time whether it is still the same."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    held = request.headers.get("If-None-Match")
    if held is not None and matches_weakly(held, etag):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/vtt; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def captions_of(row: Caption) -> bytes:
    """A caption file as WebVTT, as far moved in time as a curator has said.

    Raises what is UNREADABLE.
    """
    return webvtt.shifted(_kept(row), caption_shifts.ms_for(row))


def _kept(row: Caption) -> bytes:
    """It as its server times it, from the shelf or from there."""
    name = _name(row)
    place = _folder() / name[:2] / f"{name}.vtt"
    with _alone(name):
        with contextlib.suppress(OSError):
            return place.read_bytes()
        made = webvtt.write(cues.read(letters.decode(_file(row))))
        # A full disk costs the next viewer a fetch, not this one the captions.
        with contextlib.suppress(OSError):
            _keep(place, made)
        return made


def _file(row: Caption) -> bytes:
    """It as it came to us, or as its server has it."""
    if (digest := uploads.digest_of(row.url)) is not None:
        return uploads.body_of(digest)
    deadline = Deadline(FETCH_SECONDS)
    door = door_to(row.server)
    return door.get(row.url, deadline=deadline, cap=LARGEST_BYTES, attempts=2).body


def _folder() -> Path:
    folder: Path = settings.MEDIAHUB_DATA / "captions"
    return folder


def _name(row: Caption) -> str:
    said = f"{row.url}\n{row.last_modified or ''}"
    return hashlib.blake2b(said.encode(errors="replace"), digest_size=16).hexdigest()


@contextlib.contextmanager
def _alone(name: str) -> Iterator[None]:
    """One at a time per file, in this process."""
    with _locks_lock:
        lock = _locks.setdefault(name, threading.Lock())
    try:
        with lock:
            yield
    finally:
        with _locks_lock:
            if not lock.locked():
                _locks.pop(name, None)


def _keep(place: Path, body: bytes) -> None:
    """Whole under its name, or not at all."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, half = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
        Path(half).replace(place)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    _make_room(place.parent)


def _make_room(folder: Path) -> None:
    """Names are spread evenly over 256 folders, each with its share."""
    kept = list(folder.iterdir())
    if len(kept) * 256 <= MOST_KEPT:
        return
    kept.sort(key=lambda file: file.stat().st_mtime)
    for file in kept[: len(kept) - MOST_KEPT // 256]:
        file.unlink(missing_ok=True)
