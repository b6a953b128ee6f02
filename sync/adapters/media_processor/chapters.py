"""Chapters from a small WEBVTT file, read with caps on everything.  Pure."""

from __future__ import annotations

import re
from typing import Final

from sync.adapters.media_processor import values
from sync.types import JSONValue

CHAPTERS: Final = 1000
_LINE: Final = 4096
_TIME: Final = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_CUE: Final = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:\s.*)?", re.ASCII)
_MARKUP: Final = re.compile(r"<[^<>]{0,200}>")
_DAY_MS: Final = 100 * 3600 * 1000


class NotChaptersError(Exception):
    """The document is no WEBVTT file."""


def parse(body: bytes) -> list[JSONValue]:
    """``{start_ms, end_ms, title}`` in order of time.

    Cues without length, with impossible times or without a title that shows are left
    out; a title may say "Chapter 01", it is kept as given.
    """
    document = body.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if not document.startswith("WEBVTT"):
        raise NotChaptersError
    found: dict[tuple[int, int], str] = {}
    span: tuple[int, int] | None = None
    for line in document.splitlines():
        if len(line) > _LINE or not line.strip():
            span = None
        elif "-->" in line:
            span = _span(line)
        elif span is not None and span not in found:
            title = values.text(_MARKUP.sub("", line), 500)
            if title is not None:
                found[span] = title
            if len(found) >= CHAPTERS:
                break
    return [
        {"start_ms": start, "end_ms": end, "title": title}
        for (start, end), title in sorted(found.items())
    ]


def _span(line: str) -> tuple[int, int] | None:
    match = _CUE.fullmatch(line)
    if match is None:
        return None
    parts = [int(part or 0) for part in match.groups()]
    start, end = _milliseconds(parts[:4]), _milliseconds(parts[4:])
    return (start, end) if start < end <= _DAY_MS else None


def _milliseconds(parts: list[int]) -> int:
    hours, minutes, seconds, rest = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
