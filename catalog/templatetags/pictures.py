"""`{% picture item "poster" widths="160 320" sizes="158px" %}`: a title's picture.

Behind it lies its placeholder, and behind that a drawn stand-in with the title, so
nothing moves while it loads and nothing is missing if it never comes.  Titles of a
list must have passed `catalog.pictures.slots.with_artwork`.  Refuses unknown places
and widths that no picture is drawn in.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Final

from django import template

from catalog.models import Artwork, Item
from catalog.pictures import addresses, sizes, slots

register = template.Library()

_TINTS: Final = 8
_DATA: Final = re.compile(r"data:image/(?:png|webp|jpeg);base64,[A-Za-z0-9+/]+=*\Z")
#: A placeholder is repeated in every page: no larger than this.
_DATA_LENGTH: Final = 6000
FOCAL: Final = frozenset({"left", "left-center", "center", "right-center", "right"})


@register.inclusion_tag("shared/_picture.html")
def picture(
    item: Item,
    slot: str,
    *,
    widths: str,
    sizes: str,
    alt: str = "",
    eager: bool = False,
) -> dict[str, Any]:
    """The picture of a title for this place: poster, backdrop, thumbnail or logo."""
    if slot not in slots.SLOTS:
        raise template.TemplateSyntaxError(f"There is no picture called {slot!r}.")
    context: dict[str, Any] = {
        "slot": slot,
        "tint": zlib.crc32(item.public_id.bytes) % _TINTS,
        "title": item.title or "",
        "alt": alt,
        "eager": eager,
        "sizes": sizes,
        "image": None,
    }
    wanted = _wanted(slot, widths)
    chosen = slots.choose(item, slot)
    if chosen is not None:
        context["image"] = _image(chosen, slot, wanted)
        context["placeholder"] = _placeholder(chosen.artwork)
        context["focal"] = _focal(chosen.artwork)
    return context


def _wanted(slot: str, text: str) -> list[int]:
    wanted = [int(word) for word in text.split() if word.isdecimal()]
    declared = sizes.WIDTHS[slot]
    if not wanted or [str(width) for width in wanted] != text.split():
        raise template.TemplateSyntaxError(f"{text!r} is no list of widths.")
    if unknown := [width for width in wanted if width not in declared]:
        raise template.TemplateSyntaxError(
            f"A {slot} is not drawn {unknown[0]} wide; widths are {declared}."
        )
    return wanted


def _image(chosen: slots.Chosen, slot: str, wanted: list[int]) -> dict[str, Any]:
    artwork = chosen.artwork
    drawn = sorted({sizes.fitting(artwork.key, width) for width in wanted})
    paths = {width: addresses.path_of(chosen.item, artwork, width) for width in drawn}
    return {
        "src": paths[drawn[-1]],
        "srcset": ", ".join(f"{path} {width}w" for width, path in paths.items()),
        **_shape(artwork, slot, drawn[-1]),
    }


def _shape(artwork: Artwork, slot: str, width: int) -> dict[str, int | None]:
    """Width and height for the page to leave room; a logo's only once it is known."""
    if slot in sizes.ASPECTS:
        across, down = sizes.ASPECTS[slot]
        return {"width": width, "height": round(width * down / across)}
    kept = artwork.kept
    if kept is None or not kept.width or not kept.height:
        return {"width": None, "height": None}
    width = min(width, kept.width)
    return {"width": width, "height": max(1, round(width * kept.height / kept.width))}


def _placeholder(artwork: Artwork) -> str:
    ours = artwork.kept.placeholder if artwork.kept else ""
    for text in (artwork.placeholder, ours):
        if text and len(text) <= _DATA_LENGTH and _DATA.match(text):
            return text
    return ""


def _focal(artwork: Artwork) -> str:
    return artwork.focal if artwork.focal in FOCAL else ""
