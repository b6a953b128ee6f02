"""What a title's page shows, prepared for its template: every value with its source.

Reads only.  What else the servers offer is handed in: catalog does not know syncs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from catalog import caption_shifts
from catalog.admin import marks, words
from catalog.admin.frames import Frame
from catalog.admin.offers import Told
from catalog.admin.shown import (
    Section,
    ValueRow,
    colour_of,
    keyed_sections,
    server_ids,
    single_sections,
)
from catalog.fields import of_kind
from catalog.models import FieldChange, Item
from catalog.queries import ItemValues

CHILDREN: Final = 200
CHANGES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many values a source gives; `x` and `width` in a bar of 100."""

    name: str
    colour: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A season or episode below, with how many titles it has and how many are gone."""

    item: Item
    name: str
    url: str
    below: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """The show or season a title hangs on."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of history."""

    row: FieldChange
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage:
    """Everything the template shows of a title.

    `moved` are captions that are moved in time and that nobody has any more.
    """

    item: Item
    sections: list[Section]
    shares: list[Share]
    facts: list[str]
    badges: list[str]
    servers: list[ValueRow]
    poster: Frame | None
    parents: list[Above]
    children: list[Child]
    more_children: int
    changes: list[Change]
    more_changes: bool
    moved: list[str]
    absent: list[str]


def title_page(item: Item, told: Told) -> TitlePage:
    """Prepare the page of a title loaded with its parents."""
    ids = server_ids()
    values = told.values
    shifts = caption_shifts.shifts_of(item)
    sections = [
        *single_sections(item, told, ids),
        *keyed_sections(item, told, ids, shifts),
    ]
    children, more = _children(item)
    history = list(
        FieldChange.objects.filter(item=item)
        .select_related("by")
        .order_by("-pk")[: CHANGES + 1]
    )
    has_captions = values.entries.get("captions", {})
    shown = {row.name for section in sections for row in section.rows}
    return TitlePage(
        item=item,
        sections=sections,
        shares=_shares(values, ids),
        facts=_facts(item),
        badges=_badges(item),
        servers=_file_servers(sections),
        poster=_poster(sections),
        parents=_parents(item),
        children=children,
        more_children=more,
        changes=[Change(row=row, words=_said(row)) for row in history[:CHANGES]],
        more_changes=len(history) > CHANGES,
        moved=[key for key in sorted(shifts) if key not in has_captions],
        absent=[f.label for f in of_kind(item.kind) if f.name not in shown],
    )


def _poster(sections: Sequence[Section]) -> Frame | None:
    rows = {row.key: row for s in sections for row in s.rows if row.name == "artwork"}
    found = (rows[key].frame for key in ("poster", "thumbnail") if key in rows)
    return next((frame for frame in found if frame is not None), None)


def _shares(values: ItemValues, ids: Mapping[str, int]) -> list[Share]:
    """Who gives how many of the values, the most first."""
    count = Counter(
        value.source
        for value in (
            *values.fields.values(),
            *(v for entries in values.entries.values() for v in entries.values()),
        )
        if value.source
    )
    total, x, shares = count.total(), 0.0, []
    for name, number in sorted(count.items(), key=lambda pair: (-pair[1], pair[0])):
        width = 100 * number / total
        shares.append(
            Share(
                name=name, colour=colour_of(name, ids), count=number, x=x, width=width
            )
        )
        x += width
    return shares


def _facts(item: Item) -> list[str]:
    length = item.runtime_ms or item.duration_ms
    return [
        text
        for text in (
            str(item.year) if item.year else "",
            words.duration(length) if length else "",
        )
        if text
    ]


def _badges(item: Item) -> list[str]:
    dynamic = item.hdr if isinstance(item.hdr, list) else []
    return [
        str(text)
        for text in (
            item.content_rating,
            item.resolution_label,
            *(str(name).upper() for name in dynamic),
        )
        if text
    ]


def _file_servers(sections: Sequence[Section]) -> list[ValueRow]:
    seen: dict[str, ValueRow] = {}
    for section in sections:
        for row in section.rows:
            if row.name == "files":
                seen.setdefault(row.source, row)
    return list(seen.values())


def _parents(item: Item) -> list[Above]:
    found: list[Above] = []
    above = item.parent
    while above is not None:
        found.insert(0, Above(name=marks.name(above), url=marks.url_of(above)))
        above = above.parent
    return found


def _said(change: FieldChange) -> str:
    """What changed, in one line."""
    if not change.field:
        return str(change.get_action_display())
    what = words.field_name(change.field, change.key)
    if change.old is None:
        return f"{what}: new, from {change.new_source or 'nobody'}"
    if change.new is None:
        return f"{what}: cleared, was from {change.old_source or 'nobody'}"
    if change.old_source != change.new_source:
        return f"{what}: {change.old_source} → {change.new_source}"
    return f"{what}: new value from {change.new_source}"


def _children(item: Item) -> tuple[list[Child], int]:
    if item.kind not in {Item.Kind.SHOW, Item.Kind.SEASON}:
        return [], 0
    below = (
        Item.objects.filter(parent=item)
        .annotate(
            children_count=Count("children"),
            missing_count=Count("children", filter=Q(children__available=False)),
        )
        .only("kind", "title", "year", "number", "available", "parent")
        .order_by("number")
    )
    found = [
        Child(
            item=child,
            name=marks.name(child),
            url=marks.url_of(child),
            below=child.children_count,
            missing=child.missing_count,
        )
        for child in below[: CHILDREN + 1]
    ]
    if len(found) <= CHILDREN:
        return found, 0
    return found[:CHILDREN], Item.objects.filter(parent=item).count() - CHILDREN
