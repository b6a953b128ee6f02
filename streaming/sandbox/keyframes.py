"""Where a film may be cut: the times of its keyframes, read as cheaply as they can be.

The tables at the front or the end of a file say it without its frames being read: the
sample tables of MP4, the cues of Matroska.  Where they are not there or do not reach
the end, every packet is looked at, which reads the whole file.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from av.container import InputContainer
from av.stream import Discard
from av.video.stream import VideoStream

from streaming.sandbox.served import Served

#: A table that ends earlier, in seconds before the film's end, is not whole.
_REACH: Final = 30.0
_MOST: Final = 200_000
#: By how many frames a keyframe may be shown later than it is decoded.
_LATER: Final = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
#: A day of film.
_MOST_FRAMES: Final = 5_000_000
#: Packets from which the reordering of frames is read.
_FIRST: Final = 300


@dataclass(frozen=True, slots=True)
class Keyframes:
    """Times in units of the track's time base, in order; and how far frames reorder.

    `reorder` is how many frames earlier than shown one may have to be decoded.
    """

    times: list[int]
    reorder: int
    from_table: bool


class NoTableError(Exception):
    """Only reading the whole film would tell."""


def keyframes(
    container: InputContainer, film: Served, video: VideoStream, *, may_scan: bool
) -> Keyframes:
    """Raises NoTableError where a scan is needed and may not be done."""
    times = _of_table(container, film, video)
    if times is not None:
        container.seek(times[0], stream=video)
        first = itertools.islice(_shown_times(container, video), _FIRST)
        reorder = _reorder([time for time, _ in first])
        return Keyframes(times, reorder, from_table=True)
    if not may_scan:
        raise NoTableError
    shown = list(itertools.islice(_shown_times(container, video), _MOST_FRAMES))
    return Keyframes(
        sorted({time for time, is_key in shown if is_key}),
        _reorder([time for time, _ in shown[:_FIRST]]),
        from_table=False,
    )


def _shown_times(
    container: InputContainer, video: VideoStream
) -> Iterator[tuple[int, bool]]:
    """When each frame is shown, in the order of decoding, and whether it is a key."""
    for packet in container.demux(video):
        if packet.pts is not None and packet.size:
            yield packet.pts, packet.is_keyframe


def _of_table(
    container: InputContainer, film: Served, video: VideoStream
) -> list[int] | None:
    if container.format.name == "matroska":
        # The cues are read with the first seek.
        container.seek(0)
        times = [e.timestamp for e in video.index_entries if e.is_keyframe]
        return _whole(container, video, times)
    if container.format.name == "mp4":
        marks = [e.timestamp for e in video.index_entries if e.is_keyframe]
        if _whole(container, video, marks) is None:
            return None
        return _shown_at(container, film, video, marks)
    return None


def _shown_at(
    container: InputContainer, film: Served, video: VideoStream, marks: list[int]
) -> list[int] | None:
    """The index of MP4 says when a frame is decoded; its packet, when it is shown.

    What the packets hold does not matter, so nothing is read for them.
    """
    kept = [(stream, stream.discard) for stream in container.streams]
    for stream in container.streams:
        stream.discard = Discard.all
    video.discard = Discard.default
    film.is_blank = True
    try:
        times, frames = [], 0
        for mark in marks[:_MOST]:
            time, frames = _shown(container, video, mark, frames)
            times.append(time)
    finally:
        film.is_blank = False
        for stream, discard in kept:
            stream.discard = discard
    return (
        None if None in times else sorted({time for time in times if time is not None})
    )


def _shown(
    container: InputContainer, video: VideoStream, mark: int, frames: int
) -> tuple[int | None, int]:
    """When the frame is shown that is decoded at `mark`, and how it was found.

    It is sought by the time it is shown, which is some frames later: as many as at the
    one before (`frames`), as a rule.
    """
    frame = max(1, round(1 / ((video.average_rate or 25) * (video.time_base or 1))))
    for later in (frames, *_LATER):
        container.seek(mark + later * frame, stream=video)
        packet = next(container.demux(video))
        if packet.dts == mark:
            return packet.pts, later
    return None, frames


def _whole(
    container: InputContainer, video: VideoStream, times: list[int]
) -> list[int] | None:
    """The times, where they reach the end of the film."""
    if not times or container.duration is None or video.time_base is None:
        return None
    end = (container.duration + (container.start_time or 0)) / 1_000_000
    if float(times[-1] * video.time_base) < end - _REACH:
        return None
    return sorted(set(times))[:_MOST]


def _reorder(times: list[int]) -> int:
    """By how many places a frame is shown later than it is decoded, at most."""
    places = {time: place for place, time in enumerate(sorted(times))}
    return max((place - places[t] for place, t in enumerate(times)), default=0)
