"""How many pieces are made at once: each is a child that reads, or converts.

Counted per process.  Who comes when all are busy waits a little, then is told so.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from streaming.asking import AskingError

_AT_ONCE: Final = max(4, 2 * (os.cpu_count() or 1))
_WAIT: Final = 10.0
_TICK: Final = 0.2
_turns = threading.BoundedSemaphore(_AT_ONCE)


@contextmanager
def turn(is_gone: Callable[[], bool]) -> Iterator[None]:
    """Raises AskingError ``busy``, or ``gone`` where nobody waits any more."""
    deadline = time.monotonic() + _WAIT
    while not _turns.acquire(timeout=_TICK):
        if is_gone():
            raise AskingError("gone", "Nobody waits for it any more.")
        if time.monotonic() > deadline:
            raise AskingError(
                "busy", "MediaHub is busy converting other films. Try again soon."
            )
    try:
        yield
    finally:
        _turns.release()
