"""The door to other programs: every child process is started here.

Arguments are a list that no shell reads. A child gets a session of its own, so
that it can be ended with everything it started, and dies with the thread that
started it (on Linux). Refuses to wait without a deadline and to keep endless
output.
"""

import contextlib
import os
import selectors
import signal
import subprocess  # noqa: TID251  # this is the door
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

OUTPUT_BYTES = 16 * 1024 * 1024
_LEASH = str(Path(__file__).with_name("leash.py"))

Child = subprocess.Popen[bytes]
#: For `start`: what the child says comes through a pipe, which the caller must read.
PIPE = subprocess.PIPE


class ProcessFailed(Exception):
    """The program did not come to an end by itself, or said more than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    code: int
    stdout: bytes
    stderr: bytes


def start(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: IO[bytes] | int | None = None,
    stderr: IO[bytes] | int | None = None,
    inherit: Sequence[int] = (),
) -> Child:
    """Start a program. Its life ends with the calling thread, so mind which it is."""
    return subprocess.Popen(  # noqa: S603  # no shell; callers pass closed lists
        [sys.executable, "-I", "-S", _LEASH, str(os.getpid()), *argv],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        pass_fds=tuple(inherit),
        start_new_session=True,
    )


def start_piped(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    inherit: Sequence[int] = (),
) -> Child:
    """The same with output and errors in one pipe, which the caller must read."""
    return start(
        argv,
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        inherit=inherit,
    )


def run(
    argv: Sequence[str],
    *,
    seconds: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    most_output: int = OUTPUT_BYTES,
    inherit: Sequence[int] = (),
) -> Finished:
    """Run a program to its end and keep what it said.

    Raises ProcessFailed when it is not done after `seconds` or says more than
    `most_output` bytes; it and what it started are dead by then.
    """
    child = start(
        argv,
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        inherit=inherit,
    )
    deadline = time.monotonic() + seconds
    try:
        stdout, stderr = _read_both(child, deadline, most_output)
        code = child.wait(timeout=max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        raise ProcessFailed(
            f"{argv[0]} was not done after {seconds:g} seconds and was ended."
        ) from None
    finally:
        kill_group(child)
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
    return Finished(code=code, stdout=stdout, stderr=stderr)


def _read_both(child: Child, deadline: float, most: int) -> tuple[bytes, bytes]:
    if child.stdout is None or child.stderr is None:
        raise ValueError("the child has no pipes")
    kept: dict[int, bytearray] = {
        child.stdout.fileno(): bytearray(),
        child.stderr.fileno(): bytearray(),
    }
    out, err = kept.values()
    with selectors.DefaultSelector() as selector:
        for descriptor in kept:
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    selector.unregister(key.fd)
                    continue
                kept[key.fd] += chunk
                if len(out) + len(err) > most:
                    raise ProcessFailed(f"A program said more than {most} bytes.")
    return bytes(out), bytes(err)


def ask_to_end(child: Child) -> None:
    """SIGTERM to the program itself, which ends its own children in order."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)


def kill_group(child: Child) -> None:
    """SIGKILL to the program and to everything of its session that is left."""
    # The group outlives its leader, and its id is not given away while it does.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
