"""One half of a library, movies or shows: what lies there now, ready to be sent.

Every question reads names and status of all files anew (a stat walk), so an answer is
never older than the question; folders whose state is unchanged are not described again.
Requests that wait for the same walk share it.  A shelf that cannot be read raises
`ShelfUnreadableError`: an unmounted disk must not look like an empty library.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

import msgspec

from catalog.fields import JSONValue
from streaming.library import movies, shows
from streaming.library.folders import (
    Folder,
    child_folders,
    newest_change,
    newest_write,
    read_folder,
    state_key,
)
from streaming.library.layout import MediaType, Place, videos
from streaming.library.media import MediaFacts, MediaReader
from streaming.library.probe import probe

logger = logging.getLogger(__name__)

VERSION: Final = 1.0001
VERSION_KEY: Final = "version"

#: A file system's clock ticks every few milliseconds, so a write right after a reading
#: may carry the same times.  What changed this recently is described again next time.
SETTLED_NS: Final = 100_000_000

_Describe: TypeAlias = Callable[[Folder, Place, MediaReader], dict[str, JSONValue]]
_KINDS: Final[Mapping[MediaType, tuple[int, _Describe]]] = {
    "movies": (movies.DEPTH, movies.describe_movie),
    "tv": (shows.DEPTH, shows.describe_show),
}


class ShelfUnreadableError(Exception):
    """The folder of movies or shows cannot be read now; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One folder, described."""

    state: bytes
    settled: bool
    entry: bytes  # JSON, as it stands in the listing
    written_ns: int  # of the newest file
    video_ns: int | None  # of the main video in the folder itself
    described_at: datetime
    media: Mapping[str, tuple[tuple[int, ...], MediaFacts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A whole listing and its weak tag, in the form Express gives its own."""

    titles: Mapping[str, Title]
    body: bytes
    etag: str


class Shelf:
    """The movies or the shows of one library.  Safe to ask from many threads."""

    def __init__(self, root: str, media_type: MediaType, prefix: str) -> None:
        self.path = os.path.join(root, media_type)  # noqa: PTH118 - hot path
        self._root = root
        self._place = Place(f"{prefix}/{media_type}")
        self._depth, self._describe = _KINDS[media_type]
        self._lock = threading.Lock()
        self._walk_began = -1
        self._was_there = False
        self._listing: Listing | None = None

    def listing(self) -> Listing:
        """What lies there at a moment after this call; raises ShelfUnreadableError."""
        asked = time.monotonic_ns()
        with self._lock:
            if self._listing is None or self._walk_began < asked:
                began = time.monotonic_ns()
                self._listing = self._walk(self._listing)
                self._walk_began = began
            return self._listing

    def _walk(self, earlier: Listing | None) -> Listing:
        known = earlier.titles if earlier else {}
        titles: dict[str, Title] = {}
        for name in self._names():
            title = self._title(name, known.get(name))
            if title is not None:
                titles[name] = title
        if (
            earlier is not None
            and list(titles) == list(known)
            and all(titles[name] is known[name] for name in titles)
        ):
            return earlier
        return _compose(titles)

    def _names(self) -> list[str]:
        try:
            names = child_folders(self.path)
        except FileNotFoundError:
            if self._was_there or not os.path.isdir(self._root):  # noqa: PTH112
                raise ShelfUnreadableError(
                    f"{self.path} is gone. Is its disk mounted?"
                ) from None
            return []  # a library may hold only movies, or only shows
        except OSError as error:
            raise ShelfUnreadableError(
                f"{self.path} cannot be read: {error.strerror}."
            ) from error
        self._was_there = True
        return names

    def _title(self, name: str, known: Title | None) -> Title | None:
        try:
            folder = read_folder(f"{self.path}/{name}", depth=self._depth)
        except FileNotFoundError:
            return None  # removed while we walked
        except OSError as error:
            # Leaving the title out would tell clients that it is gone.
            if known is None:
                raise ShelfUnreadableError(
                    f"{self.path}/{name} cannot be read: {error.strerror}."
                ) from error
            logger.warning("%s/%s: %s; told as before.", self.path, name, error)
            return known
        state = state_key(folder)
        if known is not None and known.settled and known.state == state:
            return known
        read_at = time.time_ns()
        media = MediaReader(probe, known.media if known else {})
        entry = self._describe(folder, self._place.inside(name), media)
        title = Title(
            state=state,
            settled=newest_change(folder) < read_at - SETTLED_NS,
            entry=msgspec.json.encode(entry),
            written_ns=newest_write(folder),
            video_ns=_video_written(folder),
            described_at=datetime.now(UTC),
            media=media.known,
        )
        if known is not None and known.entry == title.entry:
            return _kept(known, title)
        return title


def _video_written(folder: Folder) -> int | None:
    names = videos(folder.files)
    return folder.files[names[-1]].st_mtime_ns if names else None


def _kept(known: Title, title: Title) -> Title:
    """Nothing the listing says has changed: keep the moment it was first said."""
    return Title(
        state=title.state,
        settled=title.settled,
        entry=known.entry,
        written_ns=title.written_ns,
        video_ns=title.video_ns,
        described_at=known.described_at,
        media=title.media,
    )


def _compose(titles: Mapping[str, Title]) -> Listing:
    parts = [
        msgspec.json.encode(name) + b":" + title.entry for name, title in titles.items()
    ]
    if VERSION_KEY not in titles:
        # A folder of that name takes the place of the version: a client can tell the
        # two apart by type, and a title is worth more than a constant.
        parts.append(msgspec.json.encode(VERSION_KEY) + b":" + str(VERSION).encode())
    body = b"{" + b",".join(parts) + b"}"
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    tag = base64.b64encode(digest).decode()[:27]
    return Listing(titles=titles, body=body, etag=f'W/"{len(body):x}-{tag}"')
