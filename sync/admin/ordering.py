"""Servers in an order that is tried: moved one by one, and what it would change.

An order is tried by asking for the page with it, so that every step is an address and
works without a script; js/order.js adds dragging.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalog.admin import marks, words
from catalog.models import Server
from sync import orders
from sync.preview import Example, Preview
from sync.types import KINDS

#: Many a value stays as it is and comes from another server: those show nothing.
LOOKED_AT: Final = 100
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A server in the order that is tried, and the addresses its buttons lead to."""

    server: Server
    colour: str
    has_moved: bool
    up: str
    down: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An example: a value of a title that would come from another server."""

    title: Any
    field: str
    before: str
    before_server: str
    before_colour: str
    after: str
    after_server: str
    after_colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an order holds: the page's own words, and `asked` beside the order."""

    title: str
    note: str
    above: str
    above_words: str
    here: str
    asked: Mapping[str, str]

    def trying(self, servers: Sequence[Server]) -> str:
        """The address that tries this order."""
        return f"{self.here}?{urlencode({**self.asked, 'order': joined(servers)})}"

    @property
    def as_it_is(self) -> str:
        """The address of the page as it is opened."""
        return f"{self.here}?{urlencode(self.asked)}" if self.asked else self.here


def present() -> list[Server]:
    """All servers, by priority."""
    return list(Server.objects.present().defer("secret").order_by("priority", "pk"))


def first(now: Sequence[Server], slug: str) -> list[Server]:
    """The same with this server before all others.  Raises RuleError."""
    if all(server.slug != slug for server in now):
        raise orders.RuleError("There is no such server any more.")
    return sorted(now, key=lambda server: server.slug != slug)


def tried(now: Sequence[Server], text: str) -> list[Server]:
    """These servers in the order of these slugs; as they are without any.

    Raises RuleError.
    """
    if not text:
        return list(now)
    by_slug = {server.slug: server for server in now}
    slugs = text.split(",")
    if sorted(slugs) != sorted(by_slug):
        raise orders.RuleError("The servers are others since you opened the page.")
    return [by_slug[slug] for slug in slugs]


def joined(servers: Sequence[Server]) -> str:
    """An order as it is sent."""
    return ",".join(server.slug for server in servers)


def page(
    request: HttpRequest,
    place: Place,
    now: Sequence[Server],
    then: Sequence[Server],
    found: Preview | None,
    *,
    may_clear: bool = False,
) -> HttpResponse:
    """The page: the servers, their arrows, and what `found` says would change."""
    context = {
        **admin.site.each_context(request),
        "title": place.title,
        "place": place,
        "servers": _placed(now, then, place.trying),
        "order": joined(then),
        "may_clear": may_clear,
        **told(found, now),
    }
    return TemplateResponse(request, "admin/order.html", context)


def told(found: Preview | None, servers: Sequence[Server]) -> dict[str, Any]:
    """What a preview found, as the pages show it."""
    ids = {server.name: server.pk for server in servers}
    return {
        "found": found,
        "titles": titles(found.by_kind) if found else "",
        "examples": [_moved(one, ids) for one in _telling(found)],
    }


def _placed(
    now: Sequence[Server],
    then: Sequence[Server],
    trying: Callable[[Sequence[Server]], str],
) -> list[Placed]:
    last = len(then) - 1
    return [
        Placed(
            server=server,
            colour=marks.colour(server.pk),
            has_moved=now[place] != server,
            up=trying(_swapped(then, place - 1)) if place else "",
            down=trying(_swapped(then, place)) if place < last else "",
        )
        for place, server in enumerate(then)
    ]


def _swapped(servers: Sequence[Server], place: int) -> list[Server]:
    """The order with this one and the next one in each other's places."""
    changed = list(servers)
    changed[place], changed[place + 1] = changed[place + 1], changed[place]
    return changed


def titles(by_kind: Mapping[str, int]) -> str:
    """``11 movies, 2 shows, 1 season``."""
    return ", ".join(
        f"{number:,} {kind}{'' if number == 1 else 's'}"
        for kind in KINDS
        if (number := by_kind.get(kind, 0))
    )


def _telling(found: Preview | None) -> list[Example]:
    """Examples in which something else would be read."""
    examples = found.examples if found else []
    return [one for one in examples if one.before != one.after][:_SHOWN]


def _moved(example: Example, ids: dict[str, int]) -> Moved:
    field, _, key = example.name.partition(".")
    return Moved(
        title=marks.item_link(example.item),
        field=words.field_name(field, key),
        before=words.short(field, example.before),
        before_server=example.before_server or "",
        before_colour=marks.colour(ids.get(example.before_server or "")),
        after=words.short(field, example.after),
        after_server=example.after_server or "",
        after_colour=marks.colour(ids.get(example.after_server or "")),
    )
