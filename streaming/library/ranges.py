"""One byte range of a file, by RFC 9110 section 14.  Pure.

What is not a single well-formed byte range is answered with the whole file: another
unit, several ranges, a first byte behind the last, nonsense.  Only a well-formed range
without a byte in the file is unsatisfiable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)
#: More digits than any file has bytes; int() of thousands of digits would raise.
_MAX_DIGITS: Final = 20


class UnsatisfiableError(Exception):
    """The range is well-formed and lies outside the file."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from `start` up to and including `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + 1

    def content_range(self, size: int) -> str:
        return f"bytes {self.start}-{self.end}/{size}"


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """The range to send, None for the whole file; raises UnsatisfiableError."""
    match = _RANGE.fullmatch(header or "")
    if match is None:
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size) if last else None
    start = _number(first)
    end = _number(last) if last else size - 1
    if last and _longer(first, last):
        return None
    if start >= size:
        raise UnsatisfiableError
    return ByteRange(start, min(end, size - 1))


def _suffix(digits: str, size: int) -> ByteRange:
    count = min(_number(digits), size)
    if count == 0:
        raise UnsatisfiableError
    return ByteRange(size - count, size - 1)


def _number(digits: str) -> int:
    digits = digits.lstrip("0")
    if len(digits) > _MAX_DIGITS:
        return int(10**_MAX_DIGITS)
    return int(digits or "0")


def _longer(first: str, last: str) -> bool:
    """Whether the first position lies behind the last, whatever their lengths."""
    a, b = first.lstrip("0"), last.lstrip("0")
    return (len(a), a) > (len(b), b)
