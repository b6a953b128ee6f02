"""The body of a webhook, read only as far as it may be.

Refuses what is longer than 64 KiB, or of no declared length, without reading it; what
is not JSON by its type or its text; and JSON that is no object.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from django.http import HttpRequest
from django.http.request import UnreadablePostError

LONGEST: Final = 64 * 1024

_T = TypeVar("_T")


class BodyError(Exception):
    """A body that is refused: the status of the answer, and why in a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def read_body(request: HttpRequest, shape: type[_T]) -> _T:
    """The body as a `shape`; an empty body is an empty object.  Raises BodyError."""
    raw = read_raw(request)
    if raw:
        must_be_json(request)
    return shaped(raw, shape)


def must_be_json(request: HttpRequest) -> None:
    """Raises BodyError for a body that calls itself something else."""
    if request.content_type != "application/json":
        raise BodyError(415, "Send the body as application/json.")


def shaped(raw: bytes, shape: type[_T]) -> _T:
    """These bytes as a `shape`; none are an empty object.  Raises BodyError."""
    raw = raw or b"{}"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BodyError(400, "The body is not UTF-8.") from None
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.ValidationError:
        raise BodyError(400, "The body does not have the shape expected.") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise BodyError(400, "The body is not JSON.") from None


def read_raw(request: HttpRequest) -> bytes:
    """The body as it came.  Raises BodyError."""
    if "HTTP_TRANSFER_ENCODING" in request.META:
        # Of such a body Django would see nothing, which must not pass for empty.
        raise BodyError(413, "Send the body with a Content-Length.")
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not (declared.isascii() and declared.isdigit()):
        raise BodyError(400, "Content-Length is not a number.")
    if len(declared) > 10 or int(declared) > LONGEST:
        raise BodyError(413, f"The body is longer than {LONGEST // 1024} KiB.")
    try:
        body = request.body
    except UnreadablePostError:
        raise BodyError(400, "The body broke off.") from None
    if len(body) != int(declared):
        raise BodyError(400, "The body broke off.")
    return body
