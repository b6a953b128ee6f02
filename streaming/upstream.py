"""A file, or a range of it, as its server sends it, with labels that are checked.

What a server says of its own bytes is believed only where it fits what was asked: a
range that is not the one wanted, lengths that contradict each other, and encodings
are refused before a byte is passed on.  A body that ends early breaks off here too:
it is never padded, and never ends as if it were whole.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from doors.http import Deadline, Door, Opened, OutboundError
from streaming.ranges import (
    ByteRange,
    UnsatisfiableError,
    Wanted,
    read_content_range,
    read_size_outside,
)

#: The header has to be there by then; what follows keeps the door's pace.
HEADER_SECONDS: Final = 30.0
#: A server without ranges may be read and thrown away up to the wanted byte, if that
#: is near; further on, seeking would cost a download.
NEAR_BYTES: Final = 2 * 1024 * 1024


class MislabelledError(Exception):
    """The server's answer contradicts the question or itself."""


class OutsideError(Exception):
    """The file has no byte in the range; `size` is None where nobody knows it."""

    def __init__(self, size: int | None) -> None:
        super().__init__("no byte in the range")
        self.size = size


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What will be sent: `span` of a file of `size` bytes.

    `span` is None where the whole file is sent; `size` is None where the server does
    not say it.
    """

    body: Opened
    span: ByteRange | None
    size: int | None
    skip: int = 0
    has_ranges: bool = True

    @property
    def length(self) -> int | None:
        return self.size if self.span is None else self.span.length

    def pieces(self) -> Iterator[bytes]:
        """Exactly the bytes promised.  Raises OSError where they do not come."""
        skip, left = self.skip, self.length
        while left is None or left > 0:
            try:
                data = self.body.read()
            except OutboundError as error:
                raise BrokenPipeError(errno.EPIPE, error.code) from None
            if not data:
                if left is None:
                    return
                raise BrokenPipeError(errno.EPIPE, "the server broke off")
            if skip:
                passed = min(skip, len(data))
                skip, data = skip - passed, data[passed:]
                if not data:
                    continue
            if left is not None:
                data = data[:left]
                left -= len(data)
            yield data


def ask(
    door: Door,
    url: str,
    wanted: Wanted | None,
    *,
    is_gone: Callable[[], bool] | None = None,
) -> Source:
    """The file, or what of it is wanted.

    Raises OutboundError, MislabelledError, or OutsideError.
    """
    headers = {"Accept-Encoding": "identity"}
    if wanted is not None:
        headers["Range"] = wanted.header()
    body = _open(door, url, headers, is_gone)
    try:
        body.require_plain()
        return _labelled(body, wanted)
    except BaseException:
        body.close()
        raise


def _open(
    door: Door, url: str, headers: dict[str, str], is_gone: Callable[[], bool] | None
) -> Opened:
    deadline = Deadline(HEADER_SECONDS)
    try:
        return door.open(url, headers, deadline=deadline, accept={416}, is_gone=is_gone)
    except OutboundError as error:
        # A kept connection may have been closed while it waited for us.
        if error.code != "reset":
            raise
    return door.open(url, headers, deadline=deadline, accept={416}, is_gone=is_gone)


def _labelled(body: Opened, wanted: Wanted | None) -> Source:
    if body.status == 206:
        return _ranged(body, wanted)
    if body.status == 416:
        raise _outside(body, wanted)
    if body.status != 200:
        raise MislabelledError(f"status {body.status} is no file")
    size = _length(body)
    if wanted is None:
        return Source(body=body, span=None, size=size)
    return _cut(body, wanted, size)


def _ranged(body: Opened, wanted: Wanted | None) -> Source:
    """A range: it must be the one asked for, of the length it says."""
    said = read_content_range(body.headers.get("content-range"))
    if wanted is None or said is None:
        raise MislabelledError("a range that nobody asked for, or that makes no sense")
    span, size = said
    try:
        expected = wanted.within(size)
    except UnsatisfiableError:
        raise MislabelledError("a range where there is none") from None
    # A server may send less than was asked for, as long as it says so.
    if span.start != expected.start or span.end > expected.end:
        raise MislabelledError("another range than was asked for")
    length = _length(body)
    if length is not None and length != span.length:
        raise MislabelledError("a length that is not that of the range")
    return Source(body=body, span=span, size=size)


def _outside(body: Opened, wanted: Wanted | None) -> Exception:
    size = read_size_outside(body.headers.get("content-range"))
    if wanted is None:
        return MislabelledError("a range was refused that nobody asked for")
    if size is not None:
        try:
            wanted.within(size)
        except UnsatisfiableError:
            return OutsideError(size)
        return MislabelledError("a range was refused that is there")
    return OutsideError(None)


def _cut(body: Opened, wanted: Wanted, size: int | None) -> Source:
    """The whole file came though a range was asked for: the range is cut out of it."""
    if size is None:
        # Who may ignore ranges may be answered so too: the whole file, unmeasured.
        return Source(body=body, span=None, size=None, has_ranges=False)
    try:
        span = wanted.within(size)
    except UnsatisfiableError:
        raise OutsideError(size) from None
    if span.start > NEAR_BYTES:
        raise MislabelledError("the whole file where its end was asked for")
    return Source(body=body, span=span, size=size, skip=span.start, has_ranges=False)


def _length(body: Opened) -> int | None:
    text = body.headers.get("content-length", "").strip()
    if "transfer-encoding" in body.headers or not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise MislabelledError("a length that is no number")
    return int(text)
