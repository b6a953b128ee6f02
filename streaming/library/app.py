"""The WSGI application of the file server: which address gets which answer.

It speaks the media-processor contract for one folder.  Listings need the secret;
hashes, health and files do not, as with a media-processor.  Nothing can be changed
through it: everything but GET and HEAD is refused.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec

from catalog.fields import JSONValue
from streaming.library import hashes
from streaming.library.answers import Answer, file_answer, json_answer, tagged_answer
from streaming.library.files import NotServedError, decode_segments, open_file
from streaming.library.layout import MEDIA_TYPES, MediaType
from streaming.library.patience import PIECE_SECONDS, patience
from streaming.library.shelf import Shelf, ShelfUnreadableError

logger = logging.getLogger(__name__)

_SEASON: Final = re.compile(r"[0-9]{1,9}")
_ABSOLUTE_FORM: Final = re.compile(r"https?://[^/?#]*", re.IGNORECASE)

UNAUTHORIZED: Final = {
    "error": "Authentication required",
    "message": "Either a valid webhook ID or admin user session is required",
    "supportedMethods": [
        "x-webhook-id: <webhook-id> (recommended for automated services)",
        "Authorization: Bearer <token> (for admin users)",
        "Session cookie (for browser-based access)",
    ],
}


class LibraryApp:
    """One library, served."""

    def __init__(self, root: str, *, secret: str, prefix: str) -> None:
        self._root = root
        self._secret = secret.encode()
        self._prefix = prefix
        self._shelves = {kind: Shelf(root, kind, prefix) for kind in MEDIA_TYPES}

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        patience.rest()  # the header is here; now the client waits for us
        request = _Request(environ)
        answer = self._answer(request)
        headers = [*answer.headers, ("X-Content-Type-Options", "nosniff")]
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return _Body(answer, is_sent=request.method != "HEAD")

    def warm_up(self) -> None:
        """Reads the whole library, so that the first client does not wait for it."""
        for shelf in self._shelves.values():
            try:
                shelf.listing()
            except ShelfUnreadableError as error:
                logger.warning("%s", error)

    def _answer(self, request: _Request) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return json_answer(
                HTTPStatus.METHOD_NOT_ALLOWED,
                {"error": "Only GET and HEAD are answered here"},
                ("Allow", "GET, HEAD"),
                ("Connection", "close"),
            )
        try:
            match request.path.split("/")[1:]:
                case ["media", ("movies" | "tv") as kind]:
                    return self._listing(kind, request)
                case ["api", "health"]:
                    return json_answer(HTTPStatus.OK, _health())
                case ["api", "metadata-hashes", *rest]:
                    return self._hashes(rest, request)
                case _:
                    return self._file(request)
        except NotServedError:
            return json_answer(HTTPStatus.NOT_FOUND, {"error": "Not found"})
        except ShelfUnreadableError as error:
            logger.warning("%s", error)
            return json_answer(
                HTTPStatus.SERVICE_UNAVAILABLE,
                {"error": "The library cannot be read at the moment"},
            )

    def _listing(self, kind: MediaType, request: _Request) -> Answer:
        given = (request.header("X-Webhook-ID") or "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            return json_answer(HTTPStatus.UNAUTHORIZED, UNAUTHORIZED)
        listing = self._shelves[kind].listing()
        tags = request.header("If-None-Match")
        return tagged_answer(listing.body, listing.etag, tags)

    def _hashes(self, rest: list[str], request: _Request) -> Answer:
        if not rest or rest[0] not in MEDIA_TYPES:
            return json_answer(
                HTTPStatus.BAD_REQUEST,
                {"error": "Invalid media type. Must be 'movies' or 'tv'."},
            )
        kind: MediaType = rest[0]
        names = decode_segments("/" + "/".join(rest[1:])) if rest[1:] else []
        listing = self._shelves[kind].listing()
        document: dict[str, JSONValue] | None
        match names:
            case []:
                document, missing = hashes.all_titles(listing, kind), ""
            case [title] if kind == "movies":
                document, missing = hashes.one_movie(listing, title), "Movie"
            case [title]:
                document, missing = hashes.one_show(listing, title), "Show"
            case [title, number] if kind == "tv" and _SEASON.fullmatch(number):
                document = hashes.one_season(listing, title, int(number))
                missing = "Season"
            case _:
                raise NotServedError
        if document is None:
            return json_answer(HTTPStatus.NOT_FOUND, {"error": f"{missing} not found"})
        if kind == "tv" or not names:
            document["generated"] = _now()
        return tagged_answer(
            msgspec.json.encode(document),
            f'"{document["hash"]}"',
            request.header("If-None-Match"),
            ("Cache-Control", "public, max-age=300"),
        )

    def _file(self, request: _Request) -> Answer:
        if not request.path.startswith(self._prefix + "/"):
            raise NotServedError
        segments = decode_segments(request.path[len(self._prefix) :])
        if len(segments) < 3 or segments[0] not in MEDIA_TYPES:
            raise NotServedError
        file = open_file(self._root, segments)
        return file_answer(file, request.header, get=request.method == "GET")


class _Request:
    """What the application reads of a request."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        # The path as it was sent: WSGI's own is decoded, and a decoded slash looks
        # like any other.
        raw: str = environ["RAW_URI"]
        self.path = _ABSOLUTE_FORM.sub("", raw, count=1).partition("?")[0]

    def header(self, name: str) -> str | None:
        value: str | None = self._environ.get("HTTP_" + name.upper().replace("-", "_"))
        return value


class _Body:
    """The pieces of an answer, each with a deadline for the client to take it."""

    def __init__(self, answer: Answer, *, is_sent: bool) -> None:
        self._answer = answer
        self._is_sent = is_sent

    def __iter__(self) -> Iterator[bytes]:
        if self._is_sent:
            for piece in self._answer.pieces:
                patience.expect(PIECE_SECONDS)
                yield piece
                patience.rest()

    def close(self) -> None:
        self._answer.close()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _health() -> dict[str, str | None]:
    return {
        "status": "normal",
        "message": "System is operating normally.",
        "timestamp": _now(),
        "incident": None,
    }
