"""The two servers of the demo as MediaHub knows them: rows like any other's.

The rows are the truth: whether the demo runs, at which address and with which secret.
A row that a person has given another address is not the demo's any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from catalog.models import Server
from mediahub.demo.plan import Key
from sync import servers, triggers
from sync.models import Scan, Trigger

HOST: Final = "127.0.0.1"
KIND: Final = "media-processor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One of the two."""

    key: Key
    name: str
    prefix: str


SHELVES: Final = (
    Shelf(key="attic", name="Demo attic", prefix="/attic"),
    Shelf(key="cellar", name="Demo cellar", prefix="/cellar"),
)


def configured() -> Mapping[Key, Server]:
    """The demo's servers that nobody has removed or given another address."""
    present = Server.objects.present().filter(kind=KIND)
    rows = {server.name: server for server in present}
    return {
        shelf.key: rows[shelf.name]
        for shelf in SHELVES
        if shelf.name in rows and port_of(rows[shelf.name]) is not None
    }


def port_of(server: Server) -> int | None:
    """The port on this machine that a server of the demo has; None for any other."""
    parts = urlsplit(server.api_url)
    is_ours = parts.scheme == "http" and parts.hostname == HOST and not parts.path
    return parts.port if is_ours and not server.media_url else None


def add(shelf: Shelf, port: int) -> Server:
    return servers.add_server(
        name=shelf.name,
        kind=KIND,
        api_url=address(port),
        prefix=shelf.prefix,
        secret=secrets.token_urlsafe(24),
    ).server


def move(server: Server, port: int) -> None:
    """Give the server its new address."""
    servers.change_server(server, api_url=address(port))


def usable_secret(server: Server) -> str:
    """Its secret; a new one where the stored one is lost or was emptied."""
    if server.secret and not server.secret_is_lost:
        return str(server.secret)
    secret = secrets.token_urlsafe(24)
    servers.change_server(server, secret=secret)
    return secret


def address(port: int) -> str:
    return f"http://{HOST}:{port}"


def ask_for_sync(rows: Mapping[Key, Server]) -> None:
    slugs = [server.slug for server in rows.values() if server.enabled]
    if slugs:
        triggers.request_sync(source=Trigger.Source.SETTINGS, servers=slugs)


def is_synced() -> bool:
    """Whether the catalog holds what each enabled server of the demo has."""
    wanted = {server.pk for server in configured().values() if server.enabled}
    done = Scan.objects.filter(
        server__in=wanted, state=Scan.State.COMPLETE, finalized_at__isnull=False
    )
    return wanted == set(done.values_list("server_id", flat=True).distinct())
