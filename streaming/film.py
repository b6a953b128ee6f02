"""A film as its index tells it: values of what `streaming.sandbox` said.  Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import msgspec


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One track; what is not said of it is None."""

    number: int
    kind: Literal["video", "audio", "caption"]
    codec: str
    codec_string: str | None = None
    language: str | None = None
    title: str | None = None
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False
    comment: bool = False
    profile: str | None = None
    level: int | None = None
    width: int | None = None
    height: int | None = None
    bits: int | None = None
    rate: tuple[int, int] | None = None
    hdr: str | None = None
    aspect: tuple[int, int] | None = None
    channels: int | None = None
    sample_rate: int | None = None
    bitrate: int | None = None
    is_text: bool | None = None


class Pictures(msgspec.Struct, frozen=True, kw_only=True):
    """Where the film may be cut, in units of the video track's time base."""

    number: int
    time_base: tuple[int, int]
    reorder: int
    first: int
    cuts: tuple[int, ...]
    #: By how many degrees they are turned to be shown.
    rotation: int = 0


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a file."""

    container: str
    size: int
    duration_ms: int | None
    zero_us: int
    bitrate: int | None
    tracks: tuple[Track, ...]
    video: Pictures | None

    def track(self, number: int, kind: str) -> Track | None:
        for track in self.tracks:
            if track.number == number and track.kind == kind:
                return track
        return None

    @property
    def picture(self) -> Track | None:
        return self.track(self.video.number, "video") if self.video else None

    @property
    def sounds(self) -> tuple[Track, ...]:
        return tuple(track for track in self.tracks if track.kind == "audio")


# Looked up now: two threads may not do it at once.
msgspec.json.Decoder(Film)


def read(told: dict[str, Any]) -> Film:
    """Raises msgspec.ValidationError for what no version of us wrote."""
    return msgspec.convert(told, Film)


def pieces(film: Film) -> tuple[tuple[Fraction, Fraction], ...]:
    """From when to when each piece lasts, in seconds since the film's beginning.

    The first begins at 0, whenever its first frame is shown, and the last ends with
    the film.
    """
    if film.video is None or film.duration_ms is None:
        return ()
    base, zero = Fraction(*film.video.time_base), Fraction(film.zero_us, 1_000_000)
    starts = [Fraction(0), *(cut * base - zero for cut in film.video.cuts)]
    end = max(Fraction(film.duration_ms, 1000), starts[-1] + Fraction(1, 10))
    return tuple(zip(starts, [*starts[1:], end], strict=True))


def span(film: Film, number: int) -> tuple[int | None, int | None]:
    """From when to when a piece lasts, in the video's own units; None for the ends.

    Raises IndexError for a piece that the film does not have.
    """
    if film.video is None:
        raise IndexError("a film without pictures has no pieces")
    cuts = film.video.cuts
    if not 0 <= number <= len(cuts):
        raise IndexError("no such piece")
    start = None if number == 0 else cuts[number - 1]
    return start, None if number == len(cuts) else cuts[number]
