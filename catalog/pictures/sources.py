"""Asking a server for one picture: within its own address, seconds and megabytes.

One door per server stays open between pictures.  Redirects, inner addresses that
nobody configured, and anything but plain http and https are refused by the door.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import BinaryIO, Final

from catalog.models import Artwork, Picture, Server
from catalog.pictures.failures import PictureFailed
from doors.http import Deadline, Door, Limits, OutboundError, endpoint

MOST_BYTES: Final = 20 * 1024 * 1024
#: A disk that has to wake up first takes nine or ten.
SECONDS: Final = 15.0
_LIMITS: Final = Limits(
    connect_seconds=3, silence_seconds=12, slow_window_seconds=10, attempts=1
)
_MOST_DOORS: Final = 16

Endpoints = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a picture comes from."""

    key: str
    name: str
    url: str
    server: int
    allowed: Endpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the server said about a picture; `changed` is False for "as it was"."""

    changed: bool
    etag: str
    last_modified: str


def source_of(artwork: Artwork, name: str) -> Source:
    """Where this picture comes from; `name` is its key among pictures."""
    return Source(
        key=artwork.key,
        name=name,
        url=artwork.url,
        server=artwork.server_id or 0,
        allowed=_allowed(artwork.server),
    )


def source_again(picture: Picture) -> Source:
    """Where a picture came from, whether or not a title shows it."""
    return Source(
        key=picture.artwork_key,
        name=picture.key,
        url=picture.url,
        server=picture.server_id or 0,
        allowed=_allowed(picture.server),
    )


def receive(source: Source, known: Picture | None, to: BinaryIO) -> Received:
    """Write the picture to `to` unless it is still as known.  Raises PictureFailed."""
    headers = {"Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif"}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    elif known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    try:
        answer = _doors.of(source.allowed).spool(
            source.url, headers, deadline=Deadline(SECONDS), cap=MOST_BYTES, to=to
        )
    except OutboundError as error:
        raise PictureFailed(
            error.code,
            is_connection=error.is_connection
            or error.code in {"deadline", "rate_limited", "server_error"},
        ) from None
    return Received(
        changed=answer.status != 304,
        etag=_short(answer.headers.get("etag"), 200),
        last_modified=_short(answer.headers.get("last-modified"), 60),
    )


def _short(text: str | None, most: int) -> str:
    """A validator to send back later; none if it is not what a header may hold."""
    if not text or len(text) > most or not (text.isascii() and text.isprintable()):
        return ""
    return text


def _allowed(server: Server | None) -> Endpoints:
    """Where a picture of this server may lead besides the public internet."""
    servers = (
        [server]
        if server is not None
        # A curator's own address may be that of any server they configured.
        else list(Server.objects.present().defer("secret"))
    )
    found = set()
    for server in servers:
        for url in (server.api_url, server.files_url):
            try:
                found.add(endpoint(url))
            except OutboundError:
                continue
    return frozenset(found)


class _Doors:
    """The doors of this process, by where they may lead."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[Endpoints, Door] = OrderedDict()

    def of(self, allowed: Endpoints) -> Door:
        """The door for these endpoints; one not used for long makes room."""
        with self._lock:
            door = self._open.pop(allowed, None) or Door(
                allowed=allowed, limits=_LIMITS
            )
            self._open[allowed] = door
            if len(self._open) > _MOST_DOORS:
                # Not closed: a request may be under way through it.
                self._open.popitem(last=False)
            return door


_doors: Final = _Doors()
