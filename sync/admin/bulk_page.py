"""What the page of a bulk change shows: counts, reasons, and some of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.fields import JSONValue
from catalog.models import Item, Server
from sync.bulk import told
from sync.bulk.outcomes import LOCK, Outcome, Side, sample
from sync.models import BulkChange, BulkRow

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
    before: SafeString | str = ""
    after: SafeString | str = ""
    why: str = ""
    line: int | None = None


def state(change: BulkChange) -> SafeString:
    """The state of a bulk change as a mark."""
    mark = _MARKS[BulkChange.State(change.state)]
    return marks.state(mark, change.get_state_display())


def context(change: BulkChange) -> dict[str, Any]:
    """What the template shows."""
    names = dict(Server.objects.values_list("slug", "name"))
    left = told.left_alone(change)
    looked_at = ""
    if change.state == BulkChange.State.PREVIEWED:
        found = sample(change)
        looked_at = told.sample_words(found)
        items = told.items_of(left)
        examples = [_would(one, names) for one in found.shown(told.SHOWN)]
    else:
        done = told.done_rows(change)
        items = told.items_of([*done, *left])
        examples = [_did(row, items, names) for row in done]
    return {
        "state": state(change),
        "deed": told.in_words(change),
        "titles": told.titles_in_words(change),
        "looked_at": looked_at,
        "examples": examples,
        "left": [_left(row, items) for row in left],
        "reasons": told.reasons(change),
        "share": told.share(change),
    }


def _title(row: BulkRow, items: dict[int, Item]) -> SafeString | str:
    item = items.get(row.title or 0)
    return marks.item_link(item) if item else "a title that is gone"


def _field(row: BulkRow) -> str:
    is_lock = row.about == BulkRow.About.LOCK
    return words.field_name(row.field, row.key if is_lock else "")


def _left(row: BulkRow, items: dict[int, Item]) -> Shown:
    title = "" if row.title is None else _title(row, items)
    return Shown(title=title, field=_field(row), why=row.why, line=row.line)


def _would(one: Outcome, names: dict[str, str]) -> Shown:
    """The value that there is, and the one that there would be, with whose it is."""
    field, _, key = one.name.partition(".")
    rules = [""] * 2
    if one.row.about == BulkRow.About.RULE:
        rules = [_rule(one.row, h, names) for h in (one.row.before, one.row.wanted)]
    before, after = (
        _side(field, side, rule, names)
        for side, rule in zip((one.before, one.after), rules, strict=True)
    )
    return Shown(
        title=marks.item_link(one.item),
        field=words.field_name(field, key),
        before=before,
        after=after,
        line=one.row.line,
    )


def _rule(row: BulkRow, held: JSONValue, names: dict[str, str]) -> str:
    words_of = _held(row, held, names)
    return f"rule: {words_of}" if held else words_of


def _side(field: str, side: Side, rule: str, names: dict[str, str]) -> SafeString | str:
    value = words.short(field, side.value)
    if side.source == LOCK:
        return "locked as empty" if side.value is None else f"locked: {value}"
    whose = names.get(side.source or "", side.source or "")
    second = "; ".join(part for part in (whose, rule) if part)
    return marks.two_lines(value, second) if second else value


def _did(row: BulkRow, items: dict[int, Item], names: dict[str, str]) -> Shown:
    return Shown(
        title=_title(row, items),
        field=_field(row),
        before=_held(row, row.before, names),
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
