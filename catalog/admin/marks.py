"""Small pieces of HTML for lists: a server's coloured dot with its name, states.

Every text goes through `format_html`.  Colour never stands alone, and is a class:
inline styles would be refused by a strict content security policy.
"""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.models import Item, Server

COLOURS: Final = 8
#: A cell with nothing in it: lists on a phone leave it out.
EMPTY: Final = SafeString("<span></span>")


def colour(server_id: int | None) -> str:
    """The class of a server's colour: chosen by its key, so it keeps it for good."""
    return f"mh-c{server_id % COLOURS}" if server_id is not None else "mh-c-none"


def dot(server_id: int | None, name: str) -> SafeString:
    """A source: its dot and its name."""
    return format_html('<span class="mh-src {}">{}</span>', colour(server_id), name)


def dots(servers: list[Server]) -> SafeString:
    """Several sources in a row."""
    return format_html_join(" ", "{}", ((dot(s.pk, s.name),) for s in servers))


def state(mark: str, words: str) -> SafeString:
    """A state: ``good``, ``warn``, ``bad``, ``off``, ``busy`` or ``none``, in words."""
    return format_html('<span class="mh-state mh-{}">{}</span>', mark, words)


def quiet(text: str) -> SafeString:
    """A second line in smaller letters."""
    return format_html('<span class="mh-quiet">{}</span>', text)


def two_lines(first: object, second: object) -> SafeString:
    """A cell with a second, quieter line."""
    return format_html('{}<br><span class="mh-quiet">{}</span>', first, second)


def url_of(item: Item) -> str:
    """The admin page of a title, whatever its kind."""
    return reverse(f"admin:catalog_{item.kind}_change", args=[item.pk])


def place(item: Item) -> str:
    """Where an item hangs, from its loaded parents; nothing for the top."""
    if item.kind == Item.Kind.SEASON and item.parent is not None:
        return str(item.parent)
    if item.kind == Item.Kind.EPISODE and item.parent is not None:
        above = item.parent.parent
        return f"{above} › {season(item.parent.number)}" if above else ""
    return ""


def season(number: int | None) -> str:
    """``Season 2``; season 0 is Specials."""
    return "Specials" if number == 0 else f"Season {number}"


def name(item: Item) -> str:
    """A title as it is called where its parents are known."""
    if item.kind == Item.Kind.SEASON:
        return season(item.number)
    if item.kind == Item.Kind.EPISODE:
        return f"{item.number}. {item.title or 'without a title'}"
    return str(item)


def item_link(item: Item) -> SafeString:
    """A title as a link, with where it hangs and whether it is there."""
    label = name(item)
    above = place(item)
    return format_html(
        '<a href="{}">{}</a>{}',
        url_of(item),
        f"{above} › {label}" if above else label,
        "" if item.available else format_html(" {}", state("off", "unavailable")),
    )
