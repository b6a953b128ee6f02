"""Where in an excerpt the bad place is, told from what was said about it.  Pure.

An excerpt shows what holds the member at fault; the reason names it, as a path such as
``$.urls.mp4`` or a key in quotes.  Where neither is found nothing is marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: Reasons of which the excerpt is the bad place itself, whole.
_WHOLE: Final = frozenset({"bad_number", "bad_name", "listed_twice"})
_PATH: Final = re.compile(r"at `(\$[^`]*)`")
_LAST: Final = re.compile(r"(?:\.([^.\[\]]+)|\[(\d+)\])$")
_TWICE: Final = re.compile(r"the key '(.+?)' twice")
_NO_NUMBER: Final = re.compile(r"(?<![\"\w])(?:-?Infinity|NaN)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An excerpt in three pieces, the bad one in the middle, and where that begins."""

    before: str
    bad: str = ""
    after: str = ""
    path: str = ""

    @property
    def line(self) -> int:
        """The line of the excerpt it begins in."""
        return self.before.count("\n") + 1

    @property
    def column(self) -> int:
        """And the column there."""
        return len(self.before) - self.before.rfind("\n")


def marked(code: str, message: str, sample: str) -> Marked:
    """The excerpt with its bad place."""
    found = _PATH.search(message)
    path = found[1] if found else ""
    span = _span(code, message, sample, path)
    if span is None:
        return Marked(before=sample, path=path)
    start, end = span
    return Marked(
        before=sample[:start], bad=sample[start:end], after=sample[end:], path=path
    )


def _span(code: str, message: str, sample: str, path: str) -> tuple[int, int] | None:
    if code in _WHOLE and sample:
        return 0, len(sample)
    if last := _LAST.search(path):
        member = (
            rf'^  "{re.escape(last[1])}": .*$' if last[1] else rf"^\[{last[2]}\]: .*$"
        )
        if here := re.search(member, sample, re.MULTILINE):
            return here.start(), here.end()
    if twice := _TWICE.search(message):
        at = sample.rfind(f'"{twice[1]}"')
        if at >= 0:
            return at, at + len(twice[1]) + 2
    if here := _NO_NUMBER.search(sample):
        return here.span()
    return None
