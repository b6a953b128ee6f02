"""Which qualities of converted pictures a player is offered, and what they are."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from streaming.film import Film
from streaming.sandbox.rungs import RUNGS, Made, Rung, made

#: Beside the film's own height, where it is higher.
_BESIDE: Final = ("1080", "720", "480")
#: Only where none of the others is small enough.
_SMALL: Final = ("360", "240")
#: What the sound beside them takes, in bits a second.
SOUND_BITS: Final = 200_000


def made_of(film: Film, rung: Rung) -> Made:
    """Raises ValueError for a film without pictures."""
    picture = film.picture
    if picture is None or film.video is None:
        raise ValueError("a film without pictures")
    return made(
        rung,
        size=(picture.width or 2, picture.height or 2),
        aspect=Fraction(*picture.aspect) if picture.aspect else None,
        rotation=film.video.rotation,
        rate=Fraction(*picture.rate) if picture.rate else None,
    )


def offered(
    film: Film, *, max_height: int | None, max_bitrate: int | None
) -> list[tuple[Rung, Made]]:
    """Best first; the least there is where nothing is small enough."""
    own = made_of(film, RUNGS["h264"])

    def those(names: tuple[str, ...]) -> list[tuple[Rung, Made]]:
        rungs = [RUNGS[name] for name in names]
        found = [(r, made_of(film, r)) for r in rungs if (r.height or 0) < own.height]
        return [
            (rung, pictures)
            for rung, pictures in found
            if (max_height is None or pictures.height <= max_height)
            and (max_bitrate is None or pictures.most + SOUND_BITS <= max_bitrate)
        ]

    found = those(("h264", *_BESIDE)) or those(_SMALL)[:1]
    if found:
        return found
    least = RUNGS[_SMALL[-1]]
    return [(least, made_of(film, least))]
