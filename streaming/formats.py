"""Containers and codecs: what browsers call them, and what people do.  Pure.

Servers name them as they like (`matroska`, `MKV`, `hevc`, `H.265`); everything here
is about the few names below, and an unknown one stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Codec:
    """How a codec is asked for in `canPlayType`, and how it is called."""

    name: str
    tag: str
    label: str


@dataclass(frozen=True, slots=True)
class Container:
    """How a container is called by browsers and by people."""

    name: str
    mime: str
    label: str


_MP4: Final = Container("mp4", "video/mp4", "an MP4 file")
_CONTAINERS: Final = {
    "mp4": _MP4,
    "m4v": _MP4,
    "mov": Container("mov", "video/quicktime", "a QuickTime file"),
    "mkv": Container("mkv", "video/x-matroska", "a Matroska file"),
    "matroska": Container("mkv", "video/x-matroska", "a Matroska file"),
    "webm": Container("webm", "video/webm", "a WebM file"),
    "avi": Container("avi", "video/x-msvideo", "an AVI file"),
    "ts": Container("ts", "video/mp2t", "a transport stream"),
    "m2ts": Container("ts", "video/mp2t", "a transport stream"),
    "mpegts": Container("ts", "video/mp2t", "a transport stream"),
    "ogv": Container("ogg", "video/ogg", "an Ogg file"),
    "ogg": Container("ogg", "video/ogg", "an Ogg file"),
    "wmv": Container("wmv", "video/x-ms-wmv", "a Windows Media file"),
    "flv": Container("flv", "video/x-flv", "a Flash file"),
    "mpg": Container("mpg", "video/mpeg", "an MPEG file"),
    "mpeg": Container("mpg", "video/mpeg", "an MPEG file"),
}
_VIDEO: Final = {
    "h264": Codec("h264", "avc1.640028", "H.264"),
    "avc": Codec("h264", "avc1.640028", "H.264"),
    "avc1": Codec("h264", "avc1.640028", "H.264"),
    "x264": Codec("h264", "avc1.640028", "H.264"),
    "hevc": Codec("hevc", "hvc1.2.4.L150.B0", "HEVC"),
    "h265": Codec("hevc", "hvc1.2.4.L150.B0", "HEVC"),
    "hvc1": Codec("hevc", "hvc1.2.4.L150.B0", "HEVC"),
    "hev1": Codec("hevc", "hvc1.2.4.L150.B0", "HEVC"),
    "x265": Codec("hevc", "hvc1.2.4.L150.B0", "HEVC"),
    "av1": Codec("av1", "av01.0.08M.08", "AV1"),
    "av01": Codec("av1", "av01.0.08M.08", "AV1"),
    "vp9": Codec("vp9", "vp09.00.40.08", "VP9"),
    "vp8": Codec("vp8", "vp8", "VP8"),
    "mpeg4": Codec("mpeg4", "mp4v.20.9", "MPEG-4 Visual"),
    "mpeg2video": Codec("mpeg2video", "mp2v", "MPEG-2"),
    "mpeg2": Codec("mpeg2video", "mp2v", "MPEG-2"),
    "vc1": Codec("vc1", "vc-1", "VC-1"),
    "wmv3": Codec("wmv3", "wmv3", "Windows Media"),
}
_AUDIO: Final = {
    "aac": Codec("aac", "mp4a.40.2", "AAC"),
    "mp4a": Codec("aac", "mp4a.40.2", "AAC"),
    "mp3": Codec("mp3", "mp4a.6B", "MP3"),
    "ac3": Codec("ac3", "ac-3", "Dolby Digital"),
    "eac3": Codec("eac3", "ec-3", "Dolby Digital Plus"),
    "dts": Codec("dts", "dtsc", "DTS"),
    "dca": Codec("dts", "dtsc", "DTS"),
    "truehd": Codec("truehd", "mlpa", "Dolby TrueHD"),
    "opus": Codec("opus", "opus", "Opus"),
    "vorbis": Codec("vorbis", "vorbis", "Vorbis"),
    "flac": Codec("flac", "flac", "FLAC"),
    "alac": Codec("alac", "alac", "Apple Lossless"),
}
_APART: Final = re.compile(r"[^a-z0-9]+")


def container_of(text: str | None) -> Container | None:
    return _CONTAINERS.get(_plain(text))


def video_of(text: str | None) -> Codec | None:
    return _VIDEO.get(_plain(text))


def audio_of(text: str | None) -> Codec | None:
    return _AUDIO.get(_plain(text))


def content_type(container: str | None) -> str:
    """Never what the server says: it could be a page with scripts."""
    known = container_of(container)
    return known.mime if known else "application/octet-stream"


def mime_of(
    container: Container | None, video: Codec | None, audio: Codec | None
) -> str | None:
    """What `canPlayType` is asked; None where the container is unknown."""
    if container is None:
        return None
    tags = ", ".join(codec.tag for codec in (video, audio) if codec)
    return f'{container.mime}; codecs="{tags}"' if tags else container.mime


def _plain(text: str | None) -> str:
    return _APART.sub("", (text or "").lower().removeprefix("v_").removeprefix("a_"))
