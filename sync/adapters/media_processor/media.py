"""What a file is: its codecs, size in pixels, tracks and dynamic range.  Pure."""

from __future__ import annotations

import re
from typing import Final

from sync.adapters.media_processor import values
from sync.adapters.media_processor.payloads import (
    AudioTrack,
    Number,
    Quality,
    Technical,
    VideoTrack,
)
from sync.types import JSONValue

_PIXELS: Final = 65_536
_DURATION_MS: Final = 30 * 24 * 3600 * 1000
_BITRATE: Final = 100_000_000_000
_BYTES: Final = 2**60
_DIMENSIONS: Final = re.compile(r"(\d{1,5})\s*[xX×]\s*(\d{1,5})", re.ASCII)
_PLAIN_HDR10: Final = re.compile(r"hdr10(?!\+|plus)")
_RATE: Final = re.compile(r"(\d{1,9})(?:/(\d{1,9}))?|\d{1,4}\.\d{1,9}", re.ASCII)
#: Widest and highest picture of each label, smallest first.
_LABELS: Final = (
    (854, 480, "480p"),
    (1024, 576, "576p"),
    (1280, 962, "720p"),
    (2048, 1200, "1080p"),
    (2560, 1600, "1440p"),
    (4096, 3072, "4K"),
    (8192, 6144, "8K"),
)


def duration_ms(value: Number) -> int | None:
    """Milliseconds; nothing lasts for no time."""
    return values.whole(value, 1, _DURATION_MS)


def size_bytes(technical: Technical | None) -> int | None:
    """The server counts in kibibytes with decimals, which are whole bytes."""
    kibibytes = technical.size.kb if technical and technical.size else None
    found = values.number(kibibytes, 0, _BYTES / 1024)
    return None if found is None else round(found * 1024)


def info(
    technical: Technical | None, length: Number, dimensions: str | None
) -> dict[str, JSONValue]:
    """The group media_info of one file."""
    technical = technical or Technical()
    video = technical.video[0] if technical.video else VideoTrack()
    size = pixels(video, dimensions)
    found: dict[str, JSONValue] = {
        "duration_ms": duration_ms(technical.duration) or duration_ms(length),
        "width": size[0] if size else None,
        "height": size[1] if size else None,
        "video_codec": values.text(video.codec, 200),
        "bitrate": values.whole(video.bitrate, 1, _BITRATE),
        "frame_rate": _frame_rate(video.frame_rate),
        "audio_tracks": [_audio(t) for t in (technical.audio or [])[: values.LIST_CAP]],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def pixels(video: VideoTrack, dimensions: str | None) -> tuple[int, int] | None:
    width = values.whole(video.width, 1, _PIXELS)
    height = values.whole(video.height, 1, _PIXELS)
    if width and height:
        return width, height
    match = _DIMENSIONS.fullmatch((dimensions or "").strip())
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    return (width, height) if 0 < width <= _PIXELS and 0 < height <= _PIXELS else None


def quality(
    given: Quality | None, hdr: str | None, size: tuple[int, int] | None
) -> dict[str, JSONValue]:
    """The group media_quality of one file."""
    given = given or Quality()
    found: dict[str, JSONValue] = {
        "hdr": dynamic_range(given, hdr),
        "bit_depth": values.whole(given.bit_depth, 1, 32),
        "color_space": values.text(given.color_space, 200),
        "transfer": values.text(given.transfer, 200),
        "resolution_label": resolution_label(*size) if size else None,
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def dynamic_range(given: Quality, hdr: str | None) -> list[str]:
    """Lower-case kinds of HDR, best first; ["sdr"] when known; [] when unknown."""
    said = f"{hdr or ''},{given.format or ''}"[:500].lower()
    compact = said.replace(" ", "").replace("_", "")
    found = set()
    if "dolbyvision" in compact:
        found.add("dolby_vision")
    if "hdr10+" in compact or "hdr10plus" in compact:
        found.add("hdr10+")
    if _PLAIN_HDR10.search(compact):
        found.add("hdr10")
    if "hlg" in compact:
        found.add("hlg")
    experience = given.experience
    if experience is not None:
        if experience.dolby_vision:
            found.add("dolby_vision")
        if experience.hdr10_plus:
            found.add("hdr10+")
        if experience.standard_hdr and "hlg" not in found:
            found.add("hdr10")
    if found:
        return [k for k in ("dolby_vision", "hdr10+", "hdr10", "hlg") if k in found]
    return ["sdr"] if given.is_hdr is False or "sdr" in compact else []


def resolution_label(width: int, height: int) -> str | None:
    """The usual name of a picture size: by width first, then by height."""
    for widest, highest, label in _LABELS:
        if width <= widest and height <= highest:
            return label
    return None


def _frame_rate(value: object) -> float | None:
    if isinstance(value, str):
        match = _RATE.fullmatch(value.strip())
        if match is None:
            return None
        if match[1] is None:
            rate = float(match[0])
        else:
            below = int(match[2] or 1)
            rate = int(match[1]) / below if below else 0.0
    else:
        rate = float(values.number(value, 0, 10_000) or 0)
    return round(rate, 3) if 0 < rate <= 1_000 else None


def _audio(track: AudioTrack) -> dict[str, JSONValue]:
    rate = track.sample_rate
    if isinstance(rate, str):
        rate = (
            int(rate) if rate.isascii() and rate.isdigit() and len(rate) < 9 else None
        )
    return {
        "codec": values.text(track.codec, 200),
        "channels": values.whole(track.channels, 1, 256),
        "sample_rate": values.whole(rate, 1, 10_000_000),
        "bitrate": values.whole(track.bitrate, 1, _BITRATE),
        "language": values.language(track.language),
    }
