"""Runs a program that the kernel kills together with the thread that started it.

Called as a script: `leash.py PARENT-PID PROGRAM ARGUMENT…`. It stands before the
program instead of in a `preexec_fn`, which may not run Python safely where other
threads are about. Where the kernel has no such signal, it only runs the program.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask for SIGKILL when the parent's thread ends; end now if it already has."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
    # A parent that died before the call sent no signal.
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    try:
        os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606  # no shell is wanted
    except OSError as error:
        sys.exit(f"{sys.argv[2]} cannot be started: {error.strerror}")
