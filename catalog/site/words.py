"""Titles in words of people at home: names, numbers, lengths, languages.

Returns plain text; escaping is the template's.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from babel import Locale, UnknownLocaleError

from catalog.models import Item

#: Longer names are cut: a page shows them, it does not store them.
_NAME: Final = 300


def name_of(item: Item) -> str:
    """What to call a title, also where nobody gave it a name."""
    title = " ".join((item.title or "").split())[:_NAME]
    if title:
        return title
    match item.kind:
        case Item.Kind.SEASON:
            return season_name(item)
        case Item.Kind.EPISODE:
            return f"Episode {item.number}"
    return "Untitled"


def season_name(item: Item) -> str:
    """``Season 2``; season 0 holds the specials."""
    return f"Season {item.number}" if item.number else "Specials"


def code_of(item: Item) -> str:
    """``S2 E1`` for an episode that came with its season; ``Special 3`` in season 0."""
    season = item.parent.number if item.parent else None
    return f"S{season} E{item.number}" if season else f"Special {item.number}"


def length(milliseconds: int) -> str:
    """``1 h 41 min``, in whole minutes, at least one."""
    hours, minutes = divmod(max(round(milliseconds / 60_000), 1), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def left(milliseconds: int | None) -> str:
    """``24 min left``; empty where the length is not known."""
    return f"{length(milliseconds)} left" if milliseconds is not None else ""


def day(iso: str | None) -> str:
    """``3 March 2021``; empty for what is no date."""
    try:
        found = date.fromisoformat(iso or "")
    except ValueError:
        return ""
    return f"{found.day} {found:%B %Y}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 season``, ``3 seasons``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def language(tag: str) -> str:
    """``Portuguese (Brazil)`` for ``pt-BR``; the tag itself where it is unknown."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name("en")
    except (ValueError, UnknownLocaleError, TypeError):
        return tag
    return found or tag


def caption(key: str) -> str:
    """``English (for the hard of hearing)`` for ``en:hi``."""
    tag, _, variant = key.partition(":")
    also = {"hi": "for the hard of hearing", "forced": "forced", "auto": "automatic"}
    name = language(tag)
    return f"{name} ({also[variant]})" if variant in also else name
