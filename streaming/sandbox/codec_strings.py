"""How a track's codec is called in a playlist and by `canPlayType` (RFC 6381).

Read from the codec's own configuration record: ISO/IEC 14496-15 section 5.3.3.1 (AVC)
and annex E (HEVC), the AV1 and VP9 ISO media bindings.
"""

from __future__ import annotations

from typing import Final

from av.audio.stream import AudioStream
from av.video.stream import VideoStream

_AUDIO: Final = {
    "mp3": "mp4a.40.34",
    "ac3": "ac-3",
    "eac3": "ec-3",
    "opus": "opus",
    "flac": "fLaC",
    "alac": "alac",
    "dts": "dtsc",
    "truehd": "mlpa",
    "vorbis": "vorbis",
}
_AAC: Final = {"LC": 2, "HE-AAC": 5, "HE-AACv2": 29}
_AVC_PROFILES: Final = {
    "Constrained Baseline": "42E0",
    "Baseline": "4200",
    "Main": "4D40",
    "High": "6400",
    "High 10": "6E00",
}
_START: Final = b"\x00\x00\x01"


def codec_string(stream: VideoStream | AudioStream) -> str | None:
    """None for a codec that no playlist knows."""
    if isinstance(stream, AudioStream):
        return _audio(stream)
    name = stream.codec_context.codec.canonical_name
    extra = stream.codec_context.extradata or b""
    match name:
        case "h264":
            return _avc(stream, extra)
        case "hevc":
            return _hevc(stream, extra)
        case "av1":
            return _av1(stream, extra)
        case "vp9":
            return _vp9(stream)
        case "vp8":
            return "vp8"
    return None


def _audio(stream: AudioStream) -> str | None:
    name = stream.codec_context.codec.canonical_name
    if name == "aac":
        return f"mp4a.40.{_AAC.get(stream.codec_context.profile or 'LC', 2)}"
    return _AUDIO.get(name)


def _avc(stream: VideoStream, extra: bytes) -> str:
    if extra[:1] == b"\x01" and len(extra) > 3:
        return "avc1." + extra[1:4].hex().upper()
    at = extra.find(_START)
    while 0 <= at < len(extra) - 7:
        if extra[at + 3] & 0x1F == 7:  # a sequence parameter set
            return "avc1." + extra[at + 4 : at + 7].hex().upper()
        at = extra.find(_START, at + 3)
    profile = _AVC_PROFILES.get(stream.codec_context.profile or "", "6400")
    return f"avc1.{profile}28"


def _hevc(stream: VideoStream, extra: bytes) -> str:
    if extra[:1] != b"\x01" or len(extra) < 13:
        ten = (stream.codec_context.profile or "") == "Main 10"
        return f"hvc1.{'2.4' if ten else '1.6'}.L120.B0"
    first = extra[1]
    space = ("", "A", "B", "C")[first >> 6]
    tier = "H" if first & 0x20 else "L"
    flags = int(f"{int.from_bytes(extra[2:6], 'big'):032b}"[::-1], 2)
    limits = extra[6:12].rstrip(b"\x00")
    rest = "".join(f".{byte:X}" for byte in limits)
    return f"hvc1.{space}{first & 0x1F}.{flags:X}.{tier}{extra[12]}{rest}"


def _av1(stream: VideoStream, extra: bytes) -> str:
    bits = _bits(stream)
    if len(extra) >= 4 and extra[0] == 0x81:
        profile, level = extra[1] >> 5, extra[1] & 0x1F
        tier = "H" if extra[2] & 0x80 else "M"
        return f"av01.{profile}.{level:02}{tier}.{bits:02}"
    return f"av01.0.08M.{bits:02}"


def _vp9(stream: VideoStream) -> str:
    profile = {"Profile 1": 1, "Profile 2": 2, "Profile 3": 3}
    number = profile.get(stream.codec_context.profile or "", 0)
    return f"vp09.{number:02}.41.{_bits(stream):02}"


def _bits(stream: VideoStream) -> int:
    pixels = stream.codec_context.format
    return max((part.bits for part in pixels.components), default=8) if pixels else 8
