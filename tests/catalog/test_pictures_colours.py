"""Pictures that say by a profile which colours they mean."""

from __future__ import annotations

import io
import math
import struct
from typing import Any, Final

import pytest
from PIL import Image, ImageCms

from catalog.pictures import drawing
from tests.catalog.gallery import opened

Colour = tuple[int, int, int]

#: Display P3's three colours in XYZ under D50, and sRGB's.
P3: Final = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
SRGB: Final = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)
GAMMA: Final = 2.2


def _tag(kind: bytes, data: bytes) -> bytes:
    padding = bytes(-len(data) % 4)
    return kind + bytes(4) + data + padding


def _xyz(*values: float) -> bytes:
    return _tag(b"XYZ ", struct.pack(">3i", *(round(v * 65536) for v in values)))


def profile(space: bytes = b"RGB ", gamma: float = GAMMA) -> bytes:
    """A profile as a screen has: its colours, and one curve for all of them."""
    curve = _tag(b"curv", struct.pack(">IH", 1, round(gamma * 256)))
    name = b"A screen\0"
    described = struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    tags = {
        b"desc": _tag(b"desc", described),
        b"cprt": _tag(b"text", b"nobody's\0"),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
    }
    if space == b"GRAY":
        tags |= {b"kTRC": curve}
    else:
        for letter, primary in zip((b"r", b"g", b"b"), P3, strict=True):
            tags |= {letter + b"XYZ": _xyz(*primary), letter + b"TRC": curve}
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for sign, data in tags.items():
        table += sign + struct.pack(">II", start + len(body), len(data))
        body += data
    header = struct.pack(
        ">I4s4s4s4s4s", start + len(body), b"", b"\2\x40\0\0", b"mntr", space, b"XYZ "
    )
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header + bytes(128 - len(header)) + table + body


def in_srgb(colour: Colour) -> list[int]:
    """What this colour of the screen is in sRGB, by the book and without a library."""
    linear = [(value / 255) ** GAMMA for value in colour]
    xyz = [sum(linear[i] * P3[i][axis] for i in range(3)) for axis in range(3)]
    return [_encoded(value) for value in _solved(xyz)]


def _solved(xyz: list[float]) -> list[float]:
    """How much of each of sRGB's colours makes this one (Cramer's rule)."""
    columns = [list(primary) for primary in SRGB]

    def size(a: list[float], b: list[float], c: list[float]) -> float:
        return (
            a[0] * (b[1] * c[2] - b[2] * c[1])
            - b[0] * (a[1] * c[2] - a[2] * c[1])
            + c[0] * (a[1] * b[2] - a[2] * b[1])
        )

    whole = size(*columns)
    return [
        size(*(xyz if i == j else columns[j] for j in range(3))) / whole
        for i in range(3)
    ]


def _encoded(value: float) -> int:
    value = min(1.0, max(0.0, value))
    if value <= 0.0031308:
        return round(255 * 12.92 * value)
    return round(255 * (1.055 * math.pow(value, 1 / 2.4) - 0.055))


def _file(mode: str, colour: Any, kind: str = "PNG", **options: Any) -> bytes:
    into = io.BytesIO()
    Image.new(mode, (320, 480), colour).save(into, kind, **options)
    return into.getvalue()


def shown(content: bytes) -> tuple[int, ...]:
    """The colour in the middle of our drawing of a picture."""
    with drawing.sheet() as sheet:
        sheet.write(content)
        drawn = opened(drawing.draw(sheet, (160,)).files[160])
    assert "icc_profile" not in drawn.info
    pixel = drawn.getpixel((80, 120))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def near(colour: tuple[int, ...], wanted: Any) -> bool:
    """As near as a WebP of this quality keeps a plain ground."""
    return all(abs(a - b) <= 4 for a, b in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("colour", [(200, 100, 100), (120, 180, 90), (128, 128, 128)])
def test_colours_of_another_screen_move_as_they_should(
    kind: str, colour: Colour
) -> None:
    wanted = in_srgb(colour)
    if len(set(colour)) > 1:
        assert not near(colour, wanted), "nothing has to move"
    assert near(shown(_file("RGB", colour, kind, icc_profile=profile())), wanted)
    # The control: the same picture that says nothing is left as it is.
    assert near(shown(_file("RGB", colour, kind)), colour)


def test_what_is_see_through_stays_so() -> None:
    content = _file("RGBA", (200, 100, 100, 128), icc_profile=profile())
    *colour, alpha = shown(content)
    assert near(tuple(colour), in_srgb((200, 100, 100)))
    assert abs(alpha - 128) <= 2


def test_a_grey_picture_has_its_own_curve() -> None:
    linear = profile(b"GRAY", gamma=1.0)
    grey = _encoded(128 / 255)
    assert grey > 180
    assert near(shown(_file("L", 128, icc_profile=linear)), [grey] * 3)


def test_a_picture_that_says_srgb_stays_as_it_is() -> None:
    said = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    colour = (200, 100, 50)
    assert near(shown(_file("RGB", colour, icc_profile=said)), colour)


@pytest.mark.parametrize(
    "broken",
    [
        b"x",
        b"not a profile" * 100,
        profile()[:200],
        profile()[:128] + bytes(400),
        profile(b"GRAY"),
        profile().replace(b"RGB ", b"CMYK"),
    ],
    ids=["a byte", "text", "cut", "empty tables", "of a grey picture", "of ink"],
)
def test_a_broken_profile_is_as_good_as_none(broken: bytes) -> None:
    colour = (200, 100, 100)
    assert near(shown(_file("RGB", colour, icc_profile=broken)), colour)
