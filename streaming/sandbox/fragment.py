"""Fragmented MP4 whose fragments are made apart and meet: the muxer as we use it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import av
from av.container import OutputContainer

#: Added to every time, in seconds: nothing is decoded before zero.
OFFSET: Final = 10
_FLAGS: Final = (
    "frag_custom+empty_moov+default_base_moof+frag_discont+skip_sidx+skip_trailer"
)
#: What MP4 says of these is read from their first packet.
SAID_BY_PACKETS: Final = frozenset({"ac3", "eac3", "truehd", "dts"})


class Fragment:
    """One being written; `parts` has its init and itself once that is done."""

    def __init__(self, container: OutputContainer) -> None:
        self.container = container
        self.parts = (b"", b"")


@contextmanager
def fragment(codec: str) -> Iterator[Fragment]:
    """A fragment of a track in this codec, to be written within."""
    target = io.BytesIO()
    flags = _FLAGS + ("+delay_moov" if codec in SAID_BY_PACKETS else "")
    with av.open(
        target,
        "w",
        format="mp4",
        options={
            "movflags": flags,
            "avoid_negative_ts": "disabled",
            "use_editlist": "0",
            "strict": "experimental",
        },
    ) as container:
        made = Fragment(container)
        yield made
        # Also where nothing is in it: its init is asked for.
        container.start_encoding()
    made.parts = _parted(target.getvalue())


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """What comes before the first fragment, and the rest."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"moof":
            return data[:at], data[at:]
        if size < 8:
            break
        at += size
    return data, b""
