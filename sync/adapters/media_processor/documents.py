"""The small files beside the videos: fetched, checked, or found missing.

Missing (404, 410) is None.  What cannot be fetched raises NotNowError, and so does a
page that stands in for the document, such as a proxy's "back soon", or half of one; a
document with the wrong things in it raises BadItemError.  After several failures in a
row to reach the file server at all, it is left alone for the rest of the scan.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from doors.http import Answer, OutboundError
from sync.adapters.media_processor import chapters, excerpts
from sync.adapters.media_processor.client import Client
from sync.adapters.media_processor.faults import BadItemError, NotNowError
from sync.types import JSONValue

#: So many requests in a row without any answer, and the file server counts as gone.
GONE_AFTER: Final = 5
_PLACEHOLDER_BYTES: Final = 64 * 1024
_PNG: Final = b"\x89PNG\r\n\x1a\n"
T = TypeVar("T")


class Documents:
    """The detail documents of one server during one scan; used by several threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._failures = 0

    def metadata(self, url: str, what: str) -> dict[str, Any] | None:
        body = self._document(url, what)
        if body is None:
            return None
        try:
            document = json.loads(
                body.decode("utf-8"),
                object_pairs_hook=_unique,
                parse_constant=_no_constant,
            )
        except _DoubledError as error:
            text = body.decode("utf-8", errors="replace")
            at = max(0, text.rfind(json.dumps(str(error), ensure_ascii=False)))
            raise BadItemError(
                "bad_document",
                f"{what} holds the key {str(error)[:80]!r} twice.",
                excerpts.around(text, at),
            ) from None
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise NotNowError("not_json", f"{what} is not valid JSON.") from None
        except (ValueError, RecursionError):
            raise BadItemError(
                "bad_document",
                f"{what} is nested too deeply or holds an impossible number.",
                _start(body),
            ) from None
        if not isinstance(document, dict):
            raise BadItemError(
                "bad_document", f"{what} is not an object.", _start(body)
            )
        return document

    def chapters(self, url: str, what: str) -> list[JSONValue] | None:
        body = self._document(url, what)
        if body is None:
            return None
        try:
            return chapters.parse(body)
        except chapters.NotChaptersError:
            raise BadItemError(
                "bad_document", f"{what} is not a WEBVTT file.", _start(body)
            ) from None

    def placeholder(self, url: str, what: str) -> str | None:
        """A tiny PNG as a data address; anything else is no value."""
        try:
            answer = self._fetch(url, what)
        except BadItemError:
            return None
        body = answer.body if answer else None
        if body is None or len(body) > _PLACEHOLDER_BYTES:
            return None
        try:
            image = base64.b64decode(b"".join(body.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
        if not image.startswith(_PNG):
            return None
        return f"data:image/png;base64,{base64.b64encode(image).decode('ascii')}"

    def _document(self, url: str, what: str) -> bytes | None:
        answer = self._fetch(url, what)
        if answer is None:
            return None
        if "text/html" in answer.headers.get("content-type", "").lower():
            raise NotNowError("web_page", f"{what} came as a web page.")
        return answer.body

    def _fetch(self, url: str, what: str) -> Answer | None:
        with self._lock:
            gone = self._failures >= GONE_AFTER
        if gone:
            raise NotNowError(
                "files_unreachable",
                f"{what} was not asked for: the file server stopped answering.",
            )
        try:
            answer = self._client.document(url)
        except OutboundError as error:
            self._note(answered=not error.is_connection)
            if error.is_missing:
                return None
            message = f"{what} could not be read: {error.message}"
            if error.code in ("too_large", "bad_encoding"):
                raise BadItemError("bad_document", message) from None
            raise NotNowError(error.code, message) from None
        self._note(answered=True)
        return answer

    def _note(self, *, answered: bool) -> None:
        with self._lock:
            if answered:
                # Once gone, late answers of other threads do not bring it back.
                if self._failures < GONE_AFTER:
                    self._failures = 0
            else:
                self._failures += 1


class Once(Generic[T]):
    """A value made at most once, by the first thread that needs it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._value: T | None = None
        self._error: Exception | None = None
        self._done = False

    def get(self) -> T:
        with self._lock:
            if not self._done:
                try:
                    self._value = self._make()
                except (BadItemError, NotNowError) as error:
                    self._error = error
                self._done = True
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]


class _DoubledError(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _DoubledError(name)
            seen.add(name)
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _start(body: bytes) -> str:
    return body[:300].decode("utf-8", errors="replace")
