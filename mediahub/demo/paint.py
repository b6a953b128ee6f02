"""A canvas for the demo's pictures: skies, glows, hills, water, stars.

Everything is a share of the canvas, so that a scene fits a poster and a backdrop
alike; it is drawn at twice its size and made smaller at the end, which smooths edges.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Final, TypeAlias

from PIL import Image, ImageColor, ImageDraw

from mediahub.demo.plan import Look

RGB: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
#: How much larger a picture is drawn than it is kept.
SCALE: Final = 2
_GLOW: Final = Image.radial_gradient("L")
#: Its value in the middle of an edge; only the corners reach 255.
_GLOW_EDGE: Final = 180


def rgb(color: str) -> RGB:
    red, green, blue = ImageColor.getrgb(color)[:3]
    return red, green, blue


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """Between two colors: 0 is the first, 1 the second."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


class Canvas:
    """A picture being drawn, with the colors of its look."""

    def __init__(self, size: tuple[int, int], look: Look, *, alternate: bool) -> None:
        self.size = size
        self.w, self.h = size[0] * SCALE, size[1] * SCALE
        self.unit = min(self.w, self.h)
        self.is_tall = self.h > self.w
        self.random = Random(look.seed * 2 + alternate)  # noqa: S311  # no secret
        self.top, self.middle, self.ground = (rgb(color) for color in look.colors)
        self.light = rgb(look.light)
        if alternate:
            # The other server's picture: the same place at another hour.
            self.top = mix(self.top, self.middle, 0.35)
            self.middle = mix(self.middle, self.ground, 0.3)
        self.dark = mix(self.top, (0, 0, 0), 0.55)
        self.image = Image.new("RGB", (self.w, self.h))
        self.draw = ImageDraw.Draw(self.image, "RGBA")
        #: Where the eye goes: free of the words of a poster and of a page's heading.
        self.focus = (0.5, 0.36) if self.is_tall else (0.68, 0.42)

    def done(self) -> Image.Image:
        return self.image.reduce(SCALE)

    def at(self, x: float, y: float) -> Point:
        return x * self.w, y * self.h

    def low(self, y: float) -> float:
        """A height near the ground; higher on a poster, whose words stand below."""
        return y * 0.8 if self.is_tall else y

    def near_focus(self, dx: float, dy: float) -> Point:
        """A point by its distance from the focus, in units of the shorter side."""
        x, y = self.at(*self.focus)
        return x + dx * self.unit, y + dy * self.unit

    def sky(self, *colors: RGB, bottom: float = 1.0) -> None:
        """From top to bottom through the colors."""
        strip = Image.new("RGB", (1, 256))
        parts = len(colors) - 1
        for y in range(256):
            place = y / 255 * parts
            first = min(int(place), parts - 1)
            color = mix(colors[first], colors[first + 1], place - first)
            strip.putpixel((0, y), color)
        tall = max(1, round(self.h * bottom))
        self.image.paste(strip.resize((self.w, tall), Image.Resampling.BICUBIC))

    def glow(
        self, center: Point, radius: float, color: RGB, strength: float = 1.0
    ) -> None:
        """Light that fades; `radius` in units of the shorter side."""
        reach = max(2, round(radius * self.unit))
        falloff = [
            round(255 * strength * max(0.0, 1 - v / _GLOW_EDGE) ** 2)
            for v in range(256)
        ]
        mask = _GLOW.point(falloff).resize((2 * reach, 2 * reach))
        place = (round(center[0]) - reach, round(center[1]) - reach)
        self.image.paste(
            color, (*place, place[0] + 2 * reach, place[1] + 2 * reach), mask
        )

    def disc(self, center: Point, radius: float, color: RGB, alpha: int = 255) -> None:
        reach = radius * self.unit
        x, y = center
        self.draw.ellipse((x - reach, y - reach, x + reach, y + reach), (*color, alpha))

    def ring(
        self, center: Point, rx: float, ry: float, color: RGB, alpha: int, width: float
    ) -> None:
        x, y = center
        rx, ry = rx * self.unit, ry * self.unit
        self.draw.ellipse(
            (x - rx, y - ry, x + rx, y + ry),
            outline=(*color, alpha),
            width=max(1, round(width * self.unit)),
        )

    def line(
        self, points: Sequence[Point], color: RGB, alpha: int, width: float
    ) -> None:
        self.draw.line(
            list(points),
            (*color, alpha),
            max(1, round(width * self.unit)),
            joint="curve",
        )

    def shape(self, points: Sequence[Point], color: RGB, alpha: int = 255) -> None:
        self.draw.polygon(list(points), (*color, alpha))

    def box(
        self, corner: Point, width: float, height: float, color: RGB, alpha: int = 255
    ) -> None:
        """A rectangle in pixels, from its upper left corner."""
        x, y = corner
        self.draw.rectangle((x, y, x + width, y + height), (*color, alpha))

    def stars(self, count: int, bottom: float = 0.7, largest: float = 0.003) -> None:
        for _ in range(count):
            place = self.at(self.random.random(), self.random.random() ** 1.3 * bottom)
            share = self.random.random() ** 3
            self.disc(
                place, 0.0006 + largest * share, self.light, 70 + int(180 * share)
            )

    def hills(
        self, height: float, swing: float, color: RGB, waves: float = 1.5
    ) -> None:
        """Soft land whose edge is about `height` from the top."""
        phases = [self.random.uniform(0, math.tau) for _ in range(3)]
        points = [self.at(0, 1.01)]
        for step in range(121):
            x = step / 120
            rise = sum(
                math.sin(x * math.tau * waves * (n + 1) + phase) / (n + 1)
                for n, phase in enumerate(phases)
            )
            points.append(self.at(x, height + swing * rise))
        self.shape([*points, self.at(1, 1.01)], color)

    def ridge(
        self, height: float, swing: float, top: RGB, foot: RGB, peaks: int = 2
    ) -> None:
        """Mountains, from the color of their tops to that of their feet."""
        edge = [
            self.random.uniform(-1, -0.55) if n % 2 else self.random.uniform(0, 0.7)
            for n in range(2 * peaks + 1)
        ]
        reach = 0.9
        for _ in range(6):
            reach *= 0.5
            between = [
                (a + b) / 2 + self.random.uniform(-reach, reach) * 0.6
                for a, b in pairwise(edge)
            ]
            edge = [
                *(v for pair in zip(edge, between, strict=False) for v in pair),
                edge[-1],
            ]
        last = len(edge) - 1
        points = [self.at(n / last, height + swing * v) for n, v in enumerate(edge)]
        mask = Image.new("L", self.image.size)
        outline = [self.at(0, 1.01), *points, self.at(1, 1.01)]
        ImageDraw.Draw(mask).polygon(outline, 255)
        start = round(min(y for _, y in points))
        slope = Image.new("RGB", (1, 64))
        for y in range(64):
            slope.putpixel((0, y), mix(top, foot, min(1.0, y / 63 * 1.6)))
        slope = slope.resize((self.w, max(1, self.h - start)))
        place = (0, start, self.w, self.h)
        self.image.paste(slope, place, mask.crop(place))

    def water(self, top: float, color: RGB, shine: Point, spread: float = 0.5) -> None:
        """A sea from `top` down, with the light at `shine` broken on it."""
        self.sky_below(top, color, mix(color, (0, 0, 0), 0.5))
        for _ in range(140):
            depth = self.random.random() ** 1.4
            y = (top + (1 - top) * depth) * self.h
            reach = (0.02 + 0.12 * depth) * self.unit * self.random.uniform(0.3, 1)
            away = self.random.gauss(0, spread * (0.12 + 0.35 * depth)) * self.unit
            alpha = int(150 * (1 - depth) ** 0.6 * self.random.uniform(0.3, 1))
            x = shine[0] + away
            self.draw.line(
                (x - reach, y, x + reach, y),
                (*self.light, alpha),
                max(1, round(0.0022 * self.unit * (0.6 + 2 * depth))),
            )

    def sky_below(self, top: float, first: RGB, last: RGB) -> None:
        """A gradient from `top` down to the edge."""
        strip = Image.new("RGB", (1, 64))
        for y in range(64):
            strip.putpixel((0, y), mix(first, last, y / 63))
        start = round(top * self.h)
        self.image.paste(strip.resize((self.w, self.h - start)), (0, start))

    def shade(self, strength: float = 0.5) -> None:
        """Darker towards the edges, so that the middle holds the eye."""
        mask = _GLOW.point([round(v * strength * (v / 255) ** 2) for v in range(256)])
        self.image.paste(
            (0, 0, 0), (0, 0, self.w, self.h), mask.resize((self.w, self.h))
        )
