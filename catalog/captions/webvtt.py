"""Cues as a WebVTT file that holds nothing but text, bold, italic and underline.  Pure.

Everything else of the marks is dropped with its attributes, and what remains of `<`,
`>` and `&` is written so that it shows as itself: no cue becomes a tag, a line of
times or a block of styles.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from catalog.captions.cues import Cue

_TAG: Final = re.compile(r"<(/?)([biu])(?:[.\s][^<>]{0,200})?>", re.IGNORECASE)
#: What looks like a mark of any kind: tags, times inside a cue, comments.
_MARK: Final = re.compile(r"</?[A-Za-z!?0-9][^<>]{0,500}>|</>|\{\\[^{}]{0,200}\}")
#: The marks that `clean` leaves.
_WRITTEN: Final = re.compile(r"</?[biu]>")
_ARROW: Final = " --> "
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def write(cues: Iterable[Cue]) -> bytes:
    """The file, in UTF-8."""
    cleaned = (Cue(cue.start_ms, cue.end_ms, clean(cue.text)) for cue in cues)
    return _file(cue for cue in cleaned if cue.text)


def _file(cues: Iterable[Cue]) -> bytes:
    parts = ["WEBVTT\n"]
    parts += (
        f"\n{time_of(cue.start_ms)}{_ARROW}{time_of(cue.end_ms)}\n{cue.text}\n"
        for cue in cues
    )
    return "".join(parts).encode("utf-8", errors="replace")


def read(body: bytes) -> Iterator[Cue]:
    """The cues of a file that `write` made, with their text as it stands there."""
    for block in body.decode("utf-8").split("\n\n")[1:]:
        times, _, text = block.partition("\n")
        start, _, end = times.partition(_ARROW)
        yield Cue(_ms(start), _ms(end), text.rstrip("\n"))


def shifted(body: bytes, ms: int) -> bytes:
    """A file that `write` made, with its cues later by so much, or earlier.

    No cue begins before the film does, and none is left that would be over by then.
    """
    if not ms:
        return body
    moved = (Cue(max(0, c.start_ms + ms), c.end_ms + ms, c.text) for c in read(body))
    # Written as they stand: what is clean would be read as marks once more.
    return _file(cue for cue in moved if cue.end_ms > 0)


def plain(text: str) -> str:
    """A cue's text of such a file without its marks, as people read it."""
    return html.unescape(_WRITTEN.sub("", text))


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


def time_of(ms: int) -> str:
    """``01:02:03.456``."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _ms(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds.replace(".", ""))
