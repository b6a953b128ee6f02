"""What is known of a film once its headers and tables are read."""

from __future__ import annotations

from typing import Any, Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from streaming.sandbox.demuxers import UnreadableError, open_film
from streaming.sandbox.keyframes import keyframes
from streaming.sandbox.pictures import rotation_of
from streaming.sandbox.served import Served
from streaming.sandbox.tracks import chapters_of, main_video, tracks_of

#: In seconds: pieces are no shorter, so that a film is not a thousand questions.
PIECE_SECONDS: Final = 4


def index(film: Served, *, may_scan: bool) -> dict[str, Any]:
    """The film's tracks and chapters, and where it may be cut.

    `cuts` are times of keyframes in units of the video's `time_base`, a piece apart,
    without the first; None where there is no video.  Raises UnreadableError,
    NoTableError, FFmpegError or OSError.
    """
    with open_film(film) as container:
        tracks = tracks_of(container)
        if not tracks:
            raise UnreadableError("The file has neither picture nor sound.")
        zero = container.start_time or 0 if container.format.name == "mpegts" else 0
        found: dict[str, Any] = {
            "container": container.format.name,
            "prober": f"PyAV {av.__version__}",
            "size": film.size,
            "duration_ms": None
            if container.duration is None
            else container.duration // 1000,
            "zero_us": zero,
            "bitrate": container.bit_rate or None,
            "tracks": tracks,
            "chapters": chapters_of(container),
            "video": None,
        }
        video = main_video(container)
        if video is None or video.time_base is None:
            return found
        base = video.time_base
        frames = keyframes(container, film, video, may_scan=may_scan)
        found["video"] = {
            "number": video.index,
            "time_base": [base.numerator, base.denominator],
            "reorder": frames.reorder,
            "first": frames.times[0] if frames.times else 0,
            "cuts": _apart(frames.times, round(PIECE_SECONDS / base)),
            "rotation": _rotation(container, video),
        }
        return found


def _rotation(container: InputContainer, video: VideoStream) -> int:
    """How its first picture is turned to be shown; 0 where it cannot be decoded."""
    try:
        container.seek(0)
        return rotation_of(next(container.decode(video), None))
    except (FFmpegError, ValueError):
        return 0


def _apart(times: list[int], least: int) -> list[int]:
    """Of these times, those that are at least so far from the one before."""
    found: list[int] = []
    last = times[0] if times else 0
    for time in times[1:]:
        if time - last >= least:
            found.append(time)
            last = time
    return found
