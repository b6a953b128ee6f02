"""The two ways an item can fail, raised inside this adapter and turned into events.

`BadItemError`: what the server says is unacceptable; it waits in quarantine.
`NotNowError`: a part could not be fetched; it is read again by the next scan.
"""

from __future__ import annotations

from sync.types import Problem

SAMPLE_CHARACTERS = 300
#: Of an excerpt that has lines.
EXCERPT_CHARACTERS = 2000


class BadItemError(Exception):
    """An item that cannot be accepted; `sample` shows the bad place."""

    def __init__(self, code: str, message: str, sample: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message)
        lines = sample[:EXCERPT_CHARACTERS].split("\n") if "\n" in sample else [sample]
        self.sample = "\n".join(printable(line) for line in lines)


class NotNowError(Exception):
    """A part of an item that did not come; its earlier observation stays."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message)


def printable(sample: str) -> str:
    """An excerpt that can be shown and stored anywhere."""
    shown = sample[:SAMPLE_CHARACTERS]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)
