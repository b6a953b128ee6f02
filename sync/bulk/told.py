"""A bulk change in words and as JSON, alike at the desk, in the API and the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count

from catalog.admin import words
from catalog.fields import JSONValue
from catalog.models import Item, Server
from sync.bulk.outcomes import Outcome, Sample, Side, sample
from sync.models import BulkChange, BulkRow

#: Rows of one state that are shown.
SHOWN: Final = 12
_COUNTS: Final = ("planned", "replaces", "same", "refused", "changed", "overtaken")


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


def share(change: BulkChange) -> float:
    """How much of it is done, from 0 to 1."""
    done = change.changed + change.overtaken
    return round(done / (done + change.planned), 3) if done + change.planned else 0.0


def progress_words(change: BulkChange) -> str:
    """``1,500 of 20,000``."""
    done = change.changed + change.overtaken
    return f"{done:,} of {done + change.planned:,}"


def sample_words(found: Sample) -> str:
    """``2 of these 3 values would be others, 1 of them none.``; "" of nothing."""
    number = len(found.outcomes)
    if not number:
        return ""
    if number == found.of == 1:
        become = "be another" if found.others else "stay as it is"
        return f"The value would {'be none' if found.cleared else become}."
    which = f"these {number:,} values"
    if number < found.of:
        which = f"the first {number:,} values"
    others = "another" if found.others == 1 else "others"
    cleared = f", {found.cleared:,} of them none" if found.cleared else ""
    return f"{found.others:,} of {which} would be {others}{cleared}."


def reasons(change: BulkChange) -> list[tuple[int, str]]:
    """Why rows are left alone, the most frequent first, with how many."""
    found = change.rows.exclude(why="").values_list("why").annotate(n=Count("pk"))
    return [(number, why) for why, number in found.order_by("-n", "why")[:SHOWN]]


def left_alone(change: BulkChange) -> list[BulkRow]:
    """Some of the rows that cannot be, or were left alone."""
    states = BulkRow.State
    is_planned = change.state == BulkChange.State.PREVIEWED
    return _rows(change, states.REFUSED if is_planned else states.OVERTAKEN)


def done_rows(change: BulkChange) -> list[BulkRow]:
    """Some of the rows that were done."""
    return _rows(change, BulkRow.State.DONE)


def _rows(change: BulkChange, state: BulkRow.State) -> list[BulkRow]:
    return list(change.rows.filter(state=state).order_by("pk")[:SHOWN])


def items_of(rows: Sequence[BulkRow]) -> dict[int, Item]:
    """Their titles, with those above them."""
    titles = [row.title for row in rows if row.title is not None]
    return Item.objects.select_related("parent__parent").in_bulk(titles)


def in_short(change: BulkChange) -> dict[str, Any]:
    """A bulk change in a list."""
    return {
        "id": change.pk,
        "deed": change.deed,
        "words": in_words(change),
        "kind": change.kind or None,
        "field": (change.name or None) if change.deed != _IMPORT else None,
        "titles": len(change.titles) or None,
        "state": change.state,
        "by": change.by.get_username() if change.by else None,
        "created_at": change.created_at,
        "applied_at": change.applied_at,
        "finished_at": change.finished_at,
        "undoes": change.undoes_id,
        "counts": {name: getattr(change, name) for name in _COUNTS},
        "progress": share(change),
        "run": change.run_id,
        "error": change.error or None,
    }


_IMPORT: Final = BulkChange.Deed.IMPORT


def as_json(change: BulkChange) -> dict[str, Any]:
    """All of a bulk change, with what it would do or did to some of its titles.

    Before it is applied, `preview` counts what would become of the values of so many
    rows, and each example says the value there is (`from`) and the one there would be
    (`to`), with whose they are: a server's, by its name, or a lock's.
    """
    is_planned = change.state == BulkChange.State.PREVIEWED
    found = sample(change) if is_planned else Sample(of=0, outcomes=())
    done, left = [] if is_planned else done_rows(change), left_alone(change)
    items = items_of([*done, *left])
    names = dict(Server.objects.values_list("slug", "name"))
    examples = [_example(one.row, one.item, one, names) for one in found.shown(SHOWN)]
    return {
        **in_short(change),
        "value": change.value,
        "preview": (
            {
                "looked_at": len(found.outcomes),
                "others": found.others,
                "cleared": found.cleared,
            }
            if is_planned
            else None
        ),
        "examples": examples
        or [_example(row, items.get(row.title or 0), None, names) for row in done],
        "left_alone": [
            {**_named(row, items.get(row.title or 0)), "why": row.why} for row in left
        ],
        "reasons": [{"number": n, "why": why} for n, why in reasons(change)],
    }


def _example(
    row: BulkRow, item: Item | None, found: Outcome | None, names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        **_named(row, item),
        **({"field": found.name} if found else {}),
        "from": _said(found.before, names) if found else None,
        "to": _said(found.after, names) if found else None,
        "was": _held(row.before),
        "wanted": _held(row.wanted),
    }


def _named(row: BulkRow, item: Item | None) -> dict[str, Any]:
    key = row.key if row.about == BulkRow.About.LOCK else ""
    return {
        "item": (
            {"id": str(item.public_id), "kind": item.kind, "name": item.place}
            if item
            else None
        ),
        "field": (f"{row.field}.{key}" if key else row.field) or None,
        "line": row.line,
    }


def _said(side: Side, names: Mapping[str, str]) -> dict[str, Any]:
    source = names.get(side.source, side.source) if side.source else None
    return {"value": side.value, "source": source}


def _held(held: JSONValue) -> dict[str, Any] | None:
    """A lock or rule, without whose it was."""
    if not isinstance(held, Mapping):
        return None
    return {name: held[name] for name in ("value", "servers") if name in held}
