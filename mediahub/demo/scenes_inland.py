"""More places of the demo's films: fields, woods, mountains, streets and skies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from mediahub.demo.paint import Canvas, mix
from mediahub.demo.scenes_town import TOWN

WHITE: Final = (255, 255, 255)


def field(c: Canvas) -> None:
    """Furrows that run together under a pale sky."""
    c.sky(c.top, mix(c.top, c.light, 0.8), bottom=0.6)
    c.glow(c.at(*c.focus), 0.5, WHITE, 0.9)
    c.disc(c.at(*c.focus), 0.06, WHITE, 220)
    c.hills(0.5, 0.02, mix(c.middle, c.top, 0.55), 1.2)
    c.hills(0.55, 0.018, mix(c.middle, c.top, 0.2), 0.8)
    c.sky_below(0.585, c.middle, c.ground)
    fx, horizon = c.focus[0] * c.w, 0.585 * c.h
    for n in range(-30, 31):
        spread = n / 12
        foot = (fx + spread * c.w, c.h * 1.02)
        next_foot = (fx + (spread + 0.038) * c.w, c.h * 1.02)
        tone = mix(c.ground, (52, 40, 24), 0.55)
        c.shape([(fx + n * 0.012 * c.w, horizon), foot, next_foot], tone, 120)
    for n, x in enumerate((0.1, 0.2, 0.29, 0.37)):
        tall = (0.26 - 0.05 * n) * c.unit
        y = (0.86 - 0.065 * n) * c.h
        c.box((x * c.w, y - tall), (0.016 - 0.0025 * n) * c.unit, tall, (66, 52, 38))
    for up in (0.8, 0.5):
        wire = [
            (x * c.w, (0.86 - 0.065 * n) * c.h - (0.26 - 0.05 * n) * c.unit * up)
            for n, x in enumerate((0.1, 0.2, 0.29, 0.37))
        ]
        c.line(wire, (66, 52, 38), 200, 0.0025)


def orchard(c: Canvas) -> None:
    """Trees of splinters, with light behind them."""
    c.sky(c.top, c.middle, c.ground, bottom=c.low(0.8))
    c.glow(c.at(*c.focus), 0.85, c.light, 0.8)
    c.sky_below(c.low(0.78), mix(c.middle, c.top, 0.4), c.dark)
    trees = [(-0.62, 0.7), (0.66, 0.66), (-0.34, 0.85), (0.36, 0.9), (0.0, 1.25)]
    for dx, size in trees:
        x = c.near_focus(dx, 0)[0]
        foot = c.low(0.76 + 0.05 * size) * c.h
        tall = 0.5 * size * c.unit
        crown = (x, foot - tall * 0.72)
        c.line([(x, foot), (x, foot - tall * 0.6)], c.dark, 255, 0.012 * size)
        for turn in (-0.5, 0.5):
            c.line(
                [(x, foot - tall * 0.4), (x + turn * tall * 0.4, foot - tall * 0.7)],
                c.dark,
                255,
                0.006 * size,
            )
        for _ in range(70):
            angle = c.random.uniform(0, math.tau)
            away = tall * 0.36 * math.sqrt(c.random.random())
            px, py = (
                crown[0] + away * math.cos(angle),
                crown[1] + away * math.sin(angle),
            )
            reach = tall * c.random.uniform(0.03, 0.1)
            turns = [c.random.uniform(0, math.tau) for _ in range(3)]
            tint = mix(c.light, c.middle, c.random.random() ** 2 * 0.9)
            c.shape(
                [(px + reach * math.cos(t), py + reach * math.sin(t)) for t in turns],
                tint,
                c.random.randint(60, 170),
            )
        c.draw.ellipse(
            (x - tall * 0.3, foot - tall * 0.02, x + tall * 0.3, foot + tall * 0.03),
            (*c.light, 40),
        )


def mountains(c: Canvas) -> None:
    """Range behind range, and snow coming."""
    c.sky(c.top, c.middle, c.ground, bottom=0.75)
    moon = c.near_focus(0.02, -0.14)
    c.glow(moon, 0.6, WHITE, 0.6)
    c.disc(moon, 0.085, WHITE, 235)
    deep = mix(c.top, (0, 0, 0), 0.25)
    for layer in range(4):
        near = layer / 3
        top = mix(WHITE, mix(c.middle, c.top, 0.7), near**0.8)
        foot = mix(mix(c.middle, c.ground, 0.35), deep, 0.25 + 0.75 * near)
        c.ridge(0.5 + layer * 0.12, 0.17 - layer * 0.03, top, foot, 2 + layer)
    for _ in range(260):
        size = c.random.random() ** 3
        c.disc(
            c.at(c.random.random(), c.random.random()),
            0.0012 + 0.005 * size,
            WHITE,
            90 + int(120 * size),
        )


def embers(c: Canvas) -> None:
    """A burning horizon behind black firs."""
    c.sky(c.top, c.middle, c.ground, c.light, bottom=0.86)
    c.glow(c.at(c.focus[0], 0.8), 1.0, c.light, 0.75)
    for _ in range(9):
        at = c.at(c.random.random(), c.random.uniform(0.1, 0.5))
        c.glow(at, c.random.uniform(0.25, 0.5), c.dark, 0.45)
    for layer, height in enumerate((0.8, 0.88, 0.97)):
        color = mix(c.dark, c.ground, 0.3 - 0.15 * layer)
        x = -0.05
        while x < 1.05:
            tall = c.random.uniform(0.1, 0.2) * c.unit * (0.7 + 0.35 * layer)
            foot = c.at(x, height)
            for tier in range(4):
                wide = tall * (0.1 + 0.07 * tier)
                y = foot[1] - tall + tier * tall * 0.24
                c.shape(
                    [
                        (foot[0], y),
                        (foot[0] - wide, y + tall * 0.36),
                        (foot[0] + wide, y + tall * 0.36),
                    ],
                    color,
                )
            x += c.random.uniform(0.02, 0.055) * (c.unit / c.w) * 1.6
        c.box(c.at(0, height - 0.01), c.w, c.h, color)
    for _ in range(210):
        x, y = c.random.random(), c.random.random() ** 0.7 * 0.9
        size = c.random.random() ** 4
        at = c.at(x, y)
        if size > 0.5:
            c.glow(at, 0.03, c.light, 0.7)
        c.disc(
            at,
            0.001 + 0.005 * size,
            mix(c.ground, c.light, c.random.random()),
            160 + int(90 * size),
        )


def stars(c: Canvas) -> None:
    """A night sky turning over an observatory."""
    c.sky(c.top, c.middle, c.ground)
    for n in range(26):
        share = n / 25
        at = c.at(
            0.05 + 0.9 * share, 0.75 - 0.75 * share + c.random.uniform(-0.06, 0.06)
        )
        c.glow(at, c.random.uniform(0.16, 0.34), mix(c.ground, c.light, 0.45), 0.28)
    c.stars(620, 1.0, 0.0034)
    pole = c.near_focus(0.0, -0.1)
    for _ in range(46):
        reach = c.random.uniform(0.08, 1.2) * c.unit
        start = c.random.uniform(0, 360)
        c.draw.arc(
            (pole[0] - reach, pole[1] - reach, pole[0] + reach, pole[1] + reach),
            start,
            start + c.random.uniform(14, 38),
            (*c.light, c.random.randint(50, 150)),
            max(1, round(0.0016 * c.unit)),
        )
    c.hills(c.low(0.86), 0.025, c.dark, 1.1)
    x, y = c.at(c.focus[0], c.low(0.855))
    reach = 0.15 * c.unit
    wall = mix(c.dark, c.middle, 0.25)
    c.box((x - reach, y - reach * 0.35), 2 * reach, reach * 0.7, wall)
    c.draw.pieslice(
        (x - reach, y - reach * 1.35, x + reach, y + reach * 0.65),
        180,
        360,
        mix(c.dark, c.ground, 0.35),
    )
    c.shape(
        [
            (x + reach * 0.1, y - reach * 0.36),
            (x + reach * 0.32, y - reach * 0.36),
            (x + reach * 0.5, y - reach * 1.2),
            (x + reach * 0.28, y - reach * 1.3),
        ],
        c.light,
    )
    c.glow((x + reach * 0.35, y - reach), 0.12, c.light, 0.7)


def kites(c: Canvas) -> None:
    """Wind, a hill, and six kites."""
    c.sky(c.top, c.middle, c.ground, bottom=0.85)
    for x, y, size in ((0.16, 0.2, 1.0), (0.86, 0.5, 0.8), (0.42, 0.62, 0.6)):
        cx, cy = c.at(x, y)
        for dx, dy, share in ((-1.3, 0.1, 0.6), (-0.4, -0.3, 0.9), (0.6, -0.1, 0.75)):
            reach = 0.075 * size
            place = (cx + dx * reach * c.unit, cy + dy * reach * c.unit)
            c.disc(place, reach * share, mix(c.middle, WHITE, 0.75))
        wide, tall = 0.15 * size * c.unit, 0.05 * size * c.unit
        c.draw.rounded_rectangle(
            (cx - wide, cy, cx + wide * 0.8, cy + tall),
            tall / 2,
            mix(c.middle, WHITE, 0.75),
        )
    c.hills(0.8, 0.03, mix(c.middle, (64, 120, 80), 0.6), 0.7)
    c.hills(0.88, 0.035, (58, 104, 70), 0.9)
    hand = c.at(c.focus[0] - 0.2, 0.84)
    tints = (c.light, (255, 196, 70), (90, 200, 180), WHITE, (150, 110, 210), c.light)
    places = (
        (0.0, -0.02, 1.5),
        (0.24, -0.2, 0.9),
        (-0.3, -0.16, 0.8),
        (0.33, 0.1, 0.7),
        (-0.18, 0.16, 0.6),
        (0.1, -0.3, 0.55),
    )
    for (dx, dy, size), tint in zip(places, tints, strict=True):
        x, y = c.near_focus(dx, dy)
        reach = 0.085 * size * c.unit
        c.line([(x, y + reach * 1.2), hand], WHITE, 70, 0.0015)
        tail = [
            (
                x + math.sin(n / 2.2) * reach * 0.35 - n * reach * 0.06,
                y + reach * (1.2 + n * 0.16),
            )
            for n in range(16)
        ]
        c.line(tail, tint, 230, 0.004 * size)
        c.shape(
            [
                (x, y - reach),
                (x + reach * 0.72, y),
                (x, y + reach * 1.3),
                (x - reach * 0.72, y),
            ],
            tint,
        )
        c.shape(
            [(x, y - reach), (x + reach * 0.72, y), (x, y + reach * 1.3)], (0, 0, 0), 40
        )
        c.line([(x, y - reach), (x, y + reach * 1.3)], WHITE, 160, 0.002)
    c.disc((hand[0], hand[1] + 0.005 * c.unit), 0.013, (50, 40, 50))
    c.box(
        (hand[0] - 0.01 * c.unit, hand[1] + 0.012 * c.unit),
        0.02 * c.unit,
        0.05 * c.unit,
        (180, 60, 60),
    )


INLAND: Final[Mapping[str, Callable[[Canvas], None]]] = {
    "field": field,
    "orchard": orchard,
    "mountains": mountains,
    "embers": embers,
    "stars": stars,
    "kites": kites,
    **TOWN,
}
