"""What a part says goes to a file of its own, which cannot grow without end."""

import contextlib
from collections import deque
from pathlib import Path
from threading import Thread
from typing import IO

LARGEST_FILE = 5 * 1024 * 1024
LAST_LINES = 15
LONGEST_LINE = 64 * 1024


class PartLog:
    """Copies the output of one part, process after process, to `<name>.log`.

    The file before is kept as `<name>.log.1`. A full disk silences the file, never
    the part: its pipe goes on being read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last: deque[bytes] = deque(maxlen=LAST_LINES)
        path.parent.mkdir(parents=True, exist_ok=True)

    def follow(self, stream: IO[bytes]) -> Thread:
        """Copy `stream` in the background until it ends."""
        copying = Thread(target=self._copy, args=(stream,), daemon=True)
        copying.start()
        return copying

    def last_lines(self) -> str:
        return b"".join(self._last).decode(errors="replace").rstrip()

    def _copy(self, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(LONGEST_LINE):
                self._last.append(line)
                with contextlib.suppress(OSError):
                    self._write(line)

    def _write(self, line: bytes) -> None:
        with contextlib.suppress(FileNotFoundError):
            if self.path.stat().st_size > LARGEST_FILE:
                self.path.replace(self.path.with_name(self.path.name + ".1"))
        with self.path.open("ab") as file:
            file.write(line)
