"""Which title a title should be, or what does not belong to it: found, and previewed.

For "Fix match" and for conflicts: look at what would come of it, then do it.  What is
done is what was seen: the preview's mark comes back with the button.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from catalog.admin import marks, words
from catalog.models import Alias, Item, MediaFile, Server
from sync import regrouping
from sync.regrouping import Compared, Regrouped, Side

FOUND: Final = 20
_ROWS: Final = 200
_DATED: Final = re.compile(r"(?P<name>.+?)\s+\(?(?P<year>\d{4})\)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A title that was found, as the list shows it."""

    item: Item
    url: str
    servers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value of the preview: left, right, and of all together."""

    label: str
    left: list[str]
    right: list[str]
    whole: list[str]
    sources: tuple[str, str, str]
    locked: bool


def by_public_id(items: QuerySet[Item], text: str) -> QuerySet[Item] | None:
    """The title with this public id, or that it leads to; None where it is none."""
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        return None
    leads = Alias.objects.filter(public_id=public_id).values("item")
    return items.filter(public_id=public_id) | items.filter(pk__in=leads)


def dated(items: QuerySet[Item], text: str) -> QuerySet[Item] | None:
    """Titles named ``Solaris 1972`` or ``Solaris (1972)``, or of a bare year."""
    if re.fullmatch(r"\d{4}", text):
        return items.filter(year=int(text))
    if found := _DATED.fullmatch(text):
        return items.filter(title__icontains=found["name"], year=int(found["year"]))
    return None


def candidates(items: QuerySet[Item]) -> tuple[list[Candidate], bool]:
    """The first of these titles, and whether there are more: two queries."""
    rows = list(items.order_by("title", "pk").distinct()[: FOUND + 1])
    names: dict[int, list[str]] = {}
    files = MediaFile.objects.filter(item__in=rows[:FOUND], server__isnull=False)
    for pk, name in files.order_by("position").values_list("item", "server__name"):
        names.setdefault(pk, []).append(name)
    found = [
        Candidate(
            item=row,
            url=marks.url_of(row),
            servers=", ".join(dict.fromkeys(names.get(row.pk, ()))),
        )
        for row in rows[:FOUND]
    ]
    return found, len(rows) > FOUND


def told_merge(one: Item, other: Item) -> dict[str, Any]:
    """What the two would be, for the table.  Raises IdentityError."""
    kept, sleeps = sorted((one, other), key=lambda title: title.pk)
    found = _told(regrouping.of_merge(one, other))
    columns = (kept, sleeps, "as one")
    return {
        **found,
        "deed": "merge",
        "kept": kept,
        "sleeps": sleeps,
        "columns": columns,
    }


def told_split(item: Item, server: Server) -> dict[str, Any]:
    """What would remain and what would go, likewise."""
    found = _told(regrouping.of_split(item, server))
    columns = ("remains", "split off", "now")
    return {
        **found,
        "deed": "split",
        "kept": item,
        "server": server,
        "columns": columns,
    }


def _told(found: Regrouped) -> dict[str, Any]:
    lines = [_line(row) for row in found.rows]
    return {
        "preview": found,
        "lines": lines[:_ROWS],
        "more_lines": max(0, len(lines) - _ROWS),
    }


def _line(row: Compared) -> Line:
    sides = (row.left, row.right, row.whole)
    left, right, whole = (_said(row.field, side) for side in sides)
    return Line(
        label=words.field_name(row.field, row.key),
        left=left,
        right=right,
        whole=whole,
        sources=(row.left.source, row.right.source, row.whole.source),
        locked=row.locked,
    )


def _said(field: str, side: Side) -> list[str]:
    return [words.short(field, side.value)]
