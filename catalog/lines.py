"""Lists and entries as lines of text, for a person to read and to edit, and back.

A list has a line for each member; what a member is made of stands side by side:
``Ann Berg | Captain``.  An entry is its address, or has a line for each part:
``label: English``.  Durations are written as clocks show them.  What lines cannot say,
such as a name with a line break in it, stays JSON: nothing is lost on the way.  Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from catalog.fields import ENTRY_MEMBERS, Field, JSONValue, Merge, Type

#: What the members of each list are made of, in the order of their columns.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "cast": ("name", "character", "profile"),
    "crew": ("name", "job"),
    "audio_tracks": ("codec", "channels", "sample_rate", "bitrate", "language"),
    "subtitle_tracks": ("codec", "language"),
    "chapters": ("start_ms", "end_ms", "title"),
}
_NUMBERS: Final = frozenset({"channels", "sample_rate", "bitrate", "size_bytes"})
_WORDS: Final[Mapping[str, str]] = {
    "profile": "address of a picture",
    "sample_rate": "sample rate",
    "bitrate": "bits per second",
    "start_ms": "start",
    "end_ms": "end",
}
_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)(?:\.(\d{3}))?", re.ASCII)


def to_text(declared: Field, value: JSONValue) -> str:
    """A value as a form shows it; no value is no text."""
    if value is None:
        return ""
    if declared.name == "external_ids" or declared.type in {Type.TEXT, Type.DATE}:
        return str(value)
    plain = _plain(declared, value)
    # Browsers make line ends of what is none.
    is_kept = plain is not None and _bare(_read(declared, plain)) == _bare(value)
    if plain is not None and is_kept and "\r" not in plain:
        return plain
    return json.dumps(value, ensure_ascii=False)


def to_typed(declared: Field, text: str) -> str:
    """The text of a form as `catalog.entered.read` takes it: lists as JSON."""
    read = _read(declared, text)
    return text if read is None else json.dumps(read, ensure_ascii=False)


def hint(declared: Field) -> str:
    """How such a value is written, where it is not plain."""
    if declared.type is Type.LIST:
        columns = _COLUMNS.get(declared.name)
        if columns is None:
            return "One per line."
        words = " | ".join(_WORDS.get(column, column) for column in columns)
        times = ", times as 0:01:30" if declared.name == "chapters" else ""
        return f"One per line: {words}{times}."
    if declared.name in ENTRY_MEMBERS:
        members = ", ".join(ENTRY_MEMBERS[declared.name])
        return f"The address alone, or a line for each part: {members}."
    if declared.name.endswith("_ms"):
        return "Hours, minutes and seconds, as 1:41:00."
    return {"rating": "0 to 10.", "bitrate": "Bits per second."}.get(declared.name, "")


def _plain(declared: Field, value: JSONValue) -> str | None:
    """The value in lines, right or not; None where it has no such shape."""
    if declared.merge is Merge.KEYED:
        if not isinstance(value, Mapping):
            return None
        parts = _said(value)
        if list(parts) == ["url"]:
            return str(parts["url"])
        return "\n".join(f"{name}: {_cell(name, p)}" for name, p in parts.items())
    if declared.type is not Type.LIST:
        return _cell(declared.name, value)
    if not isinstance(value, Sequence):
        return None
    columns = _COLUMNS.get(declared.name)
    if columns is None:
        return "\n".join(str(member) for member in value)
    return "\n".join(
        " | ".join(_cell(name, member.get(name)) for name in columns).rstrip(" |")
        for member in value
        if isinstance(member, Mapping)
    )


def _read(declared: Field, text: str) -> JSONValue:
    """What the lines say; None where the text is none of lines."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return None
    if declared.name in ENTRY_MEMBERS:
        return _entry(declared.name, text)
    if declared.type is Type.LIST:
        return None if text.startswith("[") else _members(declared.name, text)
    return _value(declared.name, text) if declared.name.endswith("_ms") else None


def _entry(name: str, text: str) -> JSONValue:
    if text.startswith(("http://", "https://")) and "\n" not in text:
        return {"url": text}
    parts = [line.partition(":") for line in text.split("\n") if line.strip()]
    named = {key.strip(): _value(key.strip(), part.strip()) for key, _, part in parts}
    is_lines = len(named) == len(parts) and set(named) <= set(ENTRY_MEMBERS[name])
    return named if is_lines else None


def _members(name: str, text: str) -> list[JSONValue]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    columns = _COLUMNS.get(name)
    if columns is None:
        return [*lines]
    # More than there are columns for stays in the last, whose check says what fits.
    cells = [
        [cell.strip() for cell in line.split("|", len(columns) - 1)] for line in lines
    ]
    return [
        {
            column: _value(column, cell)
            for column, cell in zip(columns, row, strict=False)
            if cell
        }
        for row in cells
    ]


def _cell(name: str, value: JSONValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return json.dumps(value)
    if name.endswith("_ms") and isinstance(value, int):
        seconds, rest = divmod(value, 1000)
        clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        return f"{clock}.{rest:03}" if rest else clock
    return str(value)


def _value(name: str, text: str) -> JSONValue:
    if name == "pending":
        return {"true": True, "false": False}.get(text, text)
    if name.endswith("_ms") and (read := _CLOCK.fullmatch(text)):
        hours, minutes, seconds, rest = (int(part or 0) for part in read.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
    is_number = name in _NUMBERS or name.endswith("_ms")
    if is_number and text.isascii() and text.isdecimal() and len(text) < 20:
        return int(text)
    return text


def _said(parts: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    """The parts that say something."""
    return {k: v for k, v in parts.items() if v is not None and v is not False}


def _bare(value: JSONValue) -> JSONValue:
    """The value without what says nothing: both ways mean the same."""
    if isinstance(value, Mapping):
        return _said(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_bare(member) for member in value]
    return value
