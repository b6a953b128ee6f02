"""Asks a child without rights about a film, and serves it the film's bytes meanwhile.

The child reaches neither the network nor a file: what it reads, this thread fetches
through the door of the film's server.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import selectors
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from doors import process
from streaming.remote import UnreachableError
from streaming.sandbox.wire import ANSWER, ASK, BROKEN, MOST

logger = logging.getLogger(__name__)

_ROOT: Final = Path(__file__).resolve().parent.parent
#: The most that a child may answer: a piece of a film in the best quality there is.
ANSWER_BYTES: Final = 256 * 1024 * 1024
_ERROR_BYTES: Final = 64 * 1024
_TICK: Final = 0.5


class AskingError(Exception):
    """There is no answer.  `code` is one of ``unreadable``, ``no_table``,
    ``unreachable``, ``too_slow``, ``too_much``, ``died`` and ``gone``.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Readable(Protocol):
    """A film's bytes, wherever they are."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Raises UnreachableError."""
        ...


def ask(
    film: Readable,
    question: Mapping[str, Any],
    *,
    seconds: float,
    most_read: int,
    is_gone: Callable[[], bool] | None = None,
) -> bytes:
    """The child's answer.  Raises AskingError.

    It has so many seconds, and reads at most `most_read` bytes of the film. Whoever it
    is for may be gone before: then it is ended.
    """
    ours, theirs = socket.socketpair()
    said = json.dumps({"seconds": int(seconds) + 1, **question})
    try:
        child = process.start(
            [
                *(sys.executable, "-P", "-m", "streaming.sandbox"),
                *(str(theirs.fileno()), str(film.size), said),
            ],
            env={"PYTHONPATH": str(_ROOT), "PATH": ""},
            cwd=_ROOT,
            stdout=process.PIPE,
            stderr=process.PIPE,
            inherit=[theirs.fileno()],
        )
    finally:
        theirs.close()
    conversation = _Conversation(film, ours, most_read)
    try:
        return conversation.hold(child, time.monotonic() + seconds, is_gone)
    finally:
        process.kill_group(child)
        child.wait()
        ours.close()
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()


class _Conversation:
    """The questions of one child, answered until it has said what it found."""

    def __init__(self, film: Readable, link: socket.socket, most_read: int) -> None:
        self._film = film
        self._link = link
        self._left = most_read
        self._asked = bytearray()
        self._trouble: AskingError | None = None

    def hold(
        self,
        child: process.Child,
        deadline: float,
        is_gone: Callable[[], bool] | None,
    ) -> bytes:
        if child.stdout is None or child.stderr is None:
            raise ValueError("the child has no pipes")
        out, err = child.stdout.fileno(), child.stderr.fileno()
        kept: dict[int, bytearray] = {out: bytearray(), err: bytearray()}
        with selectors.DefaultSelector() as selector:
            for place in (out, err, self._link.fileno()):
                selector.register(place, selectors.EVENT_READ)
            # The link stays open as long as we hold our end of it.
            while out in selector.get_map() or err in selector.get_map():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AskingError("too_slow", "Reading the file took too long.")
                if is_gone is not None and is_gone():
                    raise AskingError("gone", "Nobody waits for it any more.")
                for key, _ in selector.select(min(left, _TICK)):
                    if key.fd in kept:
                        self._listen(selector, key.fd, kept[key.fd], key.fd == out)
                    else:
                        self._serve(selector)
        code = child.wait(timeout=max(0.1, deadline - time.monotonic()))
        if code == 0:
            return bytes(kept[out])
        raise self._trouble or _said(bytes(kept[err]))

    def _listen(
        self,
        selector: selectors.BaseSelector,
        place: int,
        kept: bytearray,
        is_answer: bool,  # noqa: FBT001
    ) -> None:
        data = os.read(place, 1 << 20)
        if not data:
            selector.unregister(place)
            return
        if is_answer and len(kept) + len(data) > ANSWER_BYTES:
            raise AskingError("too_much", "A piece of the file is too large.")
        if is_answer or len(kept) < _ERROR_BYTES:
            kept += data

    def _serve(self, selector: selectors.BaseSelector) -> None:
        data = self._link.recv(ASK.size - len(self._asked))
        if not data:
            selector.unregister(self._link)
            return
        self._asked += data
        if len(self._asked) < ASK.size:
            return
        offset, count = ASK.unpack(self._asked)
        self._asked.clear()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._link.sendall(self._bytes(offset, min(count, MOST)))

    def _bytes(self, offset: int, count: int) -> bytes:
        if count > self._left:
            self._trouble = AskingError("too_much", "Too much of the file was read.")
            return ANSWER.pack(BROKEN)
        try:
            data = self._film.read_at(offset, count)
        except UnreachableError as error:
            self._trouble = AskingError("unreachable", str(error))
            return ANSWER.pack(BROKEN)
        self._left -= len(data)
        return ANSWER.pack(len(data)) + data


def _said(line: bytes) -> AskingError:
    """What a child that gave up says, or that it died."""
    try:
        told = json.loads(line.decode(errors="replace").strip().splitlines()[-1])
        return AskingError(str(told["code"]), str(told["words"]))
    except (ValueError, IndexError, KeyError, TypeError):
        logger.warning("a reader broke off: %s", line.decode(errors="replace")[-2000:])
        return AskingError("died", "The file made its reader break off.")
