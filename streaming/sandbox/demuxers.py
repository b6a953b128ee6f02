"""Opens a film with the demuxer its first bytes ask for, and with no other.

Nothing is guessed: a playlist, a list of other files or a script, which libavformat
would read too, is no film.
"""

from __future__ import annotations

from typing import Final

import av
from av.container import InputContainer

from streaming.sandbox.served import Served

_HEAD: Final = 400
_ATOMS: Final = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
#: What is read at once: fewer questions to the parent.
_BUFFER: Final = 256 * 1024


class UnreadableError(Exception):
    """What it is instead of a film that can be read, in words."""


def demuxer_of(head: bytes) -> str:
    """The name of the demuxer for a file with these first bytes.

    Raises UnreadableError.
    """
    if not head:
        raise UnreadableError("The file is empty.")
    if head[4:8] in _ATOMS:
        return "mp4"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if head[:1] == b"G" and head[188:189] in (b"G", b""):
        return "mpegts"
    if head[4:5] == b"G" and head[196:197] == b"G":
        return "mpegts"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    raise UnreadableError("The file is no MP4, Matroska, WebM, MPEG-TS or AVI file.")


def open_film(film: Served) -> InputContainer:
    """The container.  Raises UnreadableError, FFmpegError or OSError."""
    name = demuxer_of(film.read(_HEAD))
    film.seek(0)
    options = {"protocol_whitelist": "", "analyzeduration": "5000000"}
    if name == "avi":
        # It does not say when frames are shown.
        options["fflags"] = "genpts"
    return av.open(
        film,
        mode="r",
        format=name,
        options=options,
        metadata_errors="replace",
        buffer_size=_BUFFER,
    )
