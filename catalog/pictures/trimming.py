"""Keeping the kept pictures within their bound: what nobody looked at longest goes.

A row is changed before its files go, so that nobody is sent to a file that is not
there; who is there already fetches anew.  A row outlives its files, because it counts
the picture's contents for browsers that keep what an address had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

from catalog.models import Picture
from catalog.pictures import files
from catalog.pictures.addresses import file_name

_CHUNK: Final = 200
#: How far below the bound trimming goes, so that it does not begin again at once.
_TARGET: Final = 0.9
#: Longer than any browser keeps a picture.
_FORGOTTEN: Final = timedelta(days=400)
#: Files of a fetch that is under way have no row yet.
_UNDER_WAY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """What is kept now, and what went."""

    kept_bytes: int
    pictures: int
    freed_bytes: int


def kept_bytes() -> int:
    """How much all kept pictures take."""
    return Picture.objects.aggregate(total=Sum("size_bytes"))["total"] or 0


def trim(most: int | None = None) -> Trimmed:
    """Let go of the oldest pictures if more than `most` bytes are kept.

    `most` is MEDIAHUB_ARTWORK_BYTES where it is not given; 0 empties all.
    """
    most = settings.MEDIAHUB_ARTWORK_BYTES if most is None else most
    kept = kept_bytes()
    freed = pictures = 0
    if kept > most:
        for picture in _oldest():
            if kept - freed <= most * _TARGET:
                break
            if _let_go(picture):
                pictures += 1
                freed += picture.size_bytes
    Picture.objects.filter(
        size_bytes=0, seen_at__lt=timezone.now() - _FORGOTTEN
    ).delete()
    return Trimmed(kept_bytes=kept - freed, pictures=pictures, freed_bytes=freed)


def sweep(before: datetime | None = None) -> int:
    """Delete files that no picture names, such as those of a fetch that was killed.

    Only files older than `before`, an hour ago by default; how many went.
    """
    before = before or timezone.now() - _UNDER_WAY
    storage, gone = files.storage(), 0
    try:
        shelves = storage.listdir("")[0]
    except FileNotFoundError:
        return 0
    for shelf in shelves:
        found = [f"{shelf}/{name}" for name in storage.listdir(shelf)[1]]
        named = _named(shelf)
        for name in found:
            if name not in named and storage.get_modified_time(name) < before:
                storage.delete(name)
                gone += 1
    return gone


def _named(shelf: str) -> set[str]:
    """The files of a folder that rows name, as `file_name` makes folders."""
    # A range, and not a prefix, for which SQLite would read the whole table.
    rows = Picture.objects.filter(key__gte=shelf, key__lt=f"{shelf}g")
    return {
        file_name(row.key, row.digest, width) for row in rows for width in row.widths
    }


def _oldest() -> Iterator[Picture]:
    """Pictures with files, the one nobody looked at longest first."""
    last: tuple[datetime, int] | None = None
    while True:
        rows = Picture.objects.filter(size_bytes__gt=0).order_by("seen_at", "pk")
        if last is not None:
            later = Q(seen_at=last[0], pk__gt=last[1]) | Q(seen_at__gt=last[0])
            rows = rows.filter(later)
        chunk = list(rows[:_CHUNK])
        if not chunk:
            return
        yield from chunk
        last = (chunk[-1].seen_at, chunk[-1].pk)


def _let_go(picture: Picture) -> bool:
    """Drop its files, unless it changed meanwhile or somebody is fetching it."""
    free = Q(claim__isnull=True) | Q(claimed_until__lt=timezone.now())
    went = Picture.objects.filter(free, pk=picture.pk, digest=picture.digest).update(
        widths=[], size_bytes=0
    )
    if went:
        files.drop(picture.key, picture.digest, picture.widths)
    return bool(went)
