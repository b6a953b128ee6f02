"""Foreign values made safe and uniform, or no value at all.  Pure.

Text is NFC without control and bidirectional-override characters; a number is finite
and in range, and a bool is never a number; a date exists in the calendar.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

LIST_CAP: Final = 200
NAME_CAP: Final = 200
YEARS: Final = range(1870, 2201)

_BREAKS: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_UNWANTED: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_SPACES: Final = re.compile(r"[\s\u200b]+")
#: Characters that fill a text without showing anything.
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\u180e"
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.DOTALL | re.ASCII)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}", re.ASCII)


def text(value: object, cap: int, *, lines: bool = False) -> str | None:
    """A text for people, at most `cap` characters; with line breaks only if `lines`."""
    if not isinstance(value, str):
        return None
    if not (value.isascii() and value.isprintable()):
        # Cut before normalising: a megabyte of combining marks costs nothing then.
        value = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value[: cap * 4])
        value = _UNWANTED.sub(
            "", _BREAKS.sub("\n", unicodedata.normalize("NFC", value))
        )
        if not lines:
            value = _SPACES.sub(" ", value)
        if not value.strip().strip(_INVISIBLE).strip():
            return None
    return value.strip()[:cap].rstrip() or None


def number(value: object, low: float, high: float) -> float | None:
    """A finite number from low to high; bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if low <= value <= high else None


def whole(value: object, low: int, high: int) -> int | None:
    """A number from low to high, rounded to a whole one."""
    found = number(value, low, high)
    return None if found is None else round(found)


def day(value: object) -> str | None:
    """A real calendar day as YYYY-MM-DD."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return None
    year, month, dom = (int(part) for part in match.groups())
    if year not in YEARS:
        return None
    try:
        return date(year, month, dom).isoformat()
    except ValueError:
        return None


def moment(value: object) -> str | None:
    """A point in time in ISO 8601, as given."""
    if not isinstance(value, str) or not 10 <= len(value) <= 40 or not value.isascii():
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return value if found.year in YEARS else None


@lru_cache(maxsize=1024)
def _language(value: str) -> str | None:
    if not _LANGUAGE.fullmatch(value):
        return None
    # Loaded with the first tag: its tables are a tenth of the start of every part.
    from langcodes import standardize_tag

    try:
        found = standardize_tag(value.replace("_", "-"))
    except ValueError:
        return None
    return None if found in ("und", "") else found


def language(value: object) -> str | None:
    """A BCP 47 tag; None for what is none, and for "und"."""
    if not isinstance(value, str) or len(value) > 35:
        return None
    return _language(value.strip())


def names(value: object, member: str = "name", cap: int = NAME_CAP) -> list[str]:
    """The names in a list of objects or texts, each once, in the order given."""
    found: dict[str, None] = {}
    for entry in members(value):
        name = text(entry.get(member) if isinstance(entry, dict) else entry, cap)
        if name is not None:
            found[name] = None
    return list(found)


def members(value: object) -> list[Any]:
    """A list, capped; anything else is an empty one."""
    return value[:LIST_CAP] if isinstance(value, list) else []
