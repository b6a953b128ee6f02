"""What the page of a bulk change shows: counts, reasons, and some of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.fields import JSONValue
from catalog.models import Item, Server
from sync.bulk.present import Present, present, spot_of
from sync.models import BulkChange, BulkRow

#: Rows of one state that the page shows.
SHOWN: Final = 12
_MARKS: Final = {
    BulkChange.State.CHOOSING: "off",
    BulkChange.State.PREVIEWED: "warn",
    BulkChange.State.WAITING: "busy",
    BulkChange.State.RUNNING: "busy",
    BulkChange.State.DONE: "good",
    BulkChange.State.STOPPED: "warn",
    BulkChange.State.FAILED: "bad",
}
_SERVERS: Final = "what the servers say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row: its title, the field, before and after in words, or why not."""

    title: SafeString | str
    field: str
    before: str = ""
    after: str = ""
    why: str = ""
    line: int | None = None


def state(change: BulkChange) -> SafeString:
    """The state of a bulk change as a mark."""
    mark = _MARKS[BulkChange.State(change.state)]
    return marks.state(mark, change.get_state_display())


def in_words(change: BulkChange) -> str:
    """``Lock Tagline: A planet that thinks`` or ``Undo bulk change 3``."""
    deeds = BulkChange.Deed
    field, _, key = change.name.partition(".")
    name = words.field_name(field, key) if field else ""
    match change.deed:
        case deeds.UNDO:
            return f"Undo bulk change {change.undoes_id or ''}".strip()
        case deeds.IMPORT:
            return f"Import {change.name}".strip()
        case deeds.LOCK if name:
            return f"Lock {name}: {words.short(field, change.value, 60)}"
        case deeds.USE if name:
            return f"Use {change.value} first for {name}"
        case deeds.USUAL if name:
            return f"Usual order for {name}"
    said = change.get_deed_display()
    verb = f"{said[:1].upper()}{said[1:]}"
    return f"{verb}: {name}" if name else verb


def titles_in_words(change: BulkChange) -> str:
    """``12 movies``; what it has rows for, where no selection was made."""
    number = len(change.titles)
    kind = change.kind or "value"
    if not number:
        number = change.planned + change.same + change.refused
        number += change.changed + change.overtaken
        kind = "value"
    return f"{number:,} {kind}{'' if number == 1 else 's'}"


def context(change: BulkChange) -> dict[str, Any]:
    """What the template shows."""
    states = BulkRow.State
    is_planned = change.state == BulkChange.State.PREVIEWED
    state_of_examples = states.PLANNED if is_planned else states.DONE
    rows = _rows(change, state_of_examples)
    left = _rows(change, states.REFUSED if is_planned else states.OVERTAKEN)
    items = Item.objects.select_related("parent__parent").in_bulk(
        [row.title for row in (*rows, *left) if row.title is not None]
    )
    now = present([spot_of(row) for row in rows]) if is_planned else {}
    names = dict(Server.objects.values_list("slug", "name"))
    return {
        "state": state(change),
        "deed": in_words(change),
        "titles": titles_in_words(change),
        "examples": [_shown(row, items, now.get(spot_of(row)), names) for row in rows],
        "left": [_left(row, items) for row in left],
        "reasons": _reasons(change),
        "share": share(change),
    }


def share(change: BulkChange) -> float:
    """How much of it is done, from 0 to 1."""
    done = change.changed + change.overtaken
    return round(done / (done + change.planned), 3) if done + change.planned else 0.0


def progress_words(change: BulkChange) -> str:
    """``1,500 of 20,000``."""
    done = change.changed + change.overtaken
    return f"{done:,} of {done + change.planned:,}"


def _rows(change: BulkChange, state: BulkRow.State) -> Sequence[BulkRow]:
    return list(change.rows.filter(state=state).order_by("pk")[:SHOWN])


def _reasons(change: BulkChange) -> list[tuple[int, str]]:
    found = change.rows.exclude(why="").values_list("why").annotate(n=Count("pk"))
    return [(number, why) for why, number in found.order_by("-n", "why")[:SHOWN]]


def _title(row: BulkRow, items: dict[int, Item]) -> SafeString | str:
    item = items.get(row.title or 0)
    return marks.item_link(item) if item else "a title that is gone"


def _field(row: BulkRow) -> str:
    is_lock = row.about == BulkRow.About.LOCK
    return words.field_name(row.field, row.key if is_lock else "")


def _left(row: BulkRow, items: dict[int, Item]) -> Shown:
    title = "" if row.title is None else _title(row, items)
    return Shown(title=title, field=_field(row), why=row.why, line=row.line)


def _shown(
    row: BulkRow, items: dict[int, Item], now: Present | None, names: dict[str, str]
) -> Shown:
    before = _held(row, row.before, names)
    if now is not None and row.before is None and row.about == BulkRow.About.LOCK:
        before = words.short(row.field, now.value)
    return Shown(
        title=_title(row, items),
        field=_field(row),
        before=before,
        after=_held(row, row.wanted, names),
        line=row.line,
    )


def _held(row: BulkRow, held: JSONValue, names: dict[str, str]) -> str:
    """A lock or rule as the row keeps it, in words."""
    if not isinstance(held, dict):
        return _SERVERS if row.about == BulkRow.About.LOCK else "the usual order"
    if row.about == BulkRow.About.RULE:
        servers = held["servers"] if isinstance(held["servers"], list) else []
        return ", then ".join(names.get(str(slug), str(slug)) for slug in servers)
    if held["value"] is None:
        return "locked as empty"
    return f"locked: {words.short(row.field, held['value'])}"
