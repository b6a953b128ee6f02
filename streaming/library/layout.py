"""What names in a library folder mean, and the addresses made from them.

Pure: no disk, no clock.  It refuses nothing; callers ask it about names they read.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias, get_args
from urllib.parse import quote

MediaType: TypeAlias = Literal["movies", "tv"]
MEDIA_TYPES: Final[tuple[MediaType, ...]] = get_args(MediaType)

#: The contract lists these.  Descriptions (`.info`) are left out as in the recorded
#: answers: a media-processor writes them while it scans, after it has read the names.
LISTED_SUFFIXES: Final = (".mp4", ".srt", ".json", ".nfo", ".jpg", ".png")
VIDEO_SUFFIX: Final = ".mp4"
CHAPTERS_FOLDER: Final = "chapters"
INFO_SUFFIX: Final = ".info"
BLURHASH_SUFFIX: Final = ".blurhash"
SETTINGS_NAME: Final = "tmdb.config"
METADATA_NAME: Final = "metadata.json"
PHOTO_SUFFIXES: Final = (".jpg", ".png", ".gif")
LOGO_SUFFIXES: Final = (".svg", *PHOTO_SUFFIXES)
FOCAL_POINTS: Final = ("left", "left-center", "center", "right-center", "right")

#: 9999-12-31T23:59:59Z, the last second of a four-digit year.
LAST_SECOND: Final = 253_402_300_799

#: What JavaScript's encodeURIComponent leaves alone, beside letters and digits.
_UNESCAPED: Final = "!'()*~-_."

Files: TypeAlias = Mapping[str, os.stat_result]


@dataclass(frozen=True, slots=True)
class Place:
    """A folder's address on the static side: ``/media/movies/Dune%20(2021)``."""

    address: str

    def inside(self, name: str) -> Place:
        return Place(self.file(name))

    def file(self, name: str) -> str:
        return f"{self.address}/{quote(name, safe=_UNESCAPED)}"

    def dated(self, name: str, stat: os.stat_result) -> str:
        """The address with a token that changes when the file is written."""
        return f"{self.file(name)}?hash={time_token(stat)}"


def time_token(stat: os.stat_result) -> str:
    milliseconds = str(stat.st_mtime_ns // 1_000_000)
    return hashlib.md5(milliseconds.encode(), usedforsecurity=False).hexdigest()[:10]


def sane_seconds(seconds: int) -> int:
    """Within what a date can say: some file systems hold times far beyond it."""
    return min(max(seconds, 0), LAST_SECOND)


def iso_time(nanoseconds: int) -> str:
    """ISO 8601 with milliseconds and Z, as JavaScript writes a date."""
    milliseconds = (nanoseconds + 500_000) // 1_000_000
    seconds, rest = divmod(milliseconds, 1000)
    moment = datetime.fromtimestamp(sane_seconds(seconds), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def first_present(files: Files, stem: str, suffixes: tuple[str, ...]) -> str | None:
    return next((stem + s for s in suffixes if stem + s in files), None)


def same_name(files: Files, wanted: str) -> str | None:
    """The file of that name in whatever Unicode form the disk holds it.

    Folder and file may come from different systems, one composing and one
    decomposing its letters.
    """
    if wanted in files:
        return wanted
    form = unicodedata.normalize("NFC", wanted)
    return next((n for n in files if unicodedata.normalize("NFC", n) == form), None)


def videos(files: Files) -> list[str]:
    """The videos of a folder in a fixed order; the last one is the folder's main."""
    return sorted(
        name
        for name in files
        if name.lower().endswith(VIDEO_SUFFIX) and "-TdarrCacheFile-" not in name
    )
