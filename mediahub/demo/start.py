"""The demo's part in `hub up`: its servers are added, made, served and synced.

Wanted with `--demo`, it is added where no server is configured; once added, every
start serves it again until its servers are removed. Whatever fails here is one line:
MediaHub itself runs without its demo.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from catalog.models import Server
from doors import process
from mediahub.demo import serve, servers
from mediahub.demo.owner import new_owner
from mediahub.demo.plan import Key
from mediahub.demo.stamp import is_made
from mediahub.supervisor import listen
from mediahub.supervisor.part_log import PartLog
from mediahub.supervisor.parts import Part
from mediahub.supervisor.supervise import Supervisor

#: Many times what it takes on two slow cores.
MAKING_SECONDS: Final = 1800.0


class Demo:
    """The demo of one run of `up`; without servers of it, everything here is nothing.

    Holds the sockets, so that the addresses are ours before anything is served.
    """

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self._say = say
        self._sockets: dict[Key, socket.socket] = {}
        self._rows: Mapping[Key, Server] = {}
        self._is_added = False

    def __enter__(self) -> Demo:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        for bound in self._sockets.values():
            bound.close()

    def plan(self, *, wanted: bool) -> dict[str, str]:
        """Add the servers if they are wanted; what the other parts have to know."""
        try:
            self._rows = servers.configured()
            others = Server.objects.present().count() - len(self._rows)
            if wanted and not self._rows and others:
                self._say("demo", "left out: you have servers of your own")
            elif wanted and not self._rows:
                self._add()
            else:
                self._bind()
        finally:
            connection.close()
        return {"MEDIAHUB_DEMO": "1"} if wanted and self._rows else {}

    def open(self, supervisor: Supervisor, add: Callable[[Part], None]) -> None:
        """Make the libraries if need be, serve them, ask for a sync if one is owed."""
        if not self._rows:
            return
        folder = settings.MEDIAHUB_DATA / "demo" / "library"
        is_new = not is_made(folder)
        if is_new and not self._make(supervisor, folder):
            self._close()  # who asks is told at once that nobody is there
            return
        for shelf in servers.SHELVES:
            if shelf.key in self._rows and not supervisor.is_told_to_end:
                add(self._part(shelf, folder))
        try:
            # Servers that were removed and come back were synced once, long ago.
            if is_new or self._is_added or not servers.is_synced():
                servers.ask_for_sync(self._rows)
        finally:
            connection.close()

    def _add(self) -> None:
        for shelf in servers.SHELVES:
            self._sockets[shelf.key] = listen.listen(servers.HOST, 0)
        with transaction.atomic():
            self._rows = {
                shelf.key: servers.add(shelf, _port(self._sockets[shelf.key]))
                for shelf in servers.SHELVES
            }
            owner = new_owner()
        self._is_added = True
        names = " and ".join(server.name for server in self._rows.values())
        self._say("demo", f"added the servers {names}")
        if owner is not None:
            self._say(
                "demo owner",
                f" name {owner.name}  password {owner.password}  (shown once)",
            )

    def _bind(self) -> None:
        """Take the addresses the servers have; where one is taken, a new one."""
        for key, server in self._rows.items():
            port = servers.port_of(server) or 0
            try:
                self._sockets[key] = listen.listen(servers.HOST, port)
            except listen.AddressError:
                self._sockets[key] = listen.listen(servers.HOST, 0)
                servers.move(server, _port(self._sockets[key]))
                self._say("demo", f"port {port} is taken: {server.name} moved")

    def _make(self, supervisor: Supervisor, folder: Path) -> bool:
        """Make the libraries in a process of its own, which ends with this one."""
        self._say("demo", "making its films and pictures, this once: a minute or two")
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = PartLog(settings.MEDIAHUB_DATA / "log" / "demo.log")
        maker = process.start_piped(
            [sys.executable, "-m", "mediahub.demo.make", str(folder)],
            cwd=settings.BASE_DIR,
        )
        following = log.follow(maker.stdout) if maker.stdout else None
        try:
            ended = supervisor.wait_for(
                lambda: maker.poll() is not None, MAKING_SECONDS
            )
        finally:
            process.kill_group(maker)
        if supervisor.is_told_to_end:
            return False
        if following is not None:
            following.join(1.0)
        last = log.last_lines().rpartition("\n")[2]
        if ended and maker.returncode == 0:
            self._say("demo", f"made {last}")
            return True
        self._say("demo", f"could not be made: {last or 'it took too long'}")
        self._say("demo", "the next start tries again; all else goes on without it")
        return False

    def _part(self, shelf: servers.Shelf, folder: Path) -> Part:
        server = self._rows[shelf.key]
        descriptor = self._sockets[shelf.key].fileno()
        return Part(
            name=shelf.key,
            argv=[
                *(sys.executable, "-m", "mediahub.demo.serve"),
                *(str(folder / shelf.key), server.prefix, str(descriptor)),
            ],
            env={serve.SECRET_VARIABLE: servers.usable_secret(server)},
            inherit=(descriptor,),
        )


def _port(bound: socket.socket) -> int:
    port: int = bound.getsockname()[1]
    return port
