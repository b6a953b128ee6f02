"""Where `up` listens, noted in the data folder for commands that print an address."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mediahub.supervisor.addresses import base_addresses


@contextmanager
def noted(addresses: Sequence[str]) -> Iterator[None]:
    """Keep the addresses while `up` runs."""
    file = _file()
    with contextlib.suppress(OSError):
        file.write_text("\n".join(addresses), encoding="utf-8")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def addresses() -> list[str]:
    """Where `up` listens, the best first; its usual address if it left no note."""
    try:
        lines = _file().read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        lines = []
    return lines or base_addresses("127.0.0.1", 8000)


def _file() -> Path:
    return Path(settings.MEDIAHUB_DATA) / "run" / "addresses"
