"""Cues of SubRip, WebVTT and ASS files, read strictly and with caps.  Pure.

Only times and text are taken.  Styles, regions, notes, positions, drawings and
commands are left out; a cue with impossible times is dropped, and counted nowhere but
in what is missing.  Every line is read once: no file takes longer than its size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

#: No larger file is read.
LARGEST_BYTES: Final = 10 * 1024 * 1024
MOST_CUES: Final = 100_000
#: Longer lines and texts are cut: nobody reads them off a screen.
LONGEST_LINE: Final = 4096
LONGEST_TEXT: Final = 2000
#: No film lasts longer, and no cue stays longer.
_LATEST_MS: Final = 24 * 3600 * 1000
_LONGEST_MS: Final = 10 * 60 * 1000

_TIME: Final = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_ARROW: Final = re.compile(rf"\s*{_TIME}\s*--?>\s*{_TIME}(?:\s|$)", re.ASCII)
_ASS_TIME: Final = re.compile(r"\s*(\d{1,2}):(\d{2}):(\d{2})[.:](\d{2})\s*", re.ASCII)
_ASS_COMMANDS: Final = re.compile(r"\{[^{}]*\}")
_ASS_DRAWING: Final = re.compile(r"\\p[1-9]")


class NoCuesError(ValueError):
    """Nothing in the text can be shown."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Text from one moment to another, with whatever marks the file had."""

    start_ms: int
    end_ms: int
    text: str


def read(text: str) -> list[Cue]:
    """The cues of a file of any known kind, in order of time.  Raises NoCuesError."""
    is_ass = "[Events]" in text[:200_000] and "Dialogue:" in text
    found: list[Cue] = []
    for cue in _ass(text) if is_ass else _blocks(text):
        if _is_possible(cue):
            found.append(cue)
            if len(found) == MOST_CUES:
                break
    if not found:
        raise NoCuesError("There are no captions in this file.")
    return sorted(found, key=lambda cue: (cue.start_ms, cue.end_ms))


def _blocks(text: str) -> Iterator[Cue]:
    """SubRip and WebVTT: a line of times, then text up to an empty line."""
    span: tuple[int, int] | None = None
    lines: list[str] = []
    held = 0
    for line in _lines(text):
        match = _ARROW.match(line) if "->" in line else None
        if match is not None:
            if span is not None:
                # The number of the next cue may stand before its times.
                yield Cue(*span, _joined(_without_number(lines)))
            parts = match.groups()
            span, lines, held = (_ms(*parts[:4]), _ms(*parts[4:])), [], 0
        elif not line.strip():
            if span is not None and lines:
                yield Cue(*span, _joined(lines))
                span, lines = None, []
        elif span is not None and held < LONGEST_TEXT:
            lines.append(line)
            held += len(line)
    if span is not None:
        yield Cue(*span, _joined(lines))


def _without_number(lines: list[str]) -> list[str]:
    return lines[:-1] if lines and lines[-1].strip().isdigit() else lines


def _ass(text: str) -> Iterator[Cue]:
    """The spoken lines of an ASS or SSA file; signs stay, drawings do not."""
    columns: tuple[str, ...] = (
        "layer",
        "start",
        "end",
        "style",
        "name",
        "l",
        "r",
        "v",
        "effect",
    )
    for line in _lines(text):
        kind, colon, rest = line.partition(":")
        if not colon:
            continue
        if kind.strip() == "Format" and "text" in rest.lower():
            columns = tuple(part.strip().lower() for part in rest.split(",")[:-1])
        elif kind.strip() == "Dialogue":
            values = rest.split(",", len(columns))
            if len(values) != len(columns) + 1:
                continue
            row = dict(zip(columns, values, strict=False))
            start, end = _ass_ms(row.get("start")), _ass_ms(row.get("end"))
            said = values[-1]
            if start is None or end is None or _ASS_DRAWING.search(said):
                continue
            said = _ASS_COMMANDS.sub("", said)
            said = said.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
            yield Cue(start, end, _joined(said.split("\n")))


def _ass_ms(text: str | None) -> int | None:
    match = _ASS_TIME.fullmatch(text or "")
    if match is None:
        return None
    hours, minutes, seconds, hundredths = (int(part) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10


def _lines(text: str) -> Iterator[str]:
    """Line by line, without a copy of the whole."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start : min(end, start + LONGEST_LINE)]
        start = end + 1


def _joined(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())[:LONGEST_TEXT]


def _ms(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(rest.ljust(3, "0"))


def _is_possible(cue: Cue) -> bool:
    return (
        bool(cue.text.strip())
        and cue.start_ms < cue.end_ms <= _LATEST_MS
        and cue.end_ms - cue.start_ms <= _LONGEST_MS
    )
