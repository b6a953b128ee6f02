"""What a viewer is told of how a film is played."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streaming import formats
from streaming.how import how
from streaming.playback import Client, File, Play, Reason, Way

CLIENT = Client(audio=frozenset({"aac", "flac"}))


def film(container: str = "mkv", *audio: str) -> File:
    return File(
        key="attic",
        server="Attic",
        container=formats.container_of(container),
        video=formats.video_of("hevc"),
        audio=tuple(c for c in map(formats.audio_of, audio) if c),
    )


@pytest.mark.parametrize(
    ("file", "way", "reasons", "said"),
    [
        (film("mp4"), Way.DIRECT, (), "Playing the original from Attic."),
        (replace(film(), server=""), Way.DIRECT, (), "Playing the original."),
        (
            film("mkv", "aac"),
            Way.REMUX,
            (Reason.CONTAINER,),
            "Playing from Attic. Repacked: this browser does not play Matroska files.",
        ),
        (
            film("mkv", "ac3", "ac3", "flac"),
            Way.REMUX,
            (Reason.CONTAINER, Reason.AUDIO),
            "Playing from Attic. Repacked: this browser does not play Matroska files. "
            "Sound converted: Dolby Digital.",
        ),
        (
            film("mp4", "dts", "eac3"),
            Way.REMUX,
            (Reason.AUDIO,),
            "Playing from Attic. Sound converted: DTS, Dolby Digital Plus.",
        ),
        (
            film("mp4", "aac"),
            Way.REMUX,
            (),
            "Playing from Attic. Repacked: it does not play as it is.",
        ),
        (
            film("ts", "aac"),
            Way.REMUX,
            (Reason.CONTAINER, Reason.VIDEO),
            "Playing from Attic. Pictures converted: this browser does not play HEVC.",
        ),
    ],
)
def test_how(file: File, way: Way, reasons: tuple[Reason, ...], said: str) -> None:
    assert how(Play(file, way), reasons, CLIENT) == said
