"""Cues as a WebVTT file that holds nothing but text, bold, italic and underline.  Pure.

Everything else of the marks is dropped with its attributes, and what remains of `<`,
`>` and `&` is written so that it shows as itself: no cue becomes a tag, a line of
times or a block of styles.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

from streaming.captions.cues import Cue

_TAG: Final = re.compile(r"<(/?)([biu])(?:[.\s][^<>]{0,200})?>", re.IGNORECASE)
#: What looks like a mark of any kind: tags, times inside a cue, comments.
_MARK: Final = re.compile(r"</?[A-Za-z!?0-9][^<>]{0,500}>|</>|\{\\[^{}]{0,200}\}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def write(cues: Iterable[Cue]) -> bytes:
    """The file, in UTF-8."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        text = clean(cue.text)
        if text:
            parts.append(f"\n{_time(cue.start_ms)} --> {_time(cue.end_ms)}\n{text}\n")
    return "".join(parts).encode("utf-8", errors="replace")


def clean(text: str) -> str:
    """A cue's text with only what may be in it."""
    text = _CONTROL.sub("", html.unescape(text))
    pieces, open_tags, at = [], [], 0
    for match in _MARK.finditer(text):
        pieces.append(_shown(text[at : match.start()]))
        at = match.end()
        tag = _TAG.fullmatch(match[0])
        if tag is None:
            continue
        name = tag[2].lower()
        if not tag[1]:
            open_tags.append(name)
            pieces.append(f"<{name}>")
        elif open_tags and open_tags[-1] == name:
            open_tags.pop()
            pieces.append(f"</{name}>")
    pieces.append(_shown(text[at:]))
    pieces += [f"</{name}>" for name in reversed(open_tags)]
    lines = ("".join(pieces)).split("\n")
    return "\n".join(line for line in lines if line.strip())


def _shown(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
