"""Posters, backdrops, logos and thumbnails of the demo's titles, drawn with Pillow.

Pure functions of a look; the only font is the one that comes with Pillow.
"""

from __future__ import annotations

import io
import unicodedata
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from mediahub.demo.paint import RGB, Canvas, mix, rgb
from mediahub.demo.plan import Look
from mediahub.demo.scenes import SCENES

POSTER: Final = (600, 900)
BACKDROP: Final = (1280, 720)
THUMBNAIL: Final = (640, 360)
LOGO: Final = (800, 310)
WHITE: Final = (255, 255, 255)


def backdrop(look: Look, *, alternate: bool = False) -> Image.Image:
    return _scene(look, BACKDROP, alternate=alternate)


def poster(look: Look, *, alternate: bool = False, note: str = "") -> Image.Image:
    """The scene with the title below."""
    image = _scene(look, POSTER, alternate=alternate)
    _darken_below(image, 0.56, mix(rgb(look.colors[0]), (0, 0, 0), 0.62), 225)
    words = _words(look, (POSTER[0] - 96, 250))
    top = POSTER[1] - 78 - words.height
    left = (POSTER[0] - words.width) // 2 if look.style == "wide" else 48
    image.paste(words, (left, top), words)
    draw = ImageDraw.Draw(image, "RGBA")
    rule = POSTER[1] - 52
    light = rgb(look.light)
    draw.rectangle((left, rule, left + words.width, rule + 2), (*light, 150))
    if note:
        font = _font(26)
        _line(draw, (left, POSTER[1] - 42), note, font, (*light, 235), spacing=5)
    return image


def season_poster(look: Look, number: int) -> Image.Image:
    later = Look(
        scene=look.scene,
        colors=look.colors,
        light=look.light,
        words=look.words,
        style=look.style,
        seed=look.seed + 40 * number,
    )
    note = f"SEASON {number}" if number else "SPECIALS"
    return poster(later, alternate=number % 2 == 0, note=note)


def logo(look: Look) -> Image.Image:
    """The title alone, on nothing."""
    return _words(look, LOGO)


def thumbnail(look: Look, scene: str, number: int) -> Image.Image:
    """A frame of an episode: a place of the show, in the show's colors."""
    other = Look(
        scene=scene,
        colors=look.colors,
        light=look.light,
        words=look.words,
        seed=look.seed + number,
    )
    image = _scene(other, BACKDROP, alternate=number % 2 == 1)
    wide = 1280 * 3 // 4
    left = (number * 97) % (1280 - wide)
    return image.crop((left, 0, left + wide, wide * 9 // 16)).resize(THUMBNAIL)


def card(look: Look, words: str, size: tuple[int, int]) -> Image.Image:
    """What lies over the lower part of a film of this size: its title."""
    width, height = size
    shadow = Image.linear_gradient("L").resize((width, height * 2 // 5))
    image = Image.new("RGBA", shadow.size, (0, 0, 0, 255))
    image.putalpha(shadow.point([round(v * 0.72) for v in range(256)]))
    draw = ImageDraw.Draw(image)
    title, _, episode = words.partition("\n")
    lines = [(title, height // 11, WHITE)]
    if episode:
        lines.append((episode, height // 17, rgb(look.light)))
    y = image.height - height // 14 - sum(round(size * 1.25) for _, size, _ in lines)
    for text, points, color in lines:
        _line(draw, (width // 22, y), text, _font(points), (*color, 255))
        y += round(points * 1.25)
    return image


def placeholder(image: Image.Image, height: int) -> bytes:
    """A PNG small enough to stand in a page until the picture is there."""
    width = max(1, round(image.width * height / image.height))
    small = image.resize((width, height), Image.Resampling.BOX)
    target = io.BytesIO()
    small.save(target, "PNG", optimize=True)
    return target.getvalue()


def _scene(look: Look, size: tuple[int, int], *, alternate: bool) -> Image.Image:
    canvas = Canvas(size, look, alternate=alternate)
    SCENES[look.scene](canvas)
    canvas.shade(0.45)
    return canvas.done()


def _darken_below(image: Image.Image, top: float, color: RGB, most: int) -> None:
    start = round(image.height * top)
    mask = Image.linear_gradient("L").resize((image.width, image.height - start))
    mask = mask.point([min(most, round(v * 1.25)) for v in range(256)])
    image.paste(color, (0, start, image.width, image.height), mask)


def _words(look: Look, room: tuple[int, int]) -> Image.Image:
    """The title's lines, as large as fits, on nothing."""
    spacing = {"wide": 0.16, "tall": 0.04, "plain": 0.0}[look.style]
    leading = {"wide": 1.2, "tall": 1.02, "plain": 1.08}[look.style]
    points = 150
    while points > 20:
        font = _font(points)
        widths = [_width(line, font, points * spacing) for line in look.words]
        tall = points * leading * len(look.words)
        if max(widths) <= room[0] and tall <= room[1]:
            break
        points -= 2
    bold = 0 if look.style == "wide" else max(1, round(points * 0.022))
    pad = 2 * bold + 2
    size = (round(max(widths)) + 2 * pad, round(tall) + 2 * pad)
    image = Image.new("RGBA", size)
    draw = ImageDraw.Draw(image)
    light = rgb(look.light)
    for number, line in enumerate(look.words):
        left = (size[0] - widths[number]) / 2 if look.style == "wide" else float(pad)
        color = (
            WHITE if look.style == "plain" else mix(WHITE, light, 0.35 + 0.5 * number)
        )
        at = (left, pad + number * points * leading)
        _line(draw, at, line, font, (*color, 255), spacing=points * spacing, bold=bold)
    box = image.getbbox()
    return image.crop(box) if box else image


def _font(points: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(points)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("This Pillow was built without FreeType.")
    return font


def _width(text: str, font: ImageFont.FreeTypeFont, spacing: float) -> float:
    plain = _plain(text)
    return font.getlength(plain) + spacing * max(0, len(plain) - 1)


def _plain(text: str) -> str:
    """Without accents, which the font does not have."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)


def _line(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    color: tuple[int, int, int, int],
    *,
    spacing: float = 0.0,
    bold: int = 0,
) -> None:
    """A line of text, with the accents drawn where the font has none."""
    plain = _plain(text)
    for number, letter in enumerate(text):
        x = at[0] + font.getlength(plain[:number]) + spacing * number
        if spacing:
            draw.text(
                (x, at[1]),
                plain[number],
                color,
                font,
                stroke_width=bold,
                stroke_fill=color,
            )
        for accent in unicodedata.normalize("NFD", letter)[1:]:
            left, top, right, _ = font.getbbox(plain[number])
            middle = (x + (left + right) / 2, at[1] + top)
            _accent(draw, accent, middle, font.size, bold, color)
    if not spacing:
        draw.text(at, plain, color, font, stroke_width=bold, stroke_fill=color)


def _accent(
    draw: ImageDraw.ImageDraw,
    accent: str,
    middle: tuple[float, float],
    points: float,
    bold: int,
    color: tuple[int, int, int, int],
) -> None:
    x, y = middle[0], middle[1] - points * 0.14
    if accent == "\u0301":
        end = (x + points * 0.09, y - points * 0.08)
        start = (x - points * 0.03, y + points * 0.04)
        draw.line((start, end), color, round(points * 0.075) + 2 * bold)
        return
    reach = points * 0.05 + bold
    for dx in (-0.12, 0.12):
        draw.ellipse(
            (x + dx * points - reach, y - reach, x + dx * points + reach, y + reach),
            color,
        )
