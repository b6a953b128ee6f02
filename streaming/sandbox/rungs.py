"""The kinds of pictures that films are converted into: one closed table.  Pure.

Nothing that an encoder is told comes from anywhere else, and what a playlist says of
the pictures is computed from the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

#: No picture is made higher than this, in lines.
HIGHEST: Final = 2160
#: The most a picture of so many lines takes, in bits a second.
_MOST: Final = (
    (240, 700_000),
    (360, 1_400_000),
    (480, 2_100_000),
    (720, 4_000_000),
    (1080, 8_000_000),
    (1440, 12_000_000),
    (2160, 28_000_000),
)
#: H.264 levels: macroblocks in a frame, and in a second (ITU-T H.264, table A-1).
_LEVELS: Final = (
    (30, 1620, 40_500),
    (31, 3600, 108_000),
    (32, 5120, 216_000),
    (40, 8192, 245_760),
    (42, 8704, 522_240),
    (51, 36_864, 983_040),
    (52, 36_864, 2_073_600),
)
_MACROBLOCK: Final = 16
_USUAL_RATE: Final = Fraction(25)
#: A rate that no film has is a fault of its container.
_MOST_RATE: Final = 120


@dataclass(frozen=True, slots=True)
class Rung:
    """One quality; `height` is the most lines it has, None for the film's own."""

    name: str
    height: int | None


@dataclass(frozen=True, slots=True)
class Made:
    """What pictures of a rung are like, of one film."""

    width: int
    height: int
    rate: Fraction
    most: int
    level: int

    @property
    def codec_string(self) -> str:
        """RFC 6381: H.264, High profile."""
        return f"avc1.6400{self.level:02X}"


RUNGS: Final[Mapping[str, Rung]] = MappingProxyType(
    {
        rung.name: rung
        for rung in (
            Rung("h264", None),
            Rung("1080", 1080),
            Rung("720", 720),
            Rung("480", 480),
            Rung("360", 360),
            Rung("240", 240),
        )
    }
)


def made(
    rung: Rung,
    *,
    size: tuple[int, int],
    aspect: Fraction | None,
    rotation: int,
    rate: Fraction | None,
) -> Made:
    """What becomes of pictures of this size whose pixels have this aspect.

    `rotation` is by how many degrees they are turned to be shown. Never larger than
    they are; both sides are even.
    """
    width, height = (Fraction(side) for side in size)
    if aspect and aspect > 0:
        width *= aspect
    if rotation % 180:
        width, height = height, width
    most = min(rung.height or HIGHEST, HIGHEST)
    by = min(Fraction(1), most / height)
    shown = (_even(width * by), _even(height * by))
    rate = rate if rate and 0 < rate <= _MOST_RATE else _USUAL_RATE
    return Made(*shown, rate, _most(shown[1]), _level(*shown, rate))


def _even(side: Fraction) -> int:
    return max(2, round(side / 2) * 2)


def _most(height: int) -> int:
    return next((bits for lines, bits in _MOST if height <= lines), _MOST[-1][1])


def _level(width: int, height: int, rate: Fraction) -> int:
    blocks = -(-width // _MACROBLOCK) * -(-height // _MACROBLOCK)
    for level, most, a_second in _LEVELS:
        if blocks <= most and blocks * rate <= a_second:
            return level
    return _LEVELS[-1][0]
