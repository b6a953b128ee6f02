"""What plays how on four kinds of player: a table to be read, line by line."""

from __future__ import annotations

from typing import Final

import pytest

from streaming import formats
from streaming.playback import Client, File, decide

CHROME: Final = Client(
    containers=frozenset({"mp4", "webm", "mkv"}),
    video={"h264": False, "vp9": None, "av1": None, "vp8": None},
    audio=frozenset({"aac", "mp3", "opus", "flac", "vorbis"}),
    hls=True,
)
SAFARI: Final = Client(
    containers=frozenset({"mp4", "mov"}),
    video={"h264": False, "hevc": True},
    audio=frozenset({"aac", "ac3", "eac3", "mp3", "alac"}),
    hls=True,
)
FIREFOX: Final = Client(
    containers=frozenset({"mp4", "webm"}),
    video={"h264": False, "vp9": False, "av1": False},
    audio=frozenset({"aac", "mp3", "opus", "flac"}),
    hls=True,
)
#: An old app of a television: files alone, of 1080 lines at most.
OLD_TV: Final = Client(
    containers=frozenset({"mp4", "mkv", "ts"}),
    video={"h264": False, "mpeg4": False, "mpeg2video": False},
    audio=frozenset({"aac", "ac3"}),
    max_height=1080,
    hls=False,
)
CLIENTS: Final = {
    "Chrome": CHROME,
    "Safari": SAFARI,
    "Firefox": FIREFOX,
    "old TV": OLD_TV,
}


def film(container: str, video: str, *audio: str, **more: object) -> File:
    return File(
        key="a",
        server="Attic",
        container=formats.container_of(container),
        video=formats.video_of(video),
        audio=tuple(codec for name in audio if (codec := formats.audio_of(name))),
        **more,  # type: ignore[arg-type]
    )


FILMS: Final = {
    "H.264 AAC MP4": film("mp4", "h264", "aac", height=1080),
    "H.264 AC-3 Matroska": film("mkv", "h264", "ac3", height=1080),
    "H.264 DTS and AAC Matroska": film("mkv", "h264", "dts", "aac", height=1080),
    "H.264 in 10 bits": film("mkv", "h264", "aac", bits=10, height=1080),
    "HEVC MP4": film("mp4", "hevc", "aac", height=1080),
    "HEVC HDR 2160": film("mkv", "hevc", "eac3", hdr=("hdr10",), height=2160),
    "VP9 WebM": film("webm", "vp9", "opus", height=1080),
    "MPEG-4 AVI": film("avi", "mpeg4", "mp3", height=480),
    "MPEG-2 TS": film("ts", "mpeg2video", "ac3", height=576),
    "H.264 2160": film("mp4", "h264", "aac", height=2160),
}
#: The way and the reasons, a film a block, a player a line; then the fallbacks.
TABLE: Final = """
H.264 AAC MP4 | Chrome | direct | | remux transcode
H.264 AAC MP4 | Safari | direct | | remux transcode
H.264 AAC MP4 | Firefox | direct | | remux transcode
H.264 AAC MP4 | old TV | direct | |
H.264 AC-3 Matroska | Chrome | remux | audio | transcode
H.264 AC-3 Matroska | Safari | remux | container | transcode
H.264 AC-3 Matroska | Firefox | remux | container audio | transcode
H.264 AC-3 Matroska | old TV | direct | |
H.264 DTS and AAC Matroska | Chrome | direct | | remux transcode
H.264 DTS and AAC Matroska | Safari | remux | container | transcode
H.264 DTS and AAC Matroska | Firefox | remux | container | transcode
H.264 DTS and AAC Matroska | old TV | direct | |
H.264 in 10 bits | Chrome | transcode | video |
H.264 in 10 bits | Safari | transcode | container video |
H.264 in 10 bits | Firefox | transcode | container video |
H.264 in 10 bits | old TV | refused | video |
HEVC MP4 | Chrome | transcode | video |
HEVC MP4 | Safari | direct | | remux transcode
HEVC MP4 | Firefox | transcode | video |
HEVC MP4 | old TV | refused | video |
HEVC HDR 2160 | Chrome | refused | video audio hdr |
HEVC HDR 2160 | Safari | remux | container |
HEVC HDR 2160 | Firefox | refused | container video audio hdr |
HEVC HDR 2160 | old TV | refused | video audio height hdr |
VP9 WebM | Chrome | direct | | remux transcode
VP9 WebM | Safari | transcode | container video audio |
VP9 WebM | Firefox | direct | | remux transcode
VP9 WebM | old TV | refused | container video audio |
MPEG-4 AVI | Chrome | transcode | container video |
MPEG-4 AVI | Safari | transcode | container video |
MPEG-4 AVI | Firefox | transcode | container video |
MPEG-4 AVI | old TV | refused | container audio |
MPEG-2 TS | Chrome | transcode | container video audio |
MPEG-2 TS | Safari | transcode | container video |
MPEG-2 TS | Firefox | transcode | container video audio |
MPEG-2 TS | old TV | direct | |
H.264 2160 | Chrome | direct | | remux transcode
H.264 2160 | Safari | direct | | remux transcode
H.264 2160 | Firefox | direct | | remux transcode
H.264 2160 | old TV | refused | height |
"""


def rows() -> list[list[str]]:
    lines = TABLE.strip().splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.mark.parametrize(("name", "player", "way", "reasons", "fallbacks"), rows())
def test_what_plays_how(
    name: str, player: str, way: str, reasons: str, fallbacks: str
) -> None:
    decision = decide([FILMS[name]], CLIENTS[player])
    why = [reason.split("_")[0] for reason in decision.reasons.get("a", ())]
    assert (decision.way, " ".join(why)) == (way, reasons)
    assert " ".join(play.way for play in decision.fallbacks) == fallbacks


def test_the_table_is_whole() -> None:
    assert {(row[0], row[1]) for row in rows()} == {
        (name, player) for name in FILMS for player in CLIENTS
    }
