"""The body of an answer, decoded, and never more of it than allowed.

Accepted are gzip and no encoding at all; the cap counts decoded bytes, so that a small
bomb stays small.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from urllib3.response import BaseHTTPResponse

from doors.failures import OutboundError, place


def decoded(
    raw: BaseHTTPResponse, url: str, cap: int, block: int, *, whole: bool
) -> Iterator[bytes]:
    """The decoded blocks.  Beyond `cap`: an error if `whole`, else just the end."""
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    wire = raw.stream(block, decode_content=False)
    if encoding in ("", "identity"):
        length = raw.headers.get("Content-Length", "")
        if whole and length.isascii() and length.isdigit() and int(length) > cap:
            raise _too_large(url, cap)
        blocks = wire
    elif encoding in ("gzip", "x-gzip"):
        blocks = _gunzip(wire, url, block)
    else:
        raise OutboundError(
            "bad_encoding",
            f"{place(url)} answered in an encoding that was not asked for.",
        )
    total = 0
    for data in blocks:
        total += len(data)
        if total > cap:
            if whole:
                raise _too_large(url, cap)
            yield data[: len(data) - (total - cap)]
            return
        yield data


def _too_large(url: str, cap: int) -> OutboundError:
    return OutboundError(
        "too_large", f"{place(url)} is larger than the {cap} bytes allowed."
    )


def _gunzip(wire: Iterator[bytes], url: str, block: int) -> Iterator[bytes]:
    member = zlib.decompressobj(wbits=31)
    started = False
    for data in wire:
        pending = bool(data)
        while pending:
            if member.eof:
                member = zlib.decompressobj(wbits=31)
            started = True
            try:
                out = member.decompress(data, block)
            except zlib.error:
                raise OutboundError(
                    "bad_encoding", f"{place(url)} answered with broken gzip."
                ) from None
            if out:
                yield out
            data = member.unused_data if member.eof else member.unconsumed_tail
            # A full block may have left output behind though all input is taken.
            pending = bool(data) or (len(out) == block and not member.eof)
    if started and not member.eof:
        raise OutboundError("truncated", f"{place(url)} broke off in mid-answer.")
