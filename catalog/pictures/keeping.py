"""One fetch per picture, whoever asks: claimed in the database, kept, remembered.

A claim is a row's, so it holds between processes and machines; it ends by itself if
its holder dies.  A failure is remembered for a while.  Files are written before the
row that names them, and older ones are dropped after it.
"""

from __future__ import annotations

import hashlib
import itertools
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from catalog.if_free import write_if_free
from catalog.models import Picture
from catalog.pictures import drawing, files, sources, trimming
from catalog.pictures.failures import Busy, PictureFailed
from catalog.pictures.gate import Gate
from catalog.pictures.sizes import WIDTHS
from catalog.pictures.sources import Received, Source

#: Above all that a holder does: asking, drawing, writing.
_CLAIM: Final = timedelta(seconds=60)
_POLL_SECONDS: Final = 0.15
#: How long a fetch waits for another process that is at the same picture.
_PATIENCE_SECONDS: Final = 20.0
#: A picture somebody looks at is asked for again after so long.
FRESH: Final = timedelta(days=1)
#: How exactly it is known when somebody last looked.
_SEEN_EVERY: Final = timedelta(days=1)
#: A browser may keep a picture for so long without asking.
BROWSERS_KEEP: Final = timedelta(days=30)
#: Whatever a browser may show without asking was seen since then.
IN_SIGHT: Final = BROWSERS_KEEP + _SEEN_EVERY


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture's row, and its drawings if they were made just now."""

    picture: Picture
    drawings: dict[int, bytes]


#: The bound of what is kept is looked at after so many new pictures.
_TRIM_EVERY: Final = 25

gate: Final[Gate[Fetched]] = Gate()
_stored: Final = itertools.count(1)


def fetch(source: Source) -> Fetched:
    """A picture that is not kept: fetched, or awaited from who is fetching it.

    Raises PictureFailed, or Busy where it takes longer than a page may wait.
    """
    fetched = gate.wait_for(source.server, source.name, lambda: _fetch(source))
    if fetched is None:
        raise Busy
    return fetched


def refresh(source: Source) -> None:
    """Ask again for a picture that is kept, behind the answer that was given."""
    gate.offer(source.server, source.name, lambda: _refresh(source))


def check(source: Source) -> Picture:
    """Ask again for a picture that is kept, and wait for what becomes of it.

    Raises PictureFailed, or Busy where it takes longer than a page may wait.
    """
    fetched = gate.wait_for(source.server, source.name, lambda: _refresh(source))
    if fetched is None:
        raise Busy
    return fetched.picture


def note_seen(picture: Picture) -> bool:
    """Note that somebody looks; False where that is not on record."""
    now = timezone.now()
    if now - picture.seen_at < _SEEN_EVERY:
        return True
    return write_if_free(Picture.objects.filter(pk=picture.pk), seen_at=now)


def remembered(picture: Picture | None) -> PictureFailed | None:
    """The failure that still speaks against asking for a picture."""
    if picture is None or not picture.failure or picture.retry_at is None:
        return None
    if picture.retry_at <= timezone.now():
        return None
    return PictureFailed(picture.failure)


def _fetch(source: Source) -> Fetched:
    claim = _await_claim(source)
    if isinstance(claim, Picture):
        return Fetched(claim, {})
    with _claimed(source, claim):
        return _ask(source, claim, None)


def _refresh(source: Source) -> Fetched:
    claim = _claim(source)
    known = Picture.objects.get(key=source.name)
    if claim is None:
        return Fetched(known, {})
    with _claimed(source, claim):
        if timezone.now() - known.asked_at < FRESH:
            # Another process was quicker.
            return Fetched(known, {})
        return _ask(source, claim, known)


@contextmanager
def _claimed(source: Source, claim: uuid.UUID) -> Iterator[None]:
    """Give the claim back, with a failure if there was one."""
    try:
        yield
    except PictureFailed as failure:
        now = timezone.now()
        _mine(source.name, claim).update(
            failure=failure.code[:30],
            retry_at=now + timedelta(seconds=failure.seconds),
            asked_at=now,
        )
        raise
    finally:
        _mine(source.name, claim).update(claim=None, claimed_until=None)


def _ask(source: Source, claim: uuid.UUID, known: Picture | None) -> Fetched:
    with drawing.sheet() as sheet:
        received = _receive(source, known, sheet)
        if known is not None and not received.changed:
            return _unchanged(known, claim, {})
        digest = _digest(sheet)
        if known is not None and digest == known.digest:
            # Its server does not say what is as it was, or says it otherwise now.
            said = {"etag": received.etag, "last_modified": received.last_modified}
            return _unchanged(known, claim, said)
        drawn = drawing.draw(sheet, WIDTHS[source.key])
    is_kept = files.keep(source.name, digest, drawn.files)
    before = Picture.objects.get(key=source.name)
    has_changed = before.digest not in {"", digest}
    after = {
        "digest": digest,
        "revision": F("revision") + 1 if has_changed else F("revision"),
        "etag": received.etag,
        "last_modified": received.last_modified,
        "width": drawn.width,
        "height": drawn.height,
        "widths": sorted(drawn.files) if is_kept else [],
        "size_bytes": sum(map(len, drawn.files.values())) if is_kept else 0,
        "placeholder": drawn.placeholder,
        "asked_at": timezone.now(),
        "failure": "",
        "retry_at": None,
    }
    # Nothing where another took over an overdue claim: its row names its own files.
    if _mine(source.name, claim).update(**after) and has_changed:
        files.drop(source.name, before.digest, before.widths)
    if next(_stored) % _TRIM_EVERY == 0:
        trimming.trim()
    return Fetched(Picture.objects.get(key=source.name), drawn.files)


def _unchanged(known: Picture, claim: uuid.UUID, said: dict[str, str]) -> Fetched:
    _mine(known.key, claim).update(
        asked_at=timezone.now(), failure="", retry_at=None, **said
    )
    return Fetched(known, {})


def _receive(source: Source, known: Picture | None, sheet: BinaryIO) -> Received:
    try:
        return sources.receive(source, known, sheet)
    except PictureFailed as failure:
        if failure.is_connection:
            gate.rest(source.server)
        raise


def _digest(sheet: BinaryIO) -> str:
    sheet.flush()
    sheet.seek(0)
    return hashlib.file_digest(sheet, "sha256").hexdigest()  # type: ignore[arg-type]


def _await_claim(source: Source) -> uuid.UUID | Picture:
    """The claim on a picture, or its row once another has fetched it."""
    name = source.name
    end = time.monotonic() + _PATIENCE_SECONDS
    was_taken = False
    while True:
        claim = _claim(source)
        if claim is not None and not was_taken:
            return claim
        picture = Picture.objects.get(key=name)
        if claim is not None:
            # Whoever had it is done: with the picture, or with a failure.
            if not picture.widths and not picture.failure:
                return claim
            _mine(name, claim).update(claim=None, claimed_until=None)
            if picture.widths:
                return picture
            raise remembered(picture) or Busy
        was_taken = True
        if time.monotonic() >= end:
            raise Busy
        time.sleep(_POLL_SECONDS)


def _claim(source: Source) -> uuid.UUID | None:
    """Take the picture's claim; None while another has it."""
    name = source.name
    now, claim = timezone.now(), uuid.uuid4()
    taken = {"claim": claim, "claimed_until": now + _CLAIM}
    free = Q(claim__isnull=True) | Q(claimed_until__lt=now)
    if Picture.objects.filter(free, key=name).update(**taken):
        return claim
    row = Picture(
        key=name,
        server_id=source.server or None,
        artwork_key=source.key,
        url=source.url,
        asked_at=now,
        seen_at=now,
        **taken,
    )
    Picture.objects.bulk_create([row], ignore_conflicts=True)
    return claim if _mine(name, claim).exists() else None


def _mine(name: str, claim: uuid.UUID) -> QuerySet[Picture]:
    return Picture.objects.filter(key=name, claim=claim)
