"""A file of titles and values as a bulk change: what it would lock, row by row.

An empty cell leaves alone, `table.EMPTY` locks that there is no value, and what is so
already is not locked.  Nothing else is ever changed by a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalog import entered, lines
from catalog.fields import PLACES, Field, JSONValue, Merge, UnknownField, named
from catalog.models import Item
from sync.bulk import table
from sync.bulk.planning import count, in_batches, row_of, write
from sync.bulk.present import Present, Spot, present
from sync.bulk.refusal import BulkError
from sync.bulk.table import Line, Table
from sync.models import BulkChange, BulkRow

#: By kind: where a title's path is found, part by part.
_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "movie": ("title", "year"),
    "show": ("title",),
    "season": ("parent__title", "number"),
    "episode": ("parent__parent__title", "parent__number", "number"),
}
_Column = tuple[Field, str]
_Found = dict[int, int | str]


def read_file(name: str, content: bytes, *, by: User | None) -> BulkChange:
    """The bulk change that a file means, previewed.  Raises BulkError."""
    read = table.read(name, content)
    columns = {column: _column(column) for column in read.columns}
    with transaction.atomic():
        change = BulkChange.objects.create(
            deed=BulkChange.Deed.IMPORT,
            name=name[:200],
            by=by,
            state=BulkChange.State.PREVIEWED,
        )
        for rows in in_batches(_rows(read, columns)):
            write(change, rows)
        count(change)
    return change


def _column(name: str) -> _Column:
    try:
        declared, key = named(None, name)
        if declared.merge is Merge.KEYED and key:
            key = entered.checked_key(declared, key)
    except (UnknownField, entered.Unfit) as error:
        raise BulkError(f"The column {name!r}: {error}") from None
    if declared.name in PLACES or declared.name == "files":
        raise BulkError(f"The column {name!r} cannot be imported.")
    if declared.merge is Merge.KEYED and not key:
        raise BulkError(
            f"The column {name!r} needs the name of one entry, such as artwork.poster."
        )
    return declared, key


def _rows(read: Table, columns: Mapping[str, _Column]) -> Iterator[BulkRow]:
    lines_of: dict[int, int] = {}
    for chunk in in_batches(read.lines, 200):
        found = _titles(chunk)
        kinds = dict(
            Item.objects.filter(
                pk__in=[pk for pk in found.values() if isinstance(pk, int)]
            ).values_list("pk", "kind")
        )
        named_here: list[tuple[Line, int]] = []
        for line in chunk:
            title = found[line.number]
            if isinstance(title, str):
                yield _refused(line, title)
            elif title in lines_of:
                yield _refused(line, f"Row {lines_of[title]} is of the same title.")
            else:
                lines_of[title] = line.number
                named_here.append((line, title))
        now = present(
            [
                Spot(title, BulkRow.About.LOCK, *_place(columns[name]))
                for line, title in named_here
                for name in line.cells
            ]
        )
        for line, title in named_here:
            for name, value in line.cells.items():
                declared, key = columns[name]
                spot = Spot(title, BulkRow.About.LOCK, declared.name, key)
                here = now.get(spot)
                yield _cell(line, spot, here, declared, value, kinds.get(title, ""))


def _place(column: _Column) -> tuple[str, str]:
    return column[0].name, column[1]


def _refused(line: Line, why: str) -> BulkRow:
    return BulkRow(
        line=line.number,
        about=BulkRow.About.LOCK,
        state=BulkRow.State.REFUSED,
        why=why[:500],
    )


def _cell(
    line: Line,
    spot: Spot,
    here: Present | None,
    declared: Field,
    value: Any,
    kind: str,
) -> BulkRow:
    why, wanted = "", None
    if kind not in declared.kinds:
        why = f"A {kind} has no field {declared.name!r}."
    else:
        try:
            wanted = _value(declared, spot.key, value)
        except entered.Unfit as error:
            why = str(error)
    row = row_of(spot, here, {"value": wanted}, why=why[:500], line=line.number)
    if not why and here is not None and _is_shown(declared, here, value, wanted):
        row.state = BulkRow.State.SAME
    return row


def _value(declared: Field, key: str, value: Any) -> JSONValue:
    if value == table.EMPTY:
        return None
    if not isinstance(value, str):
        return entered.checked(declared, key, value)
    text = lines.to_typed(declared, value)
    return entered.read(declared, key, text)


def _is_shown(declared: Field, here: Present, value: Any, wanted: JSONValue) -> bool:
    """Whether the title has this value already, locked or not."""
    if wanted is None:
        return here.lock is not None and here.lock.value is None
    if here.shown is None:
        return False
    if wanted == here.shown or value == here.shown:
        return True
    plain = str(value).replace("\r\n", "\n").strip()
    return plain == table.cell(declared, here.shown).strip()


def _titles(chunk: Sequence[Line]) -> _Found:
    """The title of each line, by the line's number; or why there is none."""
    found: _Found = {}
    ids: dict[UUID, list[int]] = defaultdict(list)
    paths: dict[str, list[Line]] = defaultdict(list)
    for line in chunk:
        if line.id:
            try:
                ids[UUID(line.id)].append(line.number)
            except ValueError:
                found[line.number] = f"{line.id[:60]!r} is no id of a title."
        elif line.kind not in _PATHS:
            found[line.number] = f"There is no kind {line.kind[:20]!r}."
        else:
            paths[line.kind].append(line)
    there = dict(Item.objects.filter(public_id__in=ids).values_list("public_id", "pk"))
    for public_id, numbers in ids.items():
        for number in numbers:
            found[number] = there.get(public_id, f"No title has the id {public_id}.")
    for kind, named_so in paths.items():
        found |= _by_path(kind, named_so)
    return found


def _by_path(kind: str, named_so: Sequence[Line]) -> _Found:
    first, *_ = names = _PATHS[kind]
    rows = Item.objects.filter(
        **{"kind": kind, f"{first}__in": {line.path[0] for line in named_so}}
    )
    there: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, *parts in rows.values_list("pk", *names):
        there[tuple("" if p is None else str(p) for p in parts)].append(pk)
    found: _Found = {}
    for line in named_so:
        pks = there.get(line.path, [])
        path = table.path_text(line.path)
        found[line.number] = (
            pks[0]
            if len(pks) == 1
            else f"Several {kind}s are {path!r}: give the id."
            if pks
            else f"There is no {kind} {path!r}."
        )
    return found
