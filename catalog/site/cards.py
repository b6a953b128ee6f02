"""A title as a card of a row or a grid: everything its template needs, prepared.

Pictures and the person's progress are read once for all cards of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from catalog.continuing import Continued
from catalog.models import Item, Progress
from catalog.site import addresses, facts, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`url` is where the picture leads, `about` where the name leads.

    `percent` is how much is seen; `seen` that all of it is.  A card that can be taken
    away says where to ask for that.
    """

    item: Item
    name: str
    line: str
    url: str
    about: str
    action: str = ""
    corner: str = ""
    percent: int | None = None
    seen: bool = False
    removal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of cards that scrolls sideways; `wide` ones show stills, not posters."""

    key: str
    title: str
    cards: Sequence[Card]
    more_url: str = ""
    more: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a person is in the titles of a page."""

    percents: dict[int, int]
    finished: frozenset[int]

    @classmethod
    def of(cls, user: User, items: Iterable[Item]) -> Seen:
        """One query, however many titles."""
        rows = Progress.objects.filter(user=user, item__in=[i.pk for i in items])
        percents: dict[int, int] = {}
        finished = set()
        for row in rows.only("item_id", "position_ms", "duration_ms", "finished"):
            if row.finished:
                finished.add(row.item_id)
            elif row.duration_ms and row.position_ms:
                percents[row.item_id] = percent(row.position_ms, row.duration_ms)
        return cls(percents, frozenset(finished))


def percent(position_ms: int, duration_ms: int) -> int:
    """From 1 to 100, so that what was begun is seen to be."""
    return max(1, min(100, round(100 * position_ms / duration_ms)))


def card_of(item: Item, seen: Seen) -> Card:
    """A movie or show with its year; an episode with its number and show."""
    url = addresses.page_of(item)
    line = facts.years(item)
    if item.kind == Item.Kind.EPISODE and item.parent and item.parent.parent:
        line = f"{words.code_of(item)} · {words.name_of(item.parent.parent)}"
    return Card(
        item=item,
        name=words.name_of(item),
        line=line,
        url=url,
        about=url,
        corner=facts.corner(item),
        percent=seen.percents.get(item.pk),
        seen=item.pk in seen.finished,
    )


def card_to_continue(found: Continued, removal: str) -> Card:
    """Its picture plays; its name leads to the movie's or show's page."""
    item = found.item
    top = item.parent.parent if item.parent and item.parent.parent else item
    remaining = words.left(found.left_ms)
    if item.kind == Item.Kind.EPISODE:
        line = f"{words.code_of(item)} · {'Next' if found.is_next else remaining}"
    else:
        line = remaining
    length = found.duration_ms or item.duration_ms or item.runtime_ms
    share = percent(found.position_ms, length) if length else 50
    return Card(
        item=item,
        name=words.name_of(top),
        line=line.removesuffix(" · "),
        url=addresses.player_of(item),
        about=addresses.page_of(top),
        action="Play" if found.is_next else "Resume",
        corner=facts.corner(item),
        percent=None if found.is_next else share,
        removal=removal,
    )
