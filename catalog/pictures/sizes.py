"""The widths pictures are drawn in, and the shapes they are shown in.

A closed list: an address with any other width leads nowhere, so nobody can make us
draw a picture in a thousand sizes.
"""

from __future__ import annotations

from typing import Final

#: Widths by what the picture is; all of them are drawn at once, none is enlarged.
WIDTHS: Final[dict[str, tuple[int, ...]]] = {
    "poster": (160, 240, 320, 480, 640),
    "backdrop": (320, 640, 960, 1280, 1920),
    "thumbnail": (160, 240, 320, 480, 640, 960),
    "logo": (160, 320, 640),
}
#: Width to height, where the shape is given; the rest is cut off by the page.
ASPECTS: Final[dict[str, tuple[int, int]]] = {
    "poster": (2, 3),
    "backdrop": (16, 9),
    "thumbnail": (16, 9),
}


def fitting(key: str, width: int) -> int:
    """The drawn width that fills `width`: the next larger one, or the largest."""
    return next((w for w in WIDTHS[key] if w >= width), WIDTHS[key][-1])


def drawn(key: str, natural: int) -> list[int]:
    """Which widths a picture of this natural width is drawn in, without enlarging."""
    return sorted({min(width, natural) for width in WIDTHS[key]})
