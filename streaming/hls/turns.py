"""How many pieces are made at once: each is a child that reads, or converts.

Who comes when all are busy waits a little, then is told so.  To convert pictures takes
whole cores: those turns are counted over all processes of this machine, and of each
person, by files that are locked; whatever ends a process, its turns end with it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from streaming.asking import AskingError

_AT_ONCE: Final = max(4, 2 * (os.cpu_count() or 1))
#: Pictures converted at once on this machine, and for one person: of a film's pieces a
#: player asks for one at a time, and a jump asks for another before that one has ended.
CONVERTED: Final = os.cpu_count() or 1
CONVERTED_FOR_ONE: Final = 1
_WAIT: Final = 10.0
_TICK: Final = 0.2
_turns = threading.BoundedSemaphore(_AT_ONCE)


@contextmanager
def turn(is_gone: Callable[[], bool]) -> Iterator[None]:
    """Raises AskingError ``busy``, or ``gone`` where nobody waits any more."""
    wait = _waits(is_gone)
    while not _turns.acquire(timeout=_TICK):
        next(wait)
    try:
        yield
    finally:
        _turns.release()


@contextmanager
def converting(person: int, is_gone: Callable[[], bool]) -> Iterator[None]:
    """A turn to convert pictures for this person.  Raises as `turn` does."""
    folder = settings.MEDIAHUB_DATA / "turns" / socket.gethostname()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wait = _waits(is_gone)
    with ExitStack() as held:
        for name, count in (
            (f"person-{person}", CONVERTED_FOR_ONE),
            ("any", CONVERTED),
        ):
            while not _takes(held, [folder / f"{name}-{n}" for n in range(count)]):
                next(wait)
                time.sleep(_TICK)
        yield


def _waits(is_gone: Callable[[], bool]) -> Iterator[None]:
    """Each step is one look at whether to wait on."""
    deadline = time.monotonic() + _WAIT
    while True:
        if is_gone():
            raise AskingError("gone", "Nobody waits for it any more.")
        if time.monotonic() > deadline:
            raise AskingError(
                "busy", "MediaHub is busy converting other films. Try again soon."
            )
        yield


def _takes(held: ExitStack, places: list[Path]) -> bool:
    """Whether one of these was free; it is ours until `held` ends."""
    for place in places:
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
        else:
            held.callback(os.close, descriptor)
            return True
    return False
