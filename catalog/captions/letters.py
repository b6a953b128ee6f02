"""Bytes of a caption file as text.  Pure.

Many files say nothing about their letters: a mark at the beginning decides, else
UTF-8 where it is possible, else Windows' western letters, in which every byte has a
meaning or a replacement.
"""

from __future__ import annotations

import codecs
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ARCHIVES: Final = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
_OTHER: Final = "These are not captions but another kind of file."
#: How much is looked at to see UTF-16 without a mark.
_SAMPLE: Final = 4096


class NotTextError(ValueError):
    """The bytes are no text at all, such as an archive."""


def decode(body: bytes) -> str:
    """The text, with one kind of line end.  Raises NotTextError."""
    text = _decoded(body).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "")


def _decoded(body: bytes) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    if body.startswith(_ARCHIVES):
        raise NotTextError(_OTHER)
    sample = body[:_SAMPLE]
    zeros = sample.count(0)
    if zeros > len(sample) // 4:
        odd = sample[1::2].count(0)
        encoding = "utf-16-le" if odd > zeros // 2 else "utf-16-be"
        return body.decode(encoding, errors="replace")
    if zeros > len(sample) // 20:
        raise NotTextError(_OTHER)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
