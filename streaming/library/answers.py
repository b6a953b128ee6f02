"""The answers of the file server: status, headers and a body sent in pieces.

Conditional requests and ranges are settled here, for listings and files alike, in the
order of RFC 9110 section 13.2.2.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

import msgspec

from streaming.library.files import OpenFile
from streaming.ranges import ByteRange, UnsatisfiableError, parse_range
from streaming.validators import matches_strongly, matches_weakly, unchanged_since

PIECE_BYTES: Final = 256 * 1024
JSON_TYPE: Final = "application/json; charset=utf-8"


def _nothing() -> None:
    """There is nothing to close."""


@dataclass(slots=True)
class Answer:
    """What to send.  `pieces` may be left unread; `close` is called in any case."""

    status: HTTPStatus
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: Iterator[bytes] = field(default_factory=lambda: iter(()))
    close: Callable[[], None] = _nothing


def json_answer(
    status: HTTPStatus, document: object, *headers: tuple[str, str]
) -> Answer:
    return bytes_answer(msgspec.json.encode(document), *headers, status=status)


def bytes_answer(
    body: bytes,
    *headers: tuple[str, str],
    status: HTTPStatus = HTTPStatus.OK,
) -> Answer:
    lines = [("Content-Type", JSON_TYPE), ("Content-Length", str(len(body))), *headers]
    return Answer(status, lines, _slices(body))


def tagged_answer(
    body: bytes, etag: str, if_none_match: str | None, *headers: tuple[str, str]
) -> Answer:
    """A JSON document, or 304 where the client holds it already."""
    tag = ("ETag", etag)
    if if_none_match is not None and matches_weakly(if_none_match, etag):
        return Answer(HTTPStatus.NOT_MODIFIED, [tag, *headers])
    return bytes_answer(body, tag, *headers)


def file_answer(
    file: OpenFile, ask: Callable[[str], str | None], *, get: bool
) -> Answer:
    """A file, one range of it, or the news that it is unchanged.  Takes the file over.

    `ask` gives a request header by name; ranges are for GET alone.
    """
    headers = [
        ("ETag", file.etag),
        ("Last-Modified", formatdate(file.written_second, usegmt=True)),
        ("Accept-Ranges", "bytes"),
    ]

    def close() -> None:
        os.close(file.descriptor)

    if _is_unchanged(file, ask):
        return Answer(HTTPStatus.NOT_MODIFIED, headers, close=close)
    if file.is_attachment:
        # An SVG can carry scripts: as an image it is harmless, as a page it is not.
        headers.append(("Content-Disposition", "attachment"))
        headers.append(("Content-Security-Policy", "default-src 'none'; sandbox"))
    headers.append(("Content-Type", file.content_type))
    try:
        part = _wanted_range(file, ask) if get else None
    except UnsatisfiableError:
        answer = json_answer(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            {"error": "The file has no bytes in that range"},
            ("Content-Range", f"bytes */{file.size}"),
        )
        answer.close = close
        return answer
    status = HTTPStatus.OK
    if part is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers.append(("Content-Range", part.content_range(file.size)))
    sent = part or ByteRange(0, file.size - 1)
    headers.append(("Content-Length", str(sent.length)))
    return Answer(status, headers, _read(file.descriptor, sent), close)


def _is_unchanged(file: OpenFile, ask: Callable[[str], str | None]) -> bool:
    tags = ask("If-None-Match")
    if tags is not None:
        return matches_weakly(tags, file.etag)
    since = ask("If-Modified-Since")
    return since is not None and unchanged_since(since, file.written_second)


def _wanted_range(file: OpenFile, ask: Callable[[str], str | None]) -> ByteRange | None:
    condition = ask("If-Range")
    if condition is not None and not matches_strongly(condition, file.etag):
        return None
    return parse_range(ask("Range"), file.size)


def _slices(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), PIECE_BYTES):
        yield body[start : start + PIECE_BYTES]


def _read(descriptor: int, part: ByteRange) -> Iterator[bytes]:
    position = part.start
    while position <= part.end:
        count = min(PIECE_BYTES, part.end + 1 - position)
        piece = os.pread(descriptor, count, position)
        if not piece:
            # The file was cut short meanwhile.  The connection must end here: what
            # follows would be taken for the missing bytes.
            raise BrokenPipeError(errno.EPIPE, "the file became shorter")
        position += len(piece)
        yield piece
