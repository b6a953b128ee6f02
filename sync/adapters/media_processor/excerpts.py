"""The part of a document that is wrong, with what stands around it.  Pure.

Made for people: a few lines, long values cut, nothing that is called a secret.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

_LONGEST: Final = 120
_AROUND: Final = 6
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_SECRET: Final = re.compile(r"token|secret|passw|api_?-?key|cookie|auth", re.IGNORECASE)


def at_path(raw: Any, path: str) -> str:
    """What holds the member at a path such as ``$.urls.mp4[2].size``, as JSON.

    Where a path does not say which (``[...]``), what holds all of them.
    """
    holder: Any = {"item": raw}
    name: str | int = "item"
    for member, number in _STEP.findall(path):
        inner = holder[name]
        if number == "...":
            break
        step = int(number) if number else member
        if isinstance(inner, dict) and step not in inner:
            # A member that is missing: what it is missing in.
            return _shown(inner, None)
        if isinstance(inner, list) and not (
            isinstance(step, int) and step < len(inner)
        ):
            break
        if not isinstance(inner, dict | list):
            break
        holder, name = inner, step
    return _shown(holder, name)


def around(text: str, at: int) -> str:
    """The lines around a place in a document."""
    before = text[:at].count("\n")
    lines = text.splitlines()[max(0, before - _AROUND) : before + _AROUND + 1]
    if any(len(line) > 4 * _LONGEST for line in lines):
        # Written without line breaks: what stands beside it.
        return text[max(0, at - 150) : at + 150]
    return "\n".join(lines)


def _shown(holder: Any, bad: str | int | None) -> str:
    if isinstance(holder, list):
        start = max(0, (bad if isinstance(bad, int) else 0) - 2)
        return "\n".join(
            f"[{number}]: {_value(str(number), holder[number])}"
            for number in range(start, min(start + 5, len(holder)))
        )
    names = list(holder)
    at = names.index(bad) if bad in names else 0
    some = names[max(0, at - _AROUND) : at + _AROUND + 1]
    lines = [f"  {json.dumps(str(n))}: {_value(str(n), holder[n])}" for n in some]
    return "\n".join(["{", *lines, "}"])


def _value(name: str, value: Any) -> str:
    if _SECRET.search(name):
        return '"[hidden]"'
    if isinstance(value, dict | list):
        text = "{\u2026}" if isinstance(value, dict) else "[\u2026]"
        return text if value else text.replace("\u2026", "")
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\u2026"
