"""How a file's bytes go out to a browser: `deliver` is the one place that decides it.

The hub fetches what is asked for from the file's server and passes it on, so that no
address of a server and nothing it says of itself reaches a browser: type, validators
and errors are our own.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from django.conf import settings
from django.db import connections
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)

from catalog.models import MediaFile
from doors.front import film_headers
from doors.http import Deadline, OutboundError
from streaming import outside, upstream
from streaming.formats import content_type
from streaming.listener import Listener
from streaming.places import Place, places
from streaming.ranges import Wanted, read_range
from streaming.upstream import (
    HEADER_SECONDS,
    MislabelledError,
    OutsideError,
    Source,
)
from streaming.validators import matches_strongly, matches_weakly

logger = logging.getLogger(__name__)

_FIRST_BYTE: Final = Wanted(0, 0)
#: By the code of an OutboundError: the status of our answer, and what a person reads.
_REFUSALS: Final = {
    "not_found": (404, "{server} no longer has this file."),
    "auth_failed": (502, "{server} does not let MediaHub read this file."),
    "rate_limited": (503, "{server} is asked too often. Try again in a minute."),
    "server_error": (502, "{server} has a fault of its own."),
    "redirect_refused": (502, "{server} sends us elsewhere for this file."),
    "silent": (504, "{server} does not answer."),
    "too_slow": (504, "{server} is too slow."),
    "deadline": (504, "{server} does not answer."),
    "connect_timeout": (504, "{server} does not answer."),
}
_FULL: Final = (
    "Too many films are playing at once. Stop one of them, or try again in a minute."
)


def deliver(request: HttpRequest, file: MediaFile) -> HttpResponseBase:
    """The file or a range of it, for who may see it."""
    listener = Listener(request)
    place = places.take(int(request.user.pk or 0), listener.is_gone)
    if place is None:
        return refusal(503, _FULL, retry_after=5)
    try:
        response = _answer(request, file, listener, place)
    except BaseException:
        place.leave()
        raise
    if not response.streaming:
        place.leave()
    return response


def refusal(status: int, text: str, *, retry_after: int | None = None) -> HttpResponse:
    """A sentence in the place of a file; the player shows it."""
    response = HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _answer(
    request: HttpRequest, file: MediaFile, listener: Listener, place: Place
) -> HttpResponseBase:
    asked = request.headers
    try:
        source = _source(request, file, listener)
    except OutsideError as error:
        if request.method == "HEAD" and error.size == 0:
            return _head(file, size=0)
        response = refusal(416, "The file has no bytes in that range.")
        if error.size is not None:
            response.headers["Content-Range"] = f"bytes */{error.size}"
        return response
    except MislabelledError as error:
        logger.warning("%s mislabels %s: %s", file.server, file.key, error)
        return refusal(502, f"{_name(file)} sent something else than was asked for.")
    except OutboundError as error:
        status, text = _REFUSALS.get(error.code, (502, "{server} cannot be reached."))
        if error.code != "cancelled":
            logger.info("no stream: %s", error.message)
        return refusal(status, text.format(server=_name(file)))
    etag = _etag(file, source)
    held = asked.get("If-None-Match")
    wanted = asked.get("If-Match")
    if wanted is not None and wanted != "*" and not matches_strongly(wanted, etag):
        source.body.close()
        return refusal(412, "The file has changed.")
    if held is not None and etag is not None and matches_weakly(held, etag):
        source.body.close()
        return _labelled(HttpResponse(status=304), file, source)
    if request.method == "HEAD":
        source.body.close()
        return _labelled(_head(file, size=source.size), file, source)
    if by_nginx := _sent_by_nginx(file, source):
        source.body.close()
        return _labelled(HttpResponse(headers=by_nginx), file, source)
    return _labelled(_streamed(source, listener, place), file, source)


def _sent_by_nginx(file: MediaFile, source: Source) -> dict[str, str] | None:
    """The headers that let the nginx in front fetch the same bytes and send them.

    The server has answered us already, so that every refusal is ours.  None where a
    range has to be cut out of the whole, or the connection has to be checked by name.
    """
    if not settings.MEDIAHUB_ACCEL or not source.has_ranges:
        return None
    span = source.span
    wanted = f"bytes={span.start}-{span.end}" if span is not None else None
    door = outside.door_to(file.server)
    try:
        address = door.address_of(file.url, deadline=Deadline(HEADER_SECONDS))
        return film_headers(file.url, address, wanted)
    except (OutboundError, ValueError):
        return None


def _streamed(source: Source, listener: Listener, place: Place) -> HttpResponseBase:
    response = StreamingHttpResponse(_Body(source, listener, place))
    if source.span is not None and source.size is not None:
        response.status_code = 206
        response.headers["Content-Range"] = source.span.content_range(source.size)
    if source.length is not None:
        response.headers["Content-Length"] = str(source.length)
    # nginx in front would otherwise write films to its disk first.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _source(request: HttpRequest, file: MediaFile, listener: Listener) -> Source:
    """What to send: the range asked for, if it may be, else the whole file."""
    door, url = outside.door_to(file.server), file.url
    if request.method == "HEAD":
        return upstream.ask(door, url, _FIRST_BYTE, is_gone=listener.is_gone)
    wanted = read_range(request.headers.get("Range"))
    condition = request.headers.get("If-Range")
    if wanted is not None and condition is not None:
        if not condition.strip().startswith('"'):
            wanted = None  # a weak tag, or a date: no proof
        else:
            try:
                source = upstream.ask(door, url, wanted, is_gone=listener.is_gone)
            except OutsideError:
                wanted = None  # whether the file changed cannot be told
            else:
                if matches_strongly(condition, _etag(file, source)):
                    return source
                source.body.close()
                wanted = None
    return upstream.ask(door, url, wanted, is_gone=listener.is_gone)


def _head(file: MediaFile, *, size: int | None) -> HttpResponse:
    response = HttpResponse(content_type=content_type(file.container))
    if size is not None:
        response.headers["Content-Length"] = str(size)
    return response


def _labelled(
    response: HttpResponseBase, file: MediaFile, source: Source
) -> HttpResponseBase:
    headers = response.headers
    headers["Content-Type"] = content_type(file.container)
    headers["Accept-Ranges"] = "bytes" if source.has_ranges else "none"
    headers["Cache-Control"] = "private, no-store"
    # Whatever the bytes are: as a page of ours they can do nothing.
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if etag := _etag(file, source):
        headers["ETag"] = etag
    if moment := _last_modified(source):
        headers["Last-Modified"] = moment
    return response


def _etag(file: MediaFile, source: Source) -> str | None:
    """Our own tag, made of what the server says tells versions apart."""
    tag = source.body.headers.get("etag", "").strip()
    is_strong = tag.startswith('"') and len(tag) > 2
    version = tag if is_strong else source.body.headers.get("last-modified", "")
    if not version:
        return None
    said = f"{file.url}\n{version}\n{source.size}"
    digest = hashlib.blake2b(said.encode(errors="replace"), digest_size=12).hexdigest()
    return f'"{digest}"' if is_strong else f'W/"{digest}"'


def _last_modified(source: Source) -> str | None:
    try:
        moment = parsedate_to_datetime(source.body.headers.get("last-modified", ""))
        return format_datetime(moment, usegmt=True)
    except (ValueError, TypeError, OverflowError):
        return None


def _name(file: MediaFile) -> str:
    return file.server.name if file.server else "The server"


class _Body:
    """The bytes on their way; gives everything back when closed, read or not."""

    def __init__(self, source: Source, listener: Listener, place: Place) -> None:
        self._source = source
        self._listener = listener
        self._place = place

    def __iter__(self) -> Iterator[bytes]:
        _let_go_of_the_database()
        self._listener.give_up_after(settings.MEDIAHUB_STREAM_PAUSE_SECONDS)
        return self._source.pieces()

    def close(self) -> None:
        self._source.body.close()
        self._listener.give_up_after(None)
        self._place.leave()


def _let_go_of_the_database() -> None:
    """A film lasts for hours, and needs no row while it plays."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
