"""Keeps a set of parts running until it is told to end.

Runs in the main thread alone: children die with the thread that started them, and
signals arrive there. Ends every part within twenty seconds, politely first.
"""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from mediahub.supervisor.child import Child, KeepsDyingError

POLITE_SECONDS = 13.0
LAST_SECONDS = 3.0
LOOK_EVERY_SECONDS = 0.2
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Supervisor:
    """Starts children in order, tends them, and ends them in the reverse order."""

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self._say = say
        self._children: list[Child] = []
        self._told = threading.Event()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> "Supervisor":
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._told.set()

    @property
    def is_told_to_end(self) -> bool:
        return self._told.is_set()

    def add(self, child: Child) -> None:
        child.start()
        self._children.append(child)

    def wait_for(self, is_ready: Callable[[], bool], seconds: float) -> bool:
        """Tend the children until `is_ready`; False when told to end or too late."""
        deadline = time.monotonic() + seconds
        while not self._told.is_set() and time.monotonic() < deadline:
            self._tend()
            if is_ready():
                return True
            self._told.wait(LOOK_EVERY_SECONDS)
        return False

    def run(self) -> None:
        """Tend the children until told to end. Raises KeepsDyingError."""
        while not self._told.wait(LOOK_EVERY_SECONDS):
            self._tend()

    def _tend(self) -> None:
        for child in self._children:
            try:
                child.tend()
            except KeepsDyingError:
                self._say(child.part.name, f"its last words ({child.log.path}):")
                for line in child.log.last_lines().splitlines():
                    self._say("", line)
                raise

    def end(self) -> None:
        """End every child: ask, wait, kill; those that others need go last."""
        first = [child for child in self._children if not child.part.ends_last]
        last = [child for child in self._children if child.part.ends_last]
        _end(first, POLITE_SECONDS)
        _end(last, LAST_SECONDS)
        self._children.clear()


def _end(children: Sequence[Child], seconds: float) -> None:
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(c.has_ended() for c in children):
        time.sleep(0.05)
    for child in children:
        child.kill()
