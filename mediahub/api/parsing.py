"""Bodies of API calls: JSON, small, and text that a database can hold.

Refuses what Python's own decoder lets through: lone surrogates, NaN, bottomless
nesting and any amount of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Final

import msgspec
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

_LONGEST: Final = 64 * 1024


class SmallJSON(BaseParser):
    """application/json of at most 64 KiB."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(_LONGEST + 1)
        if len(raw) > _LONGEST:
            raise ParseError(f"A body has at most {_LONGEST} bytes.")
        if not raw.strip():
            return {}
        try:
            return msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise ParseError("The body is not JSON.") from None
