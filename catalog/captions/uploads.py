"""Caption files that people upload: read as viewers' captions are, and kept.

A file is named by the digest of what is in it, in an address of its own kind
(``uploaded:3b1f…``) that stands where others have a server's: whoever knows it has the
file already.  The one writer of `CaptionFile`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from catalog.captions import cues, letters
from catalog.captions.cues import LARGEST_BYTES, MOST_CUES, Cue
from catalog.models import CaptionFile

ENDINGS: Final = (".srt", ".vtt", ".ass", ".ssa")
ENDINGS_SAID: Final = ".srt, .vtt, .ass or .ssa"
_KINDS: Final = "SRT, VTT, ASS or SSA"
_ADDRESS: Final = re.compile(r"uploaded:([0-9a-f]{64})", re.ASCII)
_LONGEST_NAME: Final = 200
#: What was uploaded since then may be named by what is not committed yet.
_YOUNG: Final = timedelta(days=1)


class Refused(ValueError):
    """A file that is not kept; the text says why and what to do."""


class GoneError(LookupError):
    """A file that is not kept any more."""

    def __init__(self) -> None:
        super().__init__("These captions are no longer kept: upload them again.")


def read(name: str, body: bytes) -> list[Cue]:
    """The cues of a file as viewers will get them.  Raises Refused."""
    if not name.lower().endswith(ENDINGS):
        raise Refused(
            f"“{name or 'It'}” is not named like a caption file: upload one whose name "
            f"ends with {ENDINGS_SAID}."
        )
    if len(body) > LARGEST_BYTES:
        raise Refused(
            f"The file is larger than {LARGEST_BYTES // 1024**2} MiB, so it is no "
            f"caption file: upload the {_KINDS} file alone."
        )
    if not body.strip():
        raise Refused("The file is empty: look whether it was saved, and choose again.")
    try:
        text = letters.decode(body)
    except letters.NotTextError:
        raise Refused(
            "This is no text but another kind of file, such as an archive or pictures "
            f"of captions: unpack or convert it, and upload the {_KINDS} file."
        ) from None
    try:
        found = cues.read(text)
    except cues.NoCuesError:
        raise Refused(
            f"There are no captions in this file: upload a {_KINDS} file with times "
            "and text."
        ) from None
    if "\ufffd" in text:
        raise Refused(
            "Some letters of this file cannot be read: open it in an editor, save it "
            "with the encoding UTF-8, and upload that."
        )
    if len(found) >= MOST_CUES:
        raise Refused(
            f"There are {MOST_CUES:,} captions or more in this file: no film has so "
            "many. Upload those of this title alone."
        )
    return found


def clean_name(name: str) -> str:
    """A file's own name, without folders and what cannot be shown."""
    last = re.split(r"[/\\]", name)[-1]
    shown = (c for c in last if unicodedata.category(c)[0] != "C")
    clean = " ".join(unicodedata.normalize("NFC", "".join(shown)).split())
    start, dot, ending = clean.rpartition(".")
    return f"{start[: _LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[-_LONGEST_NAME:]


def keep(body: bytes) -> str:
    """Keep a file, in the transaction that names it; its address."""
    digest = hashlib.sha256(body).hexdigest()
    CaptionFile.objects.bulk_create(
        [
            CaptionFile(
                digest=digest,
                packed=zlib.compress(body),
                size_bytes=len(body),
                kept_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["kept_at"],
    )
    return f"uploaded:{digest}"


def digest_of(url: object) -> str | None:
    """The file that an address means; None for one of a server."""
    found = _ADDRESS.fullmatch(url) if isinstance(url, str) else None
    return found[1] if found else None


def is_kept(url: str) -> bool:
    """Whether the file of an address is there."""
    return CaptionFile.objects.filter(digest=digest_of(url) or "").exists()


def body_of(digest: str) -> bytes:
    """A file as it came.  Raises GoneError."""
    rows = CaptionFile.objects.filter(digest=digest).values_list("packed", flat=True)
    if (packed := rows.first()) is None:
        raise GoneError
    return zlib.decompressobj().decompress(bytes(packed), LARGEST_BYTES)


def sweep(named: Collection[str], now: datetime) -> int:
    """Let go of the files that none of these digests names; how many."""
    old = CaptionFile.objects.filter(kept_at__lt=now - _YOUNG)
    gone = set(old.values_list("digest", flat=True)).difference(named)
    # Asked once more whether it is old: it may have been uploaded again meanwhile.
    return sum(old.filter(digest=digest).delete()[0] for digest in sorted(gone))
