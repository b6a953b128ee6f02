"""What is in a film, track by track, as its container and its codecs' headers say.

Rules: bit depth from the pixel format's components; chroma from how it is subsampled;
HDR by the transfer function (ISO/IEC 23091-2: 16 is PQ, 18 is HLG), HDR10 only with
BT.2020 primaries and at least 10 bits; interlaced where a field order is said that is
not progressive.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from streaming.sandbox.codec_strings import codec_string

MOST_TRACKS: Final = 100
_MOST_CHAPTERS: Final = 1000
_PICTURES: Final = frozenset({"mjpeg", "png", "bmp", "gif", "webp", "tiff"})
_TEXT: Final = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"})
_PQ: Final = 16
_HLG: Final = 18
_BT2020: Final = 9
_DEEP: Final = 10
_DOLBY: Final = frozenset({"dvh1", "dvhe", "dav1", "dovi"})


def main_video(container: InputContainer) -> VideoStream | None:
    """The film itself: not a cover picture that is a track too."""
    for stream in container.streams.video:
        if not _is_picture(stream):
            return stream
    return None


def tracks_of(container: InputContainer) -> list[dict[str, Any]]:
    """A description of each track that is video, sound or captions."""
    found = []
    for stream in list(container.streams)[:MOST_TRACKS]:
        if isinstance(stream, VideoStream) and not _is_picture(stream):
            found.append(_common(stream, "video") | _video(stream))
        elif isinstance(stream, AudioStream):
            found.append(_common(stream, "audio") | _audio(stream))
        elif isinstance(stream, SubtitleStream):
            found.append(_common(stream, "caption") | _caption(stream))
    return found


def chapters_of(container: InputContainer) -> list[dict[str, Any]]:
    """Start and end in milliseconds, and a title where there is one."""
    found = []
    for chapter in container.chapters()[:_MOST_CHAPTERS]:
        base = chapter["time_base"] or Fraction(1, 1000)
        found.append(
            {
                "start_ms": round(chapter["start"] * base * 1000),
                "end_ms": round(chapter["end"] * base * 1000),
                "title": str(chapter["metadata"].get("title", ""))[:200],
            }
        )
    return found


def _is_picture(stream: VideoStream) -> bool:
    return (
        stream.codec_context.name in _PICTURES
        or bool(stream.disposition & Disposition.attached_pic)
        or not stream.codec_context.width
    )


def _common(stream: Stream, kind: str) -> dict[str, Any]:
    flags = stream.disposition
    return {
        "number": stream.index,
        "kind": kind,
        "codec": stream.codec_context.codec.canonical_name,
        "language": _text(stream.metadata.get("language")),
        "title": _text(stream.metadata.get("title")),
        "default": bool(flags & Disposition.default),
        "forced": bool(flags & Disposition.forced),
        "hearing_impaired": bool(flags & Disposition.hearing_impaired),
        "comment": bool(flags & (Disposition.comment | Disposition.visual_impaired)),
    }


def _video(stream: VideoStream) -> dict[str, Any]:
    context = stream.codec_context
    pixels = context.format
    bits = max((part.bits for part in pixels.components), default=8) if pixels else 8
    aspect = stream.sample_aspect_ratio
    rate = stream.average_rate or stream.base_rate
    return {
        "codec_string": codec_string(stream),
        "profile": _text(context.profile),
        "level": _positive(getattr(context, "level", None)),
        "width": context.width,
        "height": context.height,
        "bits": bits,
        "pixels": pixels.name if pixels else None,
        "rate": [rate.numerator, rate.denominator] if rate else None,
        "hdr": _hdr(stream, bits),
        "aspect": None
        if not aspect or aspect == 1
        else [aspect.numerator, aspect.denominator],
        "bitrate": _positive(context.bit_rate) or _stated(stream),
    }


def _audio(stream: AudioStream) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "codec_string": codec_string(stream),
        "profile": _text(context.profile),
        "channels": context.channels,
        "layout": context.layout.name,
        "sample_rate": context.sample_rate,
        "bitrate": _positive(context.bit_rate) or _stated(stream),
    }


def _caption(stream: SubtitleStream) -> dict[str, Any]:
    return {"is_text": stream.codec_context.name in _TEXT}


def _hdr(stream: VideoStream, bits: int) -> str:
    """``sdr``, ``hdr10``, ``hlg``, ``dv`` or ``unknown``."""
    context = stream.codec_context
    if (context.codec_tag or "").lower() in _DOLBY:
        return "dv"
    transfer, primaries = int(context.color_trc), int(context.color_primaries)
    if transfer == _HLG:
        return "hlg"
    if transfer == _PQ and bits >= _DEEP:
        return "hdr10"
    if primaries == _BT2020 and bits >= _DEEP and transfer not in (1, 14, 15):
        return "unknown"
    return "sdr"


def _stated(stream: Stream) -> int | None:
    """The bit rate that mkvmerge writes beside a track."""
    for name in ("BPS", "BPS-eng"):
        text = stream.metadata.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 12:
            return int(text)
    return None


def _positive(value: int | None) -> int | None:
    return value if value and value > 0 else None


def _text(value: str | None) -> str | None:
    return value[:200] if value else None
