"""The film as the child sees it: a file whose bytes the parent has."""

from __future__ import annotations

import errno
import os
import socket

from streaming.sandbox.wire import ANSWER, ASK, BROKEN, MOST


class Served:
    """A file to be read and sought in; `size` is known from the start."""

    def __init__(self, link: socket.socket, size: int) -> None:
        self._link = link
        self.size = size
        self._position = 0
        #: While true, bytes are zeros that nobody is asked for: for who wants the
        #: tables of a file whose tables are read already.
        self.is_blank = False

    def read(self, count: int = -1) -> bytes:
        """At most so many bytes; b"" at the end.  Raises OSError."""
        left = max(0, self.size - self._position)
        count = min(left, MOST if count < 0 else count, MOST)
        if count == 0:
            return b""
        data = bytes(count) if self.is_blank else self._ask(count)
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = (0, self._position, self.size)[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def _ask(self, count: int) -> bytes:
        self._link.sendall(ASK.pack(self._position, count))
        (come,) = ANSWER.unpack(self._exactly(ANSWER.size))
        if come == BROKEN:
            raise OSError(errno.EIO, "the file cannot be read")
        return self._exactly(come)

    def _exactly(self, count: int) -> bytes:
        data = bytearray(count)
        view = memoryview(data)
        while view:
            come = self._link.recv_into(view)
            if come == 0:
                raise OSError(errno.EPIPE, "nobody serves the file any more")
            view = view[come:]
        return bytes(data)
