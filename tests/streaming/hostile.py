"""Files that somebody wrote to do harm, or that broke on their way: forty of them.

Each class of hole that media servers had (files named from inside files, sizes nobody
has, loops, floods of small things) is here, and damage drawn by a fixed seed.
"""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.library_files import JPEG, PNG, video_bytes
from tests.streaming.films import make

HUGE = 0x7FFFFFFF


def box(name: bytes, *inside: bytes, size: int | None = None) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8 if size is None else size) + name + body


def element(mark: bytes, body: bytes, size: int | None = None) -> bytes:
    """Of Matroska, with its length in eight bytes."""
    length = len(body) if size is None else size
    return mark + struct.pack(">Q", length | 1 << 56) + body


FTYP = box(b"ftyp", b"isom", bytes(4), b"isom")
EBML = element(b"\x1aE\xdf\xa3", element(b"\x42\x82", b"matroska"))


def lists() -> Iterator[tuple[str, bytes]]:
    """What names other files, and pretends to be a film by its name alone."""
    secret = b"file:///etc/passwd"
    yield "playlist.mp4", b"#EXTM3U\n#EXTINF:9,\n" + secret + b"\n"
    yield "playlist_http.mkv", b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n"
    yield "concat.mp4", b"ffconcat version 1.0\nfile '/etc/passwd'\n"
    yield (
        "dash.mp4",
        b'<?xml version="1.0"?><MPD><BaseURL>' + secret + b"</BaseURL></MPD>",
    )
    yield "sdp.mkv", b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"
    yield (
        "asx.mp4",
        b'<asx version="3.0"><entry><ref href="rtsp://127.0.0.1/"/></entry></asx>',
    )
    yield (
        "svg.mp4",
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
    )
    yield "script.mp4", b"#!/bin/sh\ntouch harm\n"
    yield "picture.mp4", JPEG
    yield "picture.mkv", PNG
    yield "packed.mp4", gzip.compress(video_bytes())


def containers() -> Iterator[tuple[str, bytes]]:
    """Boxes and elements that lie."""
    yield "empty.mp4", b""
    yield "one_byte.mp4", b"\x00"
    yield "head_only.mp4", FTYP
    yield "huge_moov.mp4", FTYP + box(b"moov", size=HUGE)
    yield "long_size.mp4", FTYP + struct.pack(">I4sQ", 1, b"moov", 2**63 - 1)
    yield "size_zero.mp4", FTYP + struct.pack(">I", 0) + b"moov" + bytes(64)
    yield "tiny_boxes.mp4", FTYP + box(b"moov", box(b"free") * 200_000)
    deep = b""
    for _ in range(20_000):
        deep = box(b"trak", deep)
        if len(deep) > 200_000:
            break
    yield "deep.mp4", FTYP + box(b"moov", deep)
    table = struct.pack(">IIII", 0, 0, HUGE, 1)
    yield "huge_table.mp4", FTYP + moov(box(b"stsz", table))
    yield "outside.mp4", FTYP + moov(dref=reference(b"file:///etc/passwd"))
    yield "outside_http.mp4", FTYP + moov(dref=reference(b"http://127.0.0.1:9/x"))
    yield "many_tracks.mp4", FTYP + box(b"moov", *([track()] * 3000))
    yield "ebml_only.mkv", EBML
    yield "ebml_huge.mkv", EBML + element(b"\x18\x53\x80\x67", b"", size=2**55)
    yield "ebml_deep.mkv", EBML + nested(b"\x18\x53\x80\x67", 3000)
    name = element(b"\x46\x6e", b"../../../../etc/cron.d/harm")
    attached = element(b"\x61\xa7", name + element(b"\x46\x5c", b"x"))
    attachments = element(b"\x19\x41\xa4\x69", attached)
    yield "attachment.mkv", EBML + element(b"\x18\x53\x80\x67", attachments)
    yield "chapters.mkv", EBML + element(b"\x18\x53\x80\x67", chapters(20_000))
    yield "noise.ts", b"".join(b"G" + bytes(187) for _ in range(3000))
    drawn = random.Random(6)
    yield "random.ts", b"".join(b"G" + drawn.randbytes(187) for _ in range(3000))
    yield (
        "avi.avi",
        b"RIFF" + struct.pack("<I", HUGE) + b"AVI LIST" + drawn.randbytes(4000),
    )


def damaged(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Real films with bytes that another wrote, and cut off."""
    drawn = random.Random(7)
    for name in ("film.mp4", "film.mkv", "film.ts"):
        whole = make(folder, name, seconds=3).read_bytes()
        for number in range(3):
            data = bytearray(whole)
            for _ in range(2 ** (4 + 3 * number)):
                data[drawn.randrange(len(data))] = drawn.randrange(256)
            yield f"flipped{number}_{name}", bytes(data)
        yield f"short_{name}", whole[: len(whole) // 3]


def files(folder: Path) -> dict[str, bytes]:
    makers: list[Callable[[], Iterator[tuple[str, bytes]]]] = [lists, containers]
    found = {name: data for maker in makers for name, data in maker()}
    return found | dict(damaged(folder))


def nested(mark: bytes, depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = element(mark, body)
    return body


def chapters(count: int) -> bytes:
    atom = element(b"\xb6", element(b"\x91", b"\x01") + element(b"\x92", b"\x02"))
    return element(b"\x10\x43\xa7\x70", element(b"\x45\xb9", atom * count))


def reference(address: bytes) -> bytes:
    entry = box(b"url ", bytes(4), address, b"\x00")
    return box(b"dref", bytes(4), struct.pack(">I", 1), entry)


def track(*tables: bytes, dref: bytes = b"") -> bytes:
    avc1 = box(
        b"avc1", bytes(6), b"\x00\x01", bytes(16), b"\xff\xff\xff\xff", bytes(50)
    )
    stsd = box(b"stsd", bytes(4), struct.pack(">I", 1), avc1)
    stbl = box(b"stbl", stsd, *tables)
    minf = box(b"minf", box(b"dinf", dref), stbl)
    mdhd = box(b"mdhd", bytes(12), struct.pack(">II", 1, HUGE), bytes(4))
    hdlr = box(b"hdlr", bytes(8), b"vide", bytes(13))
    return box(b"trak", box(b"mdia", mdhd, hdlr, minf))


def moov(*tables: bytes, dref: bytes = b"") -> bytes:
    return box(b"moov", track(*tables, dref=dref))
