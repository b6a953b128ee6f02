"""A stranger's picture drawn anew by a child, so that it can harm nobody but the child.

Few children draw at a time.  The picture is handed over in memory where the system can,
and never under a name.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from catalog.pictures import redraw
from catalog.pictures.failures import Busy, PictureFailed
from doors import process

SECONDS: Final = 15.0
#: How long a picture waits for its turn to be drawn.
PATIENCE_SECONDS: Final = 15.0
MOST_OUTPUT: Final = 16 * 1024 * 1024
_PROGRAM: Final = str(Path(redraw.__file__))
_places: Final = threading.BoundedSemaphore(max(1, min(4, os.cpu_count() or 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Our drawings of a picture: WebP by width, and what is known of the original."""

    width: int
    height: int
    files: dict[int, bytes]
    placeholder: str


@contextmanager
def sheet() -> Iterator[BinaryIO]:
    """Where a picture is put before it is drawn: a nameless file, best in memory."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("picture"), "w+b") as file:
            yield file
        return
    with tempfile.TemporaryFile() as file:
        yield file


def draw(source: BinaryIO, widths: Sequence[int]) -> Drawn:
    """Draw what a sheet holds in these widths.  Raises PictureFailed, or Busy."""
    source.flush()
    descriptor = source.fileno()
    argv = [sys.executable, "-I", _PROGRAM, str(descriptor), *map(str, widths)]
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        finished = process.run(
            argv,
            seconds=SECONDS,
            env={"PATH": os.defpath},
            most_output=MOST_OUTPUT,
            inherit=[descriptor],
        )
    except process.ProcessFailed:
        raise PictureFailed("too_heavy") from None
    finally:
        _places.release()
    return _read(finished)


def _read(finished: process.Finished) -> Drawn:
    line, _, rest = finished.stdout.partition(b"\n")
    try:
        facts = json.loads(line)
    except ValueError:
        # It was killed by one of its limits, or by what it was reading.
        raise PictureFailed("too_heavy") from None
    if finished.code == redraw.REFUSED:
        raise PictureFailed(str(facts["refused"]))
    if finished.code != 0 or sum(facts["sizes"]) != len(rest):
        raise PictureFailed("too_heavy")
    files: dict[int, bytes] = {}
    start = 0
    for width, size in zip(facts["widths"], facts["sizes"], strict=True):
        files[width] = rest[start : start + size]
        start += size
    return Drawn(
        width=facts["width"],
        height=facts["height"],
        files=files,
        placeholder=facts["placeholder"],
    )
