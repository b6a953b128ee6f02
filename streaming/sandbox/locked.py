"""The last door: from here on the kernel opens no file and no connection for us.

A filter of system calls (seccomp, Linux 3.5 and newer) on x86-64 and ARM64.  What is
open stays open: the socket the film comes over, and our output.  On other machines
there is no such filter, and the limits of `confine` are all there is.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Final

_NO_NEW_PRIVILEGES: Final = 38
_SET_SECCOMP: Final = 22
_FILTER: Final = 2

#: Instructions of the filter (linux/filter.h): load a word, compare, return.
_LOAD: Final = 0x20
_IS: Final = 0x15
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
#: Where a call's number and its machine are (struct seccomp_data).
_NUMBER, _MACHINE = 0, 4

#: By machine: its mark (linux/audit.h), and the numbers of the calls that are refused:
#: open, openat, openat2, creat, socket, connect, bind, execve, execveat, fork, vfork,
#: ptrace, unlink, rename, mkdir, link and symlink in all their forms, io_uring_setup,
#: process_vm_readv and process_vm_writev.
_CALLS: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "x86_64": (
        0xC000003E,
        (
            *(2, 257, 437, 85, 41, 42, 49, 59, 322, 57, 58, 101, 87, 263, 82, 264),
            *(316, 83, 258, 86, 265, 88, 266, 425, 310, 311),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(56, 437, 198, 203, 200, 221, 281, 117, 35, 38, 276, 34, 37, 36, 425),
            *(270, 271),
        ),
    ),
}


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def lock() -> bool:
    """Whether the filter is in force now; it cannot be taken off again."""
    known = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    code = _code(*known)
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _code(mark: int, refused: tuple[int, ...]) -> bytes:
    """The filter: calls of another machine are refused too, for numbers differ."""
    steps = [
        _step(_LOAD, 0, 0, _MACHINE),
        _step(_IS, 1, 0, mark),
        _step(_RETURN, 0, 0, _REFUSE),
        _step(_LOAD, 0, 0, _NUMBER),
    ]
    for left, number in zip(range(len(refused), 0, -1), refused, strict=True):
        # To the last step, if it is this one.
        steps.append(_step(_IS, left, 0, number))
    steps += [_step(_RETURN, 0, 0, _ALLOW), _step(_RETURN, 0, 0, _REFUSE)]
    return b"".join(steps)


def _step(code: int, then: int, otherwise: int, value: int) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)
