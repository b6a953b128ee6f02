"""What is known of a video: from the description beside it, else from its header.

A description (`<video>.info`) that speaks of another size is of an earlier file and is
not believed.  What a probe found is kept in memory as long as the file stays as it is,
and handed from one reading of a title to the next, so that facts of vanished files
vanish with them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

import msgspec

from catalog.fields import JSONValue
from streaming.library.folders import Folder
from streaming.library.layout import INFO_SUFFIX

logger = logging.getLogger(__name__)

#: A description or setting larger than this is not one.
MAX_DOCUMENT_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """One video in the words of the contract."""

    fingerprint: str | None
    length: int | None
    dimensions: str | None
    hdr: str | None
    quality: Mapping[str, JSONValue] | None
    additional: Mapping[str, JSONValue]


UNREADABLE: Final = MediaFacts(
    fingerprint=None,
    length=None,
    dimensions=None,
    hdr=None,
    quality=None,
    additional={},
)

#: Identity of a file's content: size, times and inode.
_Stamp: TypeAlias = tuple[int, ...]


class _Source(msgspec.Struct):
    size: int | None = None


class _Info(msgspec.Struct):
    """A description, as far as the listing repeats it."""

    uuid: str | None = None
    length: int | None = None
    dimensions: str | None = None
    hdr: str | None = None
    mediaQuality: dict[str, object] | None = None  # noqa: N815 - the contract's name
    additionalMetadata: dict[str, object] | None = None  # noqa: N815
    source: _Source | None = None


# Looked up here, where one thread is alone: two that do so at first use, side by side,
# end the process.
msgspec.json.Decoder(_Info)


class MediaReader:
    """Gives the facts of the videos of one title, without probing a file twice."""

    def __init__(
        self,
        probe: Callable[[str], MediaFacts | None],
        earlier: Mapping[str, tuple[_Stamp, MediaFacts]],
    ) -> None:
        self._probe = probe
        self._earlier = earlier
        self.known: dict[str, tuple[_Stamp, MediaFacts]] = {}

    def facts(self, folder: Folder, video: str) -> MediaFacts:
        path = f"{folder.path}/{video}"
        status = folder.files[video]
        info = folder.files.get(video + INFO_SUFFIX)
        if info is not None:
            described = _described(path + INFO_SUFFIX, status)
            if described is not None:
                return described
        stamp = _stamp(status)
        earlier = self._earlier.get(path)
        if earlier is None or earlier[0] != stamp:
            earlier = (stamp, self._probe(path) or UNREADABLE)
        self.known[path] = earlier
        return earlier[1]


def read_document(path: str) -> bytes | None:
    """A small regular file; None where it is missing, too large or unreadable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
            data = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        logger.warning("%s cannot be read: %s.", path, error.strerror)
        return None
    if len(data) > MAX_DOCUMENT_BYTES:
        logger.warning("%s is larger than %d bytes.", path, MAX_DOCUMENT_BYTES)
        return None
    return data


def _stamp(status: os.stat_result) -> _Stamp:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _described(path: str, video: os.stat_result) -> MediaFacts | None:
    data = read_document(path)
    if data is None:
        return None
    try:
        info = msgspec.json.decode(data, type=_Info)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        logger.warning("%s is not a description of a video: %s.", path, error)
        return None
    if info.source is not None and info.source.size not in (None, video.st_size):
        return None  # written for the file that lay here before
    return MediaFacts(
        fingerprint=info.uuid or None,
        length=info.length,
        dimensions=info.dimensions,
        hdr=info.hdr or None,
        quality=_plain(info.mediaQuality) or None,
        additional=_plain(info.additionalMetadata),
    )


def _plain(value: dict[str, object] | None) -> dict[str, JSONValue]:
    # Decoded from JSON, so JSON is all it can hold.
    return cast("dict[str, JSONValue]", value or {})
