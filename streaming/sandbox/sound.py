"""A piece of a sound track, converted to AAC in stereo.

Sound is cut into frames of 1,024 samples on one grid that begins with the film, so
that pieces made apart meet without a gap: a piece has the frames that begin in it.
A few frames before it are converted too and thrown away, for an encoder's first
frames are made of what came before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Final

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph

from streaming.sandbox.cut import BEFORE_US, Piece
from streaming.sandbox.fragment import OFFSET, fragment

RATE: Final = 48_000
FRAME: Final = 1024
_BITRATE: Final = 192_000
#: Frames converted before those that are wanted, and read after them.
_EARLIER: Final = 4
_LATER: Final = 2
#: No piece is longer, in frames: twenty minutes.
_MOST: Final = 60_000


def convert(container: InputContainer, piece: Piece) -> tuple[bytes, bytes]:
    """The init of all pieces of the track, and this one.  Raises FFmpegError."""
    stream = container.streams[piece.track]
    if not isinstance(stream, AudioStream):
        raise ValueError("not a sound track")
    start, end = (_frame(time, piece) for time in (piece.start, piece.end))
    first = start or 0
    with fragment("aac") as made:
        copy = made.container.add_stream("aac", rate=RATE, layout="stereo")
        copy.codec_context.bit_rate = _BITRATE
        packets = []
        for frame in _frames(container, stream, piece, first - _EARLIER, end):
            packets += copy.encode(frame)
        packets += copy.encode(None)
        for packet in packets:
            number = (packet.pts or 0) // FRAME
            if number < first or (end is not None and number >= end):
                continue
            packet.pts = packet.dts = number * FRAME + OFFSET * RATE
            made.container.mux_one(packet)
    return made.parts


def _frame(time: int | None, piece: Piece) -> int | None:
    """The first frame that begins at this time of the video, or after it."""
    if time is None:
        return None
    seconds = time * Fraction(*piece.time_base) - Fraction(piece.zero_us, 1_000_000)
    return ceil(seconds * RATE / FRAME)


def _frames(
    container: InputContainer,
    stream: AudioStream,
    piece: Piece,
    first: int,
    end: int | None,
) -> Iterator[AudioFrame]:
    """Frames of the grid from `first` on; a gap is silence, as is what is missing."""
    graph = _graph(stream, piece, first * FRAME)
    if first > 0:
        at_us = first * FRAME * 1_000_000 // RATE + piece.zero_us
        container.seek(max(0, at_us - BEFORE_US))
    last = None if end is None else end + _LATER
    count = 0
    for frame in container.decode(stream):
        graph.push(frame)
        for made in _pulled(graph):
            count += 1
            if count > _MOST or (last is not None and first + count > last):
                return
            yield made
    graph.push(None)
    yield from _pulled(graph)


def _graph(stream: AudioStream, piece: Piece, first: int) -> Graph:
    """Whatever comes in, as stereo at our rate, beginning at sample `first`."""
    graph = Graph()
    zero = Fraction(piece.zero_us, 1_000_000)
    steps = [
        graph.add_abuffer(template=stream),
        graph.add("asetpts", f"PTS-{float(zero)}/TB"),
        graph.add("aresample", str(RATE)),
        graph.add("aresample", f"async=1:first_pts={first}"),
        graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
        graph.add("asetnsamples", f"n={FRAME}:p=1"),
        graph.add("abuffersink"),
    ]
    for one, next_one in itertools.pairwise(steps):
        one.link_to(next_one)
    graph.configure()
    return graph


def _pulled(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, AudioFrame):
            yield frame
