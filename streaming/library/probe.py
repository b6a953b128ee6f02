"""Reads the header of a video whose folder holds no description of it.

Bounded: the demuxer is fixed, no other file or address can be opened from inside the
container, and bytes and seconds are capped.  A file that cannot be read gives None,
never an error.  Only headers are read; what needs frames (HDR10+) stays unknown.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from fractions import Fraction
from typing import Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from catalog.fields import JSONValue
from streaming.library.media import MediaFacts

logger = logging.getLogger(__name__)

MAX_BYTES: Final = 128 * 1024 * 1024
MAX_SECONDS: Final = 10.0
MAX_STREAMS: Final = 64

#: ISO/IEC 23091-2 transfer characteristics.
TRANSFERS: Final = {
    1: "BT.709",
    4: "BT.470M",
    5: "BT.470BG",
    6: "BT.601",
    8: "Linear",
    13: "sRGB/sYCC",
    14: "BT.2020 (10-bit)",
    15: "BT.2020 (12-bit)",
    16: "PQ",
    18: "HLG",
}
_PQ: Final = 16
_HLG: Final = 18
_DOLBY_TAGS: Final = ("dvh1", "dvhe", "dav1")


class _BoundedFile:
    """A file that ends early once too much was read or too much time went by."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._position = 0
        self._left = MAX_BYTES
        self._deadline = time.monotonic() + MAX_SECONDS

    def read(self, count: int = -1) -> bytes:
        count = min(self._left, count if count >= 0 else self._left)
        if count <= 0 or time.monotonic() > self._deadline:
            return b""
        data = os.pread(self._descriptor, count, self._position)
        self._position += len(data)
        self._left -= len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = (0, self._position, self._size)[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position


def probe(path: str) -> MediaFacts | None:
    """What the container's header says; None where it says nothing sensible."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        logger.warning("%s cannot be opened: %s.", path, error.strerror)
        return None
    try:
        with av.open(
            _BoundedFile(descriptor),
            mode="r",
            format="mp4",
            options={"protocol_whitelist": "", "analyzeduration": "2000000"},
            metadata_errors="replace",
            timeout=(MAX_SECONDS, MAX_SECONDS),
        ) as container:
            return _facts(container, os.fstat(descriptor).st_size)
    except (FFmpegError, OSError, ValueError, ArithmeticError) as error:
        logger.warning("%s is not a video that can be read: %s.", path, error)
        return None
    finally:
        os.close(descriptor)


def _facts(container: InputContainer, size: int) -> MediaFacts | None:
    streams = container.streams
    pictures = [s for s in streams.video if s.width][:MAX_STREAMS]
    sounds = list(streams.audio)[:MAX_STREAMS]
    if not pictures and not sounds:
        return None
    duration = None if container.duration is None else container.duration // 1000
    width, height = (pictures[0].width, pictures[0].height) if pictures else (0, 0)
    dimensions = f"{width}x{height}" if pictures else None
    video: list[JSONValue] = [_video(stream) for stream in pictures]
    hdr, quality = _quality(pictures[0]) if pictures else (None, None)
    header = [size, duration, dimensions]
    header += [s.codec_context.name for s in (*pictures, *sounds)]
    header += [str(s.average_rate) for s in pictures]
    return MediaFacts(
        fingerprint=hashlib.sha256(repr(header).encode()).hexdigest(),
        length=duration,
        dimensions=dimensions,
        hdr=hdr,
        quality=quality,
        additional={
            "duration": duration,
            "size": {
                "kb": size / 1024,
                "mb": size / 1024**2,
                "gb": size / 1024**3,
            },
            "audio": [_audio(stream) for stream in sounds],
            "video": video,
            "width": width,
            "height": height,
            "dimensions": dimensions,
        },
    )


def _video(stream: VideoStream) -> dict[str, JSONValue]:
    context = stream.codec_context
    return {
        "codec": context.name,
        "frame_rate": _ratio(stream.average_rate, "/"),
        "bitrate": context.bit_rate or None,
        "aspect_ratio": _ratio(
            context.display_aspect_ratio or Fraction(stream.width, stream.height), ":"
        ),
        "width": stream.width,
        "height": stream.height,
    }


def _audio(stream: AudioStream) -> dict[str, JSONValue]:
    context = stream.codec_context
    return {
        "codec": context.name,
        "channels": context.channels,
        "sample_rate": str(context.sample_rate),
        "bitrate": context.bit_rate or None,
        "language": stream.metadata.get("language"),
    }


def _quality(stream: VideoStream) -> tuple[str | None, dict[str, JSONValue]]:
    """The contract's `hdr` and `mediaQuality`, as far as a header tells."""
    context = stream.codec_context
    pixels = context.format
    bits = max((c.bits for c in pixels.components), default=8) if pixels else 8
    transfer = TRANSFERS.get(int(context.color_trc or 0), "BT.709")
    dolby = (context.codec_tag or "").lower() in _DOLBY_TAGS
    pq, hlg = context.color_trc == _PQ, context.color_trc == _HLG
    kinds = [
        n
        for n, is_so in (("Dolby Vision", dolby), ("HDR10", pq), ("HLG", hlg))
        if is_so
    ]
    text = ", ".join(kinds) or f"{bits}-bit SDR ({transfer})"
    high = bool(kinds)
    return (text if high or bits > 8 else None), {
        "format": text,
        "bitDepth": bits,
        "colorSpace": "RGB" if pixels and pixels.is_rgb else "YUV",
        "transferCharacteristics": transfer,
        "isHDR": high,
        "viewingExperience": {
            "enhancedColor": bits > 8,
            "highDynamicRange": high,
            "dolbyVision": dolby,
            "hdr10Plus": False,
            "standardHDR": pq,
        },
    }


def _ratio(value: Fraction | None, sign: str) -> str | None:
    return None if value is None else f"{value.numerator}{sign}{value.denominator}"
