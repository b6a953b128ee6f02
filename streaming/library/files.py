"""Finds and opens a file of the library for a request, or refuses.

A path is followed one folder at a time with links refused by the system itself, so
neither a name nor a change on the disk meanwhile leads outside.  Only files whose
ending is listed here are served; `tmdb.config`, descriptions and dotfiles never.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from streaming.library.layout import sane_seconds

CONTENT_TYPES: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mkv": "video/x-matroska",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".srt": "application/x-subrip; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".blurhash": "text/plain; charset=utf-8",
    ".nfo": "text/plain; charset=utf-8",
}

#: Deeper than any library; bounds the work of one request.
MAX_SEGMENTS: Final = 8

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
#: Without O_NONBLOCK opening a pipe would wait for its writer.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class NotServedError(Exception):
    """There is no such file, or it is none that is served: the same to a client."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A regular file, open for reading."""

    descriptor: int
    status: os.stat_result
    content_type: str
    is_attachment: bool

    @property
    def size(self) -> int:
        return self.status.st_size

    @property
    def written_second(self) -> int:
        return sane_seconds(self.status.st_mtime_ns // 1_000_000_000)

    @property
    def etag(self) -> str:
        """Strong: no two contents of a file share times, size and inode."""
        s = self.status
        return f'"{s.st_ino:x}-{s.st_size:x}-{s.st_mtime_ns:x}-{s.st_ctime_ns:x}"'


def decode_segments(path: str) -> list[str]:
    """The names in a raw request path; raises NotServedError for what cannot be a name.

    Each name is decoded by itself and once, so an encoded slash stays inside its name
    and is refused, and a name with a literal ``%41`` is found as it is.
    """
    segments = path.split("/")[1:]
    if len(segments) > MAX_SEGMENTS:
        raise NotServedError
    return [_decode(segment) for segment in segments]


def open_file(root: str, segments: list[str]) -> OpenFile:
    """The file below `root`; raises NotServedError."""
    suffix = os.path.splitext(segments[-1])[1].lower()  # noqa: PTH122 - a name
    content_type = CONTENT_TYPES.get(suffix)
    if content_type is None:
        raise NotServedError
    try:
        with _folder_of(root, segments[:-1]) as folder:
            descriptor = os.open(segments[-1], _FILE, dir_fd=folder)
    except (OSError, ValueError):
        raise NotServedError from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise NotServedError
    return OpenFile(descriptor, status, content_type, suffix == ".svg")


@contextmanager
def _folder_of(root: str, names: list[str]) -> Iterator[int]:
    # The library itself may be reached through a link: the owner named it.
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in names:
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _decode(segment: str) -> str:
    try:
        name = unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise NotServedError from None
    # A leading dot covers "." and ".." as well as hidden files.
    if not name or name.startswith(".") or "/" in name or "\0" in name:
        raise NotServedError
    return name
