"""Starting `up` as a program in tests, and looking at what it started."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from doors import process
from tests.installation import ROOT, Installation

PATIENCE_SECONDS = 100.0


def until(
    is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS
) -> None:
    """Wait for an outcome; its absence after a generous time is the failure."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that is dead but not collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def children(pid: int) -> list[int]:
    """All descendants of a process."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *children(int(child))]
    return found


class Running:
    """A started `up`: its process, and what it printed so far."""

    def __init__(self, child: process.Child, output: Path) -> None:
        self.child = child
        self._output = output

    @property
    def printed(self) -> str:
        return self._output.read_text()

    def address(self) -> str:
        """The address, once it is printed."""
        until(
            lambda: "MediaHub is up: " in self.printed or self.child.poll() is not None,
            "the address",
        )
        assert "MediaHub is up: " in self.printed, self.printed
        return self.printed.partition("MediaHub is up: ")[2].split()[0]

    def pid_of(self, part: str) -> int:
        lines = [x for x in self.printed.splitlines() if x.startswith(f"{part} ")]
        return int(lines[0].partition("(process ")[2].rstrip(")"))


@contextmanager
def up(installation: Installation, *arguments: str) -> Iterator[Running]:
    """`up` on a port that the system chooses; ended with everything it started."""
    argv = [sys.executable, str(ROOT / "manage.py"), "up", "--port", "0", *arguments]
    output = installation.data / "up.txt"
    with started_up(argv, env=installation.env, output=output) as running:
        yield running


@contextmanager
def started_up(
    argv: Sequence[str], *, env: Mapping[str, str], output: Path
) -> Iterator[Running]:
    """A command that becomes `up`."""
    with output.open("wb") as file:
        child = process.start(argv, env=env, stdout=file, stderr=file)
    started: list[int] = []
    try:
        yield Running(child, output)
    finally:
        started = children(child.pid)
        process.ask_to_end(child)
        deadline = time.monotonic() + 25
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        process.kill_group(child)
        for pid in started:
            if is_alive(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, 9)
