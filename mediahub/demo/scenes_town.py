"""Places of the demo's films where people live: streets, a café, a river at night."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from mediahub.demo.paint import RGB, Canvas, Point, mix

WHITE: Final = (255, 255, 255)


def lanterns(c: Canvas) -> None:
    """Paper lights going down a river."""
    c.sky(c.top, c.middle, c.ground, bottom=0.62)
    c.hills(0.56, 0.03, mix(c.top, c.middle, 0.45), 1.3)
    c.hills(0.6, 0.02, mix(c.top, (0, 0, 0), 0.35), 1.8)
    c.water(0.62, mix(c.top, c.middle, 0.6), c.at(c.focus[0], 0.62), 1.1)
    places: list[tuple[float, float, float]] = [
        (c.random.random(), c.random.uniform(0.03, 0.55), c.random.uniform(0.25, 0.6))
        for _ in range(24)
    ]
    places += [
        (c.focus[0] - 0.16, 0.3, 1.2),
        (c.focus[0] + 0.12, 0.2, 1.5),
        (c.focus[0] + 0.02, 0.5, 1.0),
    ]
    for x, y, size in places:
        at = c.at(x, y)
        reach = 0.055 * size * c.unit
        c.glow(at, 0.2 * size, c.light, 0.65)
        c.draw.rounded_rectangle(
            (at[0] - reach * 0.75, at[1] - reach, at[0] + reach * 0.75, at[1] + reach),
            reach * 0.4,
            (*mix(c.light, c.ground, 0.35), 255),
        )
        c.glow((at[0], at[1] + reach * 0.45), 0.045 * size, (255, 250, 225), 1.0)
        for share in (-0.45, 0.0, 0.45):
            c.line(
                [
                    (at[0] - reach * 0.72, at[1] + share * reach),
                    (at[0] + reach * 0.72, at[1] + share * reach),
                ],
                mix(c.ground, c.light, 0.2),
                90,
                0.0014,
            )
        c.box(
            (at[0] - reach * 0.4, at[1] - reach * 1.1),
            reach * 0.8,
            reach * 0.12,
            c.dark,
        )
    for _ in range(11):
        x, y = c.random.random(), c.random.uniform(0.68, 0.97)
        size = (y - 0.55) * 2.2
        at = c.at(x, y)
        c.glow(at, 0.16 * size, c.light, 0.55)
        reach = 0.03 * size * c.unit
        c.box((at[0] - reach, at[1] - reach), 2 * reach, 1.6 * reach, c.light)
        c.glow((at[0], at[1] + 3 * reach), 0.1 * size, c.light, 0.3)


def cafe(c: Canvas) -> None:
    """A cup, its steam, and a striped awning."""
    c.sky(c.top, c.middle, c.ground)
    x, y = c.near_focus(0, 0.08)
    c.glow((x, y - 0.08 * c.unit), 0.8, c.light, 0.75)
    count = 9 if c.is_tall else 16
    wide = c.w / count
    drop = 0.12 * c.h
    for n in range(count):
        tint = c.light if n % 2 else mix(c.middle, c.top, 0.15)
        c.box((n * wide, 0), wide + 1, drop, tint)
        c.draw.pieslice(
            (n * wide, drop - wide / 2, (n + 1) * wide, drop + wide / 2), 0, 180, tint
        )
    table = c.h * c.low(0.82)
    c.sky_below(c.low(0.78), mix(c.top, c.middle, 0.4), c.dark)
    reach = 0.2 * c.unit
    cup = mix(c.light, WHITE, 0.5)
    c.draw.ellipse(
        (x - reach * 1.7, table - reach * 0.3, x + reach * 1.7, table + reach * 0.3),
        mix(cup, c.middle, 0.25),
    )
    c.draw.ellipse(
        (x - reach * 1.1, table - reach * 0.18, x + reach * 1.1, table + reach * 0.12),
        mix(cup, c.middle, 0.5),
    )
    c.draw.arc(
        (x + reach * 0.55, table - reach * 1.35, x + reach * 1.55, table - reach * 0.4),
        250,
        110,
        cup,
        round(reach * 0.16),
    )
    bowl: list[Point] = [(x - reach, table - reach * 1.5)]
    for n in range(41):
        angle = math.pi - n * math.pi / 40
        bowl.append(
            (
                x + reach * math.cos(angle) * (0.72 + 0.28 * abs(math.cos(angle))),
                table - reach * 1.5 + reach * 1.5 * math.sin(angle),
            )
        )
    c.shape([*bowl, (x + reach, table - reach * 1.5)], cup)
    c.draw.ellipse(
        (x - reach, table - reach * 1.72, x + reach, table - reach * 1.28),
        mix(cup, c.middle, 0.2),
    )
    c.draw.ellipse(
        (
            x - reach * 0.88,
            table - reach * 1.66,
            x + reach * 0.88,
            table - reach * 1.33,
        ),
        (84, 44, 30),
    )
    for turn in (-0.45, 0.0, 0.45):
        steam = [
            (
                x + turn * reach + math.sin(n / 3.4 + turn * 4) * reach * 0.16,
                table - reach * 1.8 - n * reach * 0.085,
            )
            for n in range(26)
        ]
        c.line(steam, WHITE, 120, 0.012)


def street(c: Canvas) -> None:
    """A row of houses, and the light where one is missing."""
    c.sky(c.top, c.middle, c.ground, bottom=0.85)
    c.stars(110, 0.4)
    moon = c.near_focus(0.16, -0.2)
    c.glow(moon, 0.36, c.light, 0.6)
    c.disc(moon, 0.07, mix(c.light, WHITE, 0.5))
    gap = c.focus[0]
    for layer, ground in enumerate((c.low(0.8), c.low(0.9))):
        x = -0.04
        color = mix(c.dark, c.middle, 0.45 - 0.36 * layer)
        while x < 1.04:
            wide = c.random.uniform(0.11, 0.17) * c.unit / c.w * (1 + 0.35 * layer)
            if layer and x < gap < x + wide:
                middle = c.at(x + wide / 2, ground - 0.12)
                c.glow(middle, 0.42, c.light, 0.9)
                x += wide
                continue
            tall = c.random.uniform(0.3, 0.46) * c.unit * (1 + 0.15 * layer)
            _house(c, x * c.w, ground * c.h, wide * c.w, tall, color)
            x += wide
    c.sky_below(c.low(0.9), mix(c.dark, c.middle, 0.2), c.dark)
    for _ in range(40):
        x, y = c.random.gauss(gap, 0.08), c.low(c.random.uniform(0.91, 1))
        reach = 0.06 * c.unit * c.random.random()
        at = c.at(x, y)
        c.line([(at[0] - reach, at[1]), (at[0] + reach, at[1])], c.light, 60, 0.003)


def _house(
    c: Canvas,
    x: float,
    ground: float,
    wide: float,
    tall: float,
    color: RGB,
) -> None:
    wall = ground - tall * 0.78
    c.box((x, wall), wide * 0.97, tall, color)
    c.shape(
        [
            (x, wall + 1),
            (x + wide * 0.485, wall - tall * 0.26),
            (x + wide * 0.97, wall + 1),
        ],
        color,
    )
    c.box((x + wide * 0.66, wall - tall * 0.24), wide * 0.1, tall * 0.2, color)
    for row in range(4):
        for column in range(3):
            lit = c.random.random() < 0.34
            tint = c.light if lit else mix(color, (0, 0, 0), 0.35)
            c.box(
                (x + wide * (0.14 + 0.27 * column), wall + tall * (0.08 + 0.18 * row)),
                wide * 0.14,
                tall * 0.1,
                tint,
                235,
            )


def weather(c: Canvas) -> None:
    """A forecast that got out of hand."""
    c.sky(c.top, c.middle, c.ground)
    x, y = c.near_focus(0, 0.0)
    for n in range(13, 0, -1):
        tint = c.light if n % 2 else mix(c.top, c.light, 0.35)
        wobble = 1 + 0.12 * math.sin(n * 1.3)
        c.ring((x, y), 0.09 * n * wobble, 0.075 * n, tint, 105, 0.004)
    for n in range(16):
        angle = n * math.tau / 16
        a, b = 0.2 * c.unit, (0.27 if n % 2 else 0.31) * c.unit
        c.line(
            [
                (x + a * math.cos(angle), y + a * math.sin(angle)),
                (x + b * math.cos(angle), y + b * math.sin(angle)),
            ],
            c.light,
            255,
            0.012,
        )
    c.disc((x, y), 0.165, c.light)
    c.disc((x, y), 0.14, mix(c.top, c.light, 0.3))
    for dx, dy, size, tint in (
        (0.2, 0.2, 1.0, WHITE),
        (-0.3, 0.14, 0.72, c.light),
        (0.42, -0.2, 0.5, WHITE),
    ):
        cx, cy = c.near_focus(dx, dy)
        reach = 0.11 * size
        for px, py, share in ((-1.0, 0.1, 0.7), (0.0, -0.25, 1.0), (1.0, 0.1, 0.75)):
            at = (cx + px * reach * c.unit, cy + py * reach * c.unit)
            c.disc(at, reach * share, tint)
        c.draw.rounded_rectangle(
            (
                cx - 1.75 * reach * c.unit,
                cy,
                cx + 1.8 * reach * c.unit,
                cy + 0.85 * reach * c.unit,
            ),
            reach * 0.42 * c.unit,
            tint,
        )
        for n in range(6):
            left = cx + (n - 2.5) * reach * 0.55 * c.unit
            top = cy + reach * 1.15 * c.unit
            c.line(
                [(left, top), (left - reach * 0.3 * c.unit, top + reach * c.unit)],
                WHITE,
                190,
                0.006 * size,
            )


def moon(c: Canvas) -> None:
    """A very large moon over windows that are still lit."""
    c.sky(c.top, c.middle, c.ground)
    c.stars(240, 0.7)
    center = c.near_focus(0, -0.03)
    c.glow(center, 0.8, c.light, 0.5)
    c.disc(center, 0.25, c.light)
    for _ in range(13):
        angle, away = c.random.uniform(0, math.tau), 0.2 * math.sqrt(c.random.random())
        at = (
            center[0] + away * c.unit * math.cos(angle),
            center[1] + away * c.unit * math.sin(angle),
        )
        c.disc(at, c.random.uniform(0.008, 0.035), mix(c.light, c.ground, 0.3), 110)
    for layer, base in enumerate((c.low(0.66), c.low(0.76), c.low(0.88))):
        color = mix(c.dark, c.ground, 0.42 - 0.19 * layer)
        x = -0.02
        while x < 1.02:
            wide = c.random.uniform(0.07, 0.13) * c.unit / c.w * (1 + layer * 0.4)
            top = base - c.random.uniform(-0.02, 0.1)
            left, upper = c.at(x, top)
            c.box((left, upper), wide * c.w * 0.98, c.h, color)
            rows = int((c.h - upper) / (0.035 * c.unit))
            for row in range(rows):
                for column in range(3):
                    if c.random.random() < 0.16:
                        c.box(
                            (
                                left + wide * c.w * (0.16 + 0.26 * column),
                                upper + (0.02 + 0.035 * row) * c.unit,
                            ),
                            wide * c.w * 0.13,
                            0.013 * c.unit,
                            (255, 214, 140),
                            235,
                        )
            x += wide
    c.line([c.at(0, 0.52), c.at(0.5, 0.56), c.at(1, 0.53)], c.dark, 220, 0.002)


TOWN: Final[Mapping[str, Callable[[Canvas], None]]] = {
    "lanterns": lanterns,
    "cafe": cafe,
    "street": street,
    "weather": weather,
    "moon": moon,
}
