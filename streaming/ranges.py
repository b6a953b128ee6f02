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
_CONTENT: Final = re.compile(
    r"bytes[ \t]+([0-9]{1,20})-([0-9]{1,20})/([0-9]{1,20})", re.IGNORECASE
)
_OUTSIDE: Final = re.compile(r"bytes[ \t]+\*/([0-9]{1,20})", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A range asked of a file whose size is not known yet.

    Without `first` it is the last `last` bytes; without `last` it goes to the end.
    """

    first: int | None
    last: int | None

    def header(self) -> str:
        """The same range, asked of somebody else."""
        first = "" if self.first is None else self.first
        last = "" if self.last is None else self.last
        return f"bytes={first}-{last}"

    def within(self, size: int) -> ByteRange:
        """The bytes of a file of this size.  Raises UnsatisfiableError."""
        if self.first is None:
            count = min(self.last or 0, size)
            if count == 0:
                raise UnsatisfiableError
            return ByteRange(size - count, size - 1)
        if self.first >= size:
            raise UnsatisfiableError
        end = size - 1 if self.last is None else min(self.last, size - 1)
        return ByteRange(self.first, end)


def read_range(header: str | None) -> Wanted | None:
    """The single range a header asks for; None for what means the whole file."""
    match = _RANGE.fullmatch(header or "")
    if match is None:
        return None
    first, last = match.groups()
    if not first:
        return Wanted(None, _number(last)) if last else None
    if last and _longer(first, last):
        return None
    return Wanted(_number(first), _number(last) if last else None)


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """The range to send, None for the whole file; raises UnsatisfiableError."""
    wanted = read_range(header)
    return None if wanted is None else wanted.within(size)


def read_content_range(header: str | None) -> tuple[ByteRange, int] | None:
    """The bytes an answer says it holds, and of how many; None if it makes no sense."""
    match = _CONTENT.fullmatch((header or "").strip())
    if match is None:
        return None
    start, end, size = (int(part) for part in match.groups())
    return (ByteRange(start, end), size) if start <= end < size else None


def read_size_outside(header: str | None) -> int | None:
    """The size that a refusal of a range names, if it does."""
    match = _OUTSIDE.fullmatch((header or "").strip())
    return None if match is None else int(match[1])


def _number(digits: str) -> int:
    digits = digits.lstrip("0")
    if len(digits) > _MAX_DIGITS:
        return int(10**_MAX_DIGITS)
    return int(digits or "0")


def _longer(first: str, last: str) -> bool:
    """Whether the first position lies behind the last, whatever their lengths."""
    a, b = first.lstrip("0"), last.lstrip("0")
    return (len(a), a) > (len(b), b)
