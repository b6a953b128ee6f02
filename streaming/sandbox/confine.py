"""What a child may not: the kernel's limits, set before anything of a film is read."""

from __future__ import annotations

import contextlib
import resource
from typing import Final

_MEMORY: Final = 3 * 1024**3
_FILES: Final = 64


def confine(seconds: int) -> None:
    """No file is written or grows, memory and processor time have an end."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, seconds),
    ):
        # A limit that is lower already stays.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
