"""A piece of the pictures, decoded and encoded anew as H.264.

A piece has the frames that are shown in it, whichever packets they came in: the ones
before it that its keyframe brings along are dropped, and the next keyframe is read on
from until all are there.  No frame refers to a later one, so that frames are decoded
when they are shown and pieces made apart meet, also where a film's rate changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import av
from av.container import InputContainer
from av.filter import Graph
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from streaming.sandbox.cut import BEFORE_US, Piece
from streaming.sandbox.fragment import OFFSET, fragment
from streaming.sandbox.rungs import Made, Rung, made

#: Units of time in a second: every usual rate of frames divides it.
_CLOCK: Final = 90_000
#: Threads: a piece of a few seconds gains nothing from more.
_THREADS: Final = 4
#: Within a long piece, so that a jump into it need not be decoded from its beginning.
_KEYFRAMES_APART: Final = 250
_QUALITY: Final = "21"
#: No piece is longer, in frames.
_MOST: Final = 50_000
_TURNS: Final = {
    90: [("transpose", "cclock")],
    180: [("hflip", ""), ("vflip", "")],
    270: [("transpose", "clock")],
}


def encode(
    container: InputContainer, piece: Piece, rung: Rung, rate: Fraction | None
) -> tuple[bytes, bytes]:
    """The init of all pieces of the rung, and this one.  Raises FFmpegError.

    `rate` is that of the film's frames, the same for every piece.
    """
    stream = container.streams[piece.track]
    if not isinstance(stream, VideoStream):
        raise ValueError("not pictures")
    frames = _decoded(container, stream, piece)
    first = next(frames, None)
    target = made(
        rung,
        size=(stream.codec_context.width, stream.codec_context.height),
        aspect=stream.sample_aspect_ratio,
        rotation=rotation_of(first),
        rate=rate,
    )
    last = -1
    with fragment("h264") as written:
        copy = written.container.add_stream(
            "libx264", rate=target.rate, options=_options(target)
        )
        _describe(copy, stream, target)
        for frame in _filtered(first, frames, stream, target):
            time = _time(frame, stream)
            if not _is_within(piece, time):
                continue
            shown = _shown(time, stream, piece)
            if shown <= last:
                continue
            last = shown
            frame.pts, frame.time_base = shown, Fraction(1, _CLOCK)
            # Else the encoder would make of each what it was before.
            frame.pict_type = PictureType.NONE
            written.container.mux(copy.encode(frame))
        written.container.mux(copy.encode(None))
    return written.parts


def rotation_of(frame: VideoFrame | None) -> int:
    """By how many degrees it is turned to be shown, against the clock."""
    return round((frame.rotation if frame else 0) / 90) * 90 % 360


def _options(target: Made) -> dict[str, str]:
    return {
        "preset": "veryfast",
        "profile": "high",
        "level": f"{target.level / 10:.1f}",
        "crf": _QUALITY,
        "maxrate": str(target.most),
        "bufsize": str(2 * target.most),
        "bf": "0",
        "g": str(_KEYFRAMES_APART),
        "sc_threshold": "0",
        "forced-idr": "1",
        "threads": str(_THREADS),
    }


def _describe(copy: VideoStream, stream: VideoStream, target: Made) -> None:
    """What the init says; nothing of it may depend on the piece."""
    context, source = copy.codec_context, stream.codec_context
    copy.time_base = context.time_base = Fraction(1, _CLOCK)
    context.width, context.height = target.width, target.height
    context.pix_fmt = "yuv420p"
    context.color_primaries = source.color_primaries
    context.color_trc = source.color_trc
    context.colorspace = source.colorspace
    context.color_range = 1


def _decoded(
    container: InputContainer, stream: VideoStream, piece: Piece
) -> Iterator[VideoFrame]:
    """The piece's frames, with one before and one after it where there are such.

    What smooths interlaced pictures looks at a frame's neighbours.
    """
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = _THREADS
    _go_to(container, stream, piece.start)
    before: VideoFrame | None = None
    for count, frame in enumerate(container.decode(stream)):
        if count > _MOST:
            raise ValueError("more frames than a film has")
        frame.pts = frame.dts if frame.pts is None else frame.pts
        if frame.pts is None:
            continue
        if piece.start is not None and frame.pts < piece.start:
            before = frame
            continue
        if before is not None:
            yield before
            before = None
        yield frame
        if piece.end is not None and frame.pts >= piece.end:
            return


def _go_to(container: InputContainer, stream: VideoStream, start: int | None) -> None:
    if start is None:
        return
    if container.format.name == "mpegts":
        base = stream.time_base or Fraction(1, 1000)
        container.seek(max(0, int(start * base * 1_000_000) - BEFORE_US))
    else:
        container.seek(start, stream=stream)


def _filtered(
    first: VideoFrame | None,
    frames: Iterator[VideoFrame],
    stream: VideoStream,
    target: Made,
) -> Iterator[VideoFrame]:
    """As they are sent.  A film may change its size on the way."""
    graph, like = None, None
    for frame in itertools.chain([first] if first else [], frames):
        now = (frame.width, frame.height, frame.format.name, rotation_of(frame))
        if graph is None or now != like:
            if graph is not None:
                graph.push(None)
                yield from _pulled(graph)
            graph, like = _graph(frame, stream, target), now
        graph.push(frame)
        yield from _pulled(graph)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph)


def _graph(frame: VideoFrame, stream: VideoStream, target: Made) -> Graph:
    graph = Graph()
    size = f"{target.width}:{target.height}"
    turns = _TURNS.get(rotation_of(frame), [])
    steps = [
        graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=stream.time_base,
        ),
        graph.add("bwdif", "mode=send_frame:deint=interlaced"),
        *(graph.add(name, how) for name, how in turns),
        graph.add("scale", f"{size}:flags=bicubic:out_range=tv"),
        graph.add("setsar", "1"),
        graph.add("format", "pix_fmts=yuv420p"),
        graph.add("buffersink"),
    ]
    for one, next_one in itertools.pairwise(steps):
        one.link_to(next_one)
    graph.configure()
    return graph


def _pulled(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, VideoFrame):
            yield frame


def _is_within(piece: Piece, time: int) -> bool:
    after = piece.start is None or time >= piece.start
    return after and (piece.end is None or time < piece.end)


def _time(frame: VideoFrame, stream: VideoStream) -> int:
    """When it is shown, in the film's units; filters may count in others."""
    base = stream.time_base or Fraction(1, 1000)
    return round((frame.pts or 0) * (frame.time_base or base) / base)


def _shown(time: int, stream: VideoStream, piece: Piece) -> int:
    """The same on the clock of pieces."""
    base = stream.time_base or Fraction(1, 1000)
    seconds = time * base - Fraction(piece.zero_us, 1_000_000) + OFFSET
    return round(seconds * _CLOCK)
