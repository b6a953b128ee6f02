"""The form of a title's values: what a curator changes is locked, and nothing else.

Every value is compared with what the form showed when it was made, one by one: what was
not touched is neither locked nor written, whatever a sync made of it meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from catalog import lines
from catalog.admin import words
from catalog.admin.shown import colour_of, section_of, server_ids
from catalog.entered import mark
from catalog.fields import (
    ARTWORK_KEYS,
    PLACES,
    Field,
    Merge,
    UnknownField,
    named,
    of_kind,
)
from catalog.models import FieldLock, Item
from catalog.queries import Value, values_of
from sync.locks import Edit

#: Entries that are offered to be filled where nobody has them.
_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "artwork": ARTWORK_KEYS,
    "external_ids": ("tmdb", "imdb", "tvdb"),
}
#: Characters and lines of a box.
_WIDTH: Final = 80
_HIGHEST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value in the form; `source` as a curator reads it."""

    name: str
    label: str
    section: str
    text: str
    hint: str
    source: str
    colour: str
    locked_at: datetime | None
    act: str = ""
    error: str = ""

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def height(self) -> int:
        """Lines of its box, until the browser fits it to what is typed."""
        lines = self.text.split("\n")
        return min(sum(1 + len(line) // _WIDTH for line in lines), _HIGHEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The rows, and what they showed, to be sent back with them."""

    rows: list[Row]
    seen: str
    new_name: str = ""
    new_text: str = ""
    new_error: str = ""

    @property
    def sections(self) -> dict[str, list[Row]]:
        """The rows by the section they stand in."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.section, []).append(row)
        return found


class Unreadable(ValueError):
    """A form that our page has not made."""


def shown(item: Item) -> Form:
    """The form as it is opened."""
    rows = list(_rows(item))
    seen = {
        row.name: [
            _digest(row.text),
            row.locked_at.isoformat() if row.locked_at else None,
        ]
        for row in rows
    }
    return Form(rows=rows, seen=json.dumps(seen))


def edits(sent: Mapping[str, Any]) -> list[Edit]:
    """What a curator changed in it.  Raises Unreadable."""
    found: list[Edit] = []
    for name, (digest, locked_at) in _seen(sent).items():
        text = sent.get(f"value-{name}")
        act = sent.get(f"act-{name}", "")
        if text is not None and _digest(text) != digest:
            found.append(Edit(name=name, text=_typed(name, text), seen=locked_at))
        elif act == "lock":
            found.append(Edit(name=name, seen=locked_at))
        elif act == "empty":
            found.append(Edit(name=name, text="", seen=locked_at))
        elif act == "unlock":
            found.append(Edit(name=name, unlock=True, seen=locked_at))
    name = str(sent.get("new-name", "")).strip()
    if name:
        text = str(sent.get("new-text", ""))
        found.append(Edit(name=name, text=_typed(name, text)))
    return found


def _typed(name: str, text: str) -> str:
    """What was typed as a lock takes it; an unknown name is refused there."""
    try:
        declared, _ = named(None, name)
    except UnknownField:
        return text
    return lines.to_typed(declared, text)


def refused(item: Item, sent: Mapping[str, Any], errors: Mapping[str, str]) -> Form:
    """The form once more, with what was typed, and why it could not be.

    A value somebody else has locked meanwhile counts as seen now.
    """
    fresh = shown(item)
    new_name = str(sent.get("new-name", "")).strip()
    rows = [
        replace(
            row,
            text=typed if (typed := _touched(row, sent)) is not None else row.text,
            act=str(sent.get(f"act-{row.name}", "")),
            error=errors.get(row.name, "") if row.name != new_name else "",
        )
        for row in fresh.rows
    ]
    return Form(
        rows=rows,
        seen=fresh.seen,
        new_name=new_name,
        new_text=str(sent.get("new-text", "")),
        new_error=errors.get(new_name, "") if new_name else "",
    )


def _touched(row: Row, sent: Mapping[str, Any]) -> str | None:
    """What the curator made of it; None where it was not touched."""
    known = _seen(sent).get(row.name)
    text = sent.get(f"value-{row.name}")
    if known is None or text is None or _digest(text) == known[0]:
        return None
    return str(text)


def _seen(sent: Mapping[str, Any]) -> dict[str, tuple[str, datetime | None]]:
    try:
        read = json.loads(str(sent.get("seen", "")))
        return {
            str(name): (str(digest), parse_datetime(at) if at else None)
            for name, (digest, at) in read.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Unreadable("This form was not read: open it anew.") from None


def _rows(item: Item) -> Iterator[Row]:
    values = values_of([item])[item.pk]
    # After the values: what is locked is shown as it is locked, though the catalog
    # may not follow for a moment.
    locks = {
        (lock.field, lock.key): lock
        for lock in FieldLock.objects.filter(item=item).select_related("by")
    }
    ids = server_ids()
    for declared in of_kind(item.kind):
        if declared.name in PLACES:
            continue
        is_keyed = declared.merge is Merge.KEYED
        entries = values.entries.get(declared.name, {})
        keys = {key for field, key in locks if field == declared.name}
        every = {*entries, *keys, *_USUAL.get(declared.name, ())} if is_keyed else {""}
        for key in sorted(every):
            decided = entries.get(key) if key else values.fields.get(declared.name)
            yield _row(declared, key, decided, locks.get((declared.name, key)), ids)


def _row(
    declared: Field,
    key: str,
    decided: Value | None,
    lock: FieldLock | None,
    ids: Mapping[str, int],
) -> Row:
    value = lock.value if lock else decided.value if decided else None
    source = "lock" if lock else decided.source if decided else None
    who = lock.by.get_username() if lock and lock.by else "a curator"
    return Row(
        name=f"{declared.name}.{key}" if key else declared.name,
        label=words.field_name(declared.name, key),
        section=section_of(declared),
        text=lines.to_text(declared, value),
        hint=lines.hint(declared),
        source=f"locked by {who}" if lock else source or "nobody",
        colour=colour_of(source, ids),
        locked_at=lock.at if lock else None,
    )


def _digest(text: Any) -> str:
    """Of a text as a browser sends it back: line ends are as it likes them."""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return mark(plain)
