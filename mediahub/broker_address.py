"""Where the broker listens, decided from settings alone.

A socket's path may have 107 bytes on Linux and 103 on macOS; a data folder with
a longer path gets its socket in a short folder of the system's temporary one,
named by a hash of the data folder, so that every process finds the same.
"""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100


def broker_socket(data: Path) -> Path:
    """The socket of the embedded broker of this data folder."""
    socket = data / "run" / "broker.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    folder = f"mediahub-{os.getuid()}-{digest}"
    short = Path(tempfile.gettempdir()) / folder / "broker.sock"
    if len(os.fsencode(short)) <= LONGEST_SOCKET_PATH:
        return short
    return Path("/tmp") / folder / "broker.sock"  # noqa: S108  # owner is checked


def broker_address(*, redis_url: str, folder: str, data: Path) -> str:
    """What Celery is told: Redis elsewhere, a folder, or the embedded broker."""
    if redis_url:
        return redis_url
    if folder:
        return "filesystem://"
    return f"redis+socket://{broker_socket(data)}"
