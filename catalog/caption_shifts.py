"""Captions moved in time for every viewer: set, reset, and for which file they hold.

The one writer of `CaptionShift`.  A shift is neither a lock nor a value of the catalog:
no server says it, and nothing is merged because of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.models import Caption, CaptionShift, Item
from catalog.models.caption_shift import MOST_MS
from catalog.queries import hold_item

TOO_FAR: Final = (
    "Captions are moved by at most 10 minutes: write a whole number of milliseconds "
    f"from {-MOST_MS} to {MOST_MS}."
)


class ShiftError(ValueError):
    """A shift that cannot be set; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person saw: when the shift was made, and the mark of the file."""

    at: datetime | None
    file: str


def shift_of(item: Item, key: str) -> CaptionShift | None:
    """What is set for a key, with who set it; perhaps for another file."""
    rows = CaptionShift.objects.filter(item=item, key=key)
    return rows.select_related("by", "server").defer("server__secret").first()


def shifts_of(item: Item) -> dict[str, CaptionShift]:
    """What is set for the captions of a title, by their keys."""
    rows = CaptionShift.objects.filter(item=item).select_related("by")
    return {row.key: row for row in rows}


def ms_for(caption: Caption) -> int:
    """How far viewers get these captions later; below nothing: earlier."""
    rows = CaptionShift.objects.filter(item=caption.item_id, key=caption.key)
    return applied(rows, caption)


def applied(rows: Iterable[CaptionShift | None], caption: Caption | None) -> int:
    """The milliseconds of the shift that holds for these captions, if one does."""
    for row in rows:
        if row and caption and row.is_for(caption.url, caption.server_id):
            return row.ms
    return 0


def mark(caption: Caption | CaptionShift | None) -> str:
    """Tells whether a key still means the same file; gives no address away."""
    if caption is None:
        return ""
    said = f"{caption.server_id}\n{caption.url}"
    return hashlib.blake2b(said.encode(errors="replace"), digest_size=8).hexdigest()


@transaction.atomic
def set_shift(
    item: Item, key: str, ms: int, *, seen: Seen | None = None, by: User | None = None
) -> bool:
    """Move the captions that win this key now; 0 puts them back.

    Whether anything changed.  Raises ShiftError, also where what was seen is no longer
    so, and ItemNotFound.
    """
    if abs(ms) > MOST_MS:
        raise ShiftError(TOO_FAR)
    item = hold_item(item)
    held = CaptionShift.objects.filter(item=item, key=key).first()
    caption = Caption.objects.filter(item=item, key=key).first()
    if seen is not None:
        _still(seen, held, caption)
    if caption is None:
        if ms:
            raise ShiftError("Nobody has these captions any more.")
    elif ms and ms == applied([held], caption):
        return False
    if held is None and not ms:
        return False
    if held is not None:
        held.delete()
    if ms and caption is not None:
        CaptionShift.objects.create(
            item=item,
            key=key,
            ms=ms,
            url=caption.url,
            server_id=caption.server_id,
            by=by,
            at=timezone.now(),
        )
    activity.write(
        Verb.CAPTIONS_SHIFTED if ms else Verb.CAPTIONS_RESET,
        by=by,
        about=item.place,
        item=item.public_id,
        field=f"captions.{key}",
        before=told(held),
        after={"ms": ms, "file": mark(caption)} if ms else None,
    )
    return True


def told(row: CaptionShift | None) -> dict[str, int | str] | None:
    """A shift as deeds keep it."""
    return None if row is None else {"ms": row.ms, "file": mark(row)}


def _still(seen: Seen, held: CaptionShift | None, caption: Caption | None) -> None:
    if seen.file != mark(caption):
        raise ShiftError(
            "Nothing was changed: other captions have taken the place of those you "
            "saw. Look at them below, and try again."
        )
    if seen.at != (held.at if held is not None else None):
        raise ShiftError(
            "Nothing was changed: somebody else has moved these captions since you "
            "opened the page. Look at the times below, and try again."
        )
