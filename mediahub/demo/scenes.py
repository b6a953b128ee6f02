"""The places of the demo's films, by the name a look gives: out at sea and on shore."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from mediahub.demo.paint import Canvas, mix
from mediahub.demo.scenes_inland import INLAND

BLACK: Final = (0, 0, 0)


def sun(c: Canvas) -> None:
    """Two suns, the orbit between them, and a sail."""
    c.sky(c.top, c.middle, c.ground)
    c.stars(160, 0.55)
    center = c.at(*c.focus)
    c.glow(center, 0.95, c.ground, 0.9)
    c.disc(center, 0.27, mix(c.ground, c.light, 0.75))
    c.disc(c.near_focus(0, -0.012), 0.235, mix(c.ground, c.light, 0.95))
    for step in range(5):
        y = center[1] + (0.07 + step * 0.045) * c.unit
        c.box(
            (center[0] - 0.4 * c.unit, y),
            0.8 * c.unit,
            0.006 * c.unit * (step + 1),
            mix(c.middle, c.ground, 0.6 + step * 0.08),
        )
    for reach in (0.43, 0.56, 0.71):
        c.ring(center, reach, reach * 0.3, c.light, 70, 0.002)
    small = c.near_focus(-0.52, -0.16) if not c.is_tall else c.near_focus(-0.3, -0.2)
    c.glow(small, 0.2, c.light, 0.8)
    c.disc(small, 0.045, c.light)
    x, y = c.near_focus(0.36, 0.1)
    sail = 0.035 * c.unit
    c.shape([(x, y), (x + sail, y - 2.2 * sail), (x + sail * 1.15, y)], c.dark)
    c.shape(
        [(x + sail * 1.3, y), (x + sail * 1.3, y - 1.6 * sail), (x + sail * 2, y)],
        c.dark,
        200,
    )
    c.ridge(0.86, 0.04, mix(c.top, c.middle, 0.45), mix(c.top, c.middle, 0.2))
    c.ridge(0.93, 0.03, c.dark, c.dark)


def harbor(c: Canvas) -> None:
    """Cranes against a copper evening."""
    c.sky(c.top, c.middle, c.ground, c.light, bottom=c.low(0.72))
    shine = c.at(c.focus[0], c.low(0.7))
    c.glow(shine, 0.8, c.light, 0.85)
    c.disc(c.at(c.focus[0], c.low(0.58)), 0.1, mix(c.light, (255, 255, 255), 0.4))
    c.water(c.low(0.7), mix(c.middle, c.ground, 0.5), shine)
    shore = c.low(0.7) * c.h
    for place, size in ((-0.5, 0.9), (-0.2, 1.2), (0.3, 1.0), (0.52, 0.75)):
        x = c.near_focus(place, 0)[0]
        tall = 0.34 * size * c.unit
        color = mix(c.dark, c.middle, 0.12)
        thick = 0.008 * size
        foot = 0.07 * size * c.unit
        top = shore - tall
        c.line([(x - foot, shore), (x, top)], color, 255, thick)
        c.line([(x + foot, shore), (x, top)], color, 255, thick)
        c.line(
            [(x - foot * 0.5, shore - tall / 2), (x + foot * 0.5, shore - tall / 2)],
            color,
            255,
            thick,
        )
        c.line(
            [(x - 1.4 * foot, top + foot * 0.4), (x + 3.6 * foot, top - foot * 0.9)],
            color,
            255,
            thick,
        )
        c.line(
            [(x, top), (x, top - foot), (x + 3.4 * foot, top - foot * 0.9)],
            color,
            255,
            thick * 0.5,
        )
        hook = x + 3 * foot
        c.line([(hook, top - foot * 0.7), (hook, top + tall * 0.45)], color, 200, 0.002)
    x, y = c.near_focus(-0.06, 0)[0], c.low(0.73) * c.h
    long, deck = 0.3 * c.unit, 0.05 * c.unit
    c.shape(
        [
            (x - long, y - deck),
            (x + long * 1.1, y - deck * 1.2),
            (x + long * 0.92, y + deck * 0.4),
            (x - long * 0.85, y + deck * 0.4),
        ],
        c.dark,
    )
    c.box((x - long * 0.8, y - deck * 2.6), long * 0.4, deck * 1.7, c.dark)
    for n in range(4):
        c.box(
            (x - long * 0.76 + n * long * 0.09, y - deck * 2.2),
            long * 0.05,
            deck * 0.4,
            c.light,
        )


def ferry(c: Canvas) -> None:
    """A lit ship on black water, in fog."""
    c.sky(c.top, c.middle, c.ground, bottom=c.low(0.66))
    c.stars(120, 0.45)
    x, _ = c.at(*c.focus)
    y = c.low(0.64) * c.h
    c.glow((x, y), 0.75, c.ground, 0.7)
    c.water(c.low(0.64), mix(c.top, c.middle, 0.7), (x, y), 0.9)
    long = (0.36 if c.is_tall else 0.44) * c.unit
    deck = long * 0.13
    hull = mix(c.dark, c.middle, 0.15)
    c.shape(
        [
            (x - long, y - deck),
            (x + long * 1.05, y - deck * 1.15),
            (x + long * 0.9, y + deck * 0.5),
            (x - long * 0.9, y + deck * 0.5),
        ],
        hull,
    )
    rows = ((0.82, 1.0), (0.7, 1.9), (0.5, 2.8))
    for share, up in rows:
        c.box(
            (x - long * share, y - deck * (up + 0.85)), long * share * 1.8, deck, hull
        )
        count = int(26 * share)
        for n in range(count):
            if c.random.random() < 0.12:
                continue
            left = x - long * share * 0.95 + n * long * share * 1.7 / count
            c.box((left, y - deck * (up + 0.55)), long * 0.03, deck * 0.42, c.light)
    c.box((x + long * 0.1, y - deck * 5), long * 0.13, deck * 1.6, hull)
    c.box((x + long * 0.1, y - deck * 4.6), long * 0.13, deck * 0.35, c.ground)
    c.glow((x - long * 0.3, y - deck * 1.6), 0.42, c.light, 0.4)
    for _ in range(7):
        at = c.at(c.random.random(), c.low(c.random.uniform(0.55, 0.72)))
        c.glow(at, c.random.uniform(0.2, 0.4), mix(c.ground, c.middle, 0.4), 0.25)


def tide(c: Canvas) -> None:
    """A road that the sea has just given back."""
    c.sky(c.middle, c.ground, c.light, bottom=c.low(0.56))
    fx, _ = c.at(*c.focus)
    horizon = c.low(0.54) * c.h
    c.glow((fx, horizon), 0.9, c.light, 0.9)
    c.disc((fx, horizon - 0.06 * c.unit), 0.075, (255, 255, 255))
    c.hills(c.low(0.53), 0.008, mix(c.middle, c.top, 0.2), 2)
    c.water(c.low(0.54), mix(c.middle, c.ground, 0.3), (fx, horizon))
    c.shape(
        [
            (fx - 0.008 * c.w, horizon),
            (fx + 0.008 * c.w, horizon),
            c.at(0.75, 1.02),
            c.at(0.05, 1.02),
        ],
        mix(c.ground, c.top, 0.35),
    )
    for n in range(26):
        near = (n / 25) ** 2.2
        y = horizon + (c.h - horizon) * near
        left = fx - 0.008 * c.w + (0.05 * c.w - fx + 0.008 * c.w) * near
        right = fx + 0.008 * c.w + (0.75 * c.w - fx - 0.008 * c.w) * near
        c.line(
            [(left, y), (right, y)], c.light, int(30 + 60 * near), 0.001 + 0.004 * near
        )
        for x in (left, right):
            tall = (0.01 + 0.12 * near) * c.unit
            c.line([(x, y), (x, y - tall)], c.top, 255, 0.001 + 0.007 * near)


def lighthouse(c: Canvas) -> None:
    """A tower, its two beams, and the swell below."""
    c.sky(c.top, c.middle, c.ground, bottom=c.low(0.72))
    c.stars(190, 0.5)
    x, _ = c.at(*c.focus)
    base, top = c.low(0.74) * c.h, (0.22 if c.is_tall else 0.2) * c.h
    lamp = (x, top - 0.012 * c.unit)
    c.glow(c.at(c.focus[0], c.low(0.72)), 0.9, c.ground, 0.6)
    c.water(c.low(0.7), mix(c.middle, c.top, 0.4), (x, base), 0.8)
    for angle, spread in ((-0.13, 0.055), (math.pi + 0.13, 0.055)):
        for part in range(6):
            wide = spread * (1 - part * 0.15)
            reach = 2.2 * max(c.w, c.h)
            c.shape(
                [
                    lamp,
                    (
                        lamp[0] + reach * math.cos(angle - wide),
                        lamp[1] + reach * math.sin(angle - wide),
                    ),
                    (
                        lamp[0] + reach * math.cos(angle + wide),
                        lamp[1] + reach * math.sin(angle + wide),
                    ),
                ],
                c.light,
                16,
            )
    rock = mix(c.dark, c.middle, 0.1)
    c.shape(
        [
            (x - 0.42 * c.unit, c.low(0.8) * c.h),
            (x - 0.2 * c.unit, base - 0.02 * c.unit),
            (x + 0.05 * c.unit, base - 0.045 * c.unit),
            (x + 0.22 * c.unit, base),
            (x + 0.5 * c.unit, c.low(0.81) * c.h),
        ],
        rock,
    )
    tall = base - 0.03 * c.unit - top
    foot, head = 0.062 * c.unit, 0.04 * c.unit
    for n in range(5):
        upper, lower = n / 5, (n + 1) / 5
        color = mix((245, 240, 230), c.middle, 0.25) if n % 2 == 0 else (150, 52, 48)
        a = head + (foot - head) * upper
        b = head + (foot - head) * lower
        y1, y2 = top + tall * upper, top + tall * lower
        c.shape([(x - a, y1), (x + a, y1), (x + b, y2), (x - b, y2)], color)
        c.shape(
            [(x + a * 0.25, y1), (x + a, y1), (x + b, y2), (x + b * 0.25, y2)],
            BLACK,
            70,
        )
    c.box((x - head * 1.25, top - 0.006 * c.unit), head * 2.5, 0.012 * c.unit, rock)
    c.glow(lamp, 0.34, c.light, 1.0)
    c.box((x - head * 0.6, top - head * 1.15), head * 1.2, head * 1.1, c.light)
    c.shape(
        [
            (x - head * 0.85, top - head * 1.1),
            (x, top - head * 2.1),
            (x + head * 0.85, top - head * 1.1),
        ],
        rock,
    )
    c.hills(0.93, 0.012, mix(c.dark, c.middle, 0.2), 3)


def globe(c: Canvas) -> None:
    """The earth as a surveyor sees it: lines, and one of them lit."""
    c.sky(c.top, c.middle, mix(c.middle, c.ground, 0.6))
    c.stars(170, 0.9)
    center = c.near_focus(0, 0.02)
    c.glow(center, 0.85, c.ground, 0.75)
    radius = 0.36
    c.disc(center, radius, mix(c.top, c.middle, 0.55))
    c.glow((center[0] - 0.1 * c.unit, center[1] - 0.12 * c.unit), 0.34, c.ground, 0.5)
    for n in range(1, 6):
        c.ring(center, radius * math.sin(n * math.pi / 12), radius, c.light, 90, 0.0016)
    for n in range(-3, 4):
        height = radius * math.sin(n * math.pi / 8)
        reach = math.sqrt(radius**2 - height**2)
        middle = (center[0], center[1] + height * c.unit)
        c.ring(middle, reach, reach * 0.09, c.light, 60, 0.0014)
    c.ring(center, radius, radius, c.light, 200, 0.003)
    arc = [
        (
            center[0] + radius * 0.5 * c.unit * math.cos(t),
            center[1] + radius * c.unit * math.sin(t),
        )
        for t in [(-90 + n * 4.5) * math.pi / 180 for n in range(41)]
    ]
    c.line(arc, mix(c.light, (255, 180, 90), 0.6), 255, 0.006)
    for point in (arc[8], arc[33]):
        c.glow(point, 0.09, (255, 200, 120), 0.9)
        c.disc(point, 0.012, (255, 250, 235))


SCENES: Final[Mapping[str, Callable[[Canvas], None]]] = {
    "sun": sun,
    "harbor": harbor,
    "ferry": ferry,
    "tide": tide,
    "lighthouse": lighthouse,
    "globe": globe,
    **INLAND,
}
