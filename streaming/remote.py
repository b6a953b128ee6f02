"""A server's file to be read here and there, by somebody who seeks in it.

Reading on costs no new request; a jump does, unless it is a short one ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Self

from doors.http import Door, OutboundError
from streaming import upstream
from streaming.ranges import Wanted
from streaming.upstream import MislabelledError, OutsideError, Source

#: So far ahead is read and thrown away rather than asked for anew.
_NEAR: Final = 512 * 1024


class UnreachableError(Exception):
    """The file cannot be read here: why, in words for the log."""


class RemoteFile:
    """One file; `size` and `version` are as its server says.  Close it after use."""

    def __init__(
        self, door: Door, url: str, *, is_gone: Callable[[], bool] | None = None
    ) -> None:
        self._door, self._url, self._is_gone = door, url, is_gone
        self._source: Source | None = None
        self._pieces: Iterator[bytes] = iter(())
        self._held = b""
        self._position = 0
        self.read_bytes = 0
        source = self._open(0)
        if source.size is None or not source.has_ranges:
            self.close()
            raise UnreachableError("its server sends no ranges of it")
        self.size: int = source.size
        headers = source.body.headers
        self.version = headers.get("etag") or headers.get("last-modified") or ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_at(self, offset: int, count: int) -> bytes:
        """Exactly the bytes there, fewer only at the end.  Raises UnreachableError."""
        count = max(0, min(count, self.size - offset))
        if count == 0:
            return b""
        try:
            if not 0 <= offset - self._position <= _NEAR or self._source is None:
                self._open(offset)
            self._skip(offset - self._position)
            return self._take(count)
        except OSError as error:
            self.close()
            raise UnreachableError(str(error)) from None

    def close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.body.close()

    def _open(self, offset: int) -> Source:
        self.close()
        try:
            source = upstream.ask(
                self._door, self._url, Wanted(offset, None), is_gone=self._is_gone
            )
        except OutboundError as error:
            raise UnreachableError(error.message) from None
        except MislabelledError as error:
            raise UnreachableError(f"its server mislabels it: {error}") from None
        except OutsideError:
            raise UnreachableError("it is empty, or has become shorter") from None
        self._source, self._pieces = source, source.pieces()
        self._held, self._position = b"", offset
        return source

    def _skip(self, count: int) -> None:
        while count > 0:
            count -= len(self._take(min(count, 64 * 1024)))

    def _take(self, count: int) -> bytes:
        parts = [self._held[:count]]
        self._held = self._held[count:]
        left = count - len(parts[0])
        while left > 0:
            piece = next(self._pieces, b"")
            if not piece:
                raise OSError("it ends early")
            self.read_bytes += len(piece)
            parts.append(piece[:left])
            self._held = piece[left:]
            left -= len(parts[-1])
        self._position += count
        return b"".join(parts)
