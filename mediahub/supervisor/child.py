"""One part that is kept running: started, watched, started again, ended.

Refuses to start a part for ever: after too many deaths in a short time it says so,
and the supervisor ends everything.
"""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from doors import process
from mediahub.supervisor.part_log import PartLog
from mediahub.supervisor.parts import Part

MOST_DEATHS = 5
WITHIN_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0


class KeepsDyingError(Exception):
    """A part died too often in too short a time."""


class Child:
    """A part and its present process, if it has one.

    All methods belong to the supervisor's main thread: a child dies with the thread
    that started it.
    """

    def __init__(
        self,
        part: Part,
        *,
        env: dict[str, str],
        cwd: Path,
        logs: Path,
        say: Callable[[str, str], None],
    ) -> None:
        self.part = part
        self.log = PartLog(logs / f"{part.name}.log")
        self._env = {**env, **part.env}
        self._cwd = cwd
        self._say = say
        self._process: process.Child | None = None
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        self._start_at = 0.0

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        self._process = process.start_piped(
            self.part.argv, env=self._env, cwd=self._cwd, inherit=self.part.inherit
        )
        if self._process.stdout is not None:
            self.log.follow(self._process.stdout)

    def tend(self) -> None:
        """Notice a death, and start again once the pause after it is over."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self.start()
                self._say(self.part.name, "started again")
            return
        code = self._process.poll()
        if code is None:
            return
        # What it started may still hold its port, its lease or its files.
        process.kill_group(self._process)
        self._process = None
        self._deaths.append(now)
        recent = [at for at in self._deaths if now - at <= WITHIN_SECONDS]
        if len(recent) >= MOST_DEATHS:
            raise KeepsDyingError(
                f"{self.part.name} ended {MOST_DEATHS} times in "
                f"{WITHIN_SECONDS:g} seconds ({ending(code)})."
            )
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (len(recent) - 1), LONGEST_PAUSE_SECONDS)
        self._start_at = now + pause
        self._say(self.part.name, f"{ending(code)}; starting again in {pause:g} s")

    def ask_to_end(self) -> None:
        if self._process is not None:
            process.ask_to_end(self._process)

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """End whatever is left of the part, at once."""
        if self._process is not None:
            process.kill_group(self._process)
            self._process = None


def ending(code: int) -> str:
    return f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
