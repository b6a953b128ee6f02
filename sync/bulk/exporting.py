"""A selection's values as a file, read and written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from catalog.fields import Field, UnknownField, named
from catalog.models import Item
from sync.bulk import table
from sync.bulk.planning import in_batches
from sync.bulk.present import Present, Spot, present
from sync.bulk.refusal import BulkError
from sync.models import BulkRow


def export(
    titles: Sequence[int], names: Sequence[str], *, as_json: bool
) -> Iterator[str]:
    """The file, piece by piece.  Raises BulkError for a name of no field."""
    try:
        columns = [named(None, name) for name in names]
    except UnknownField as error:
        raise BulkError(str(error)) from None
    if not columns:
        raise BulkError("Choose at least one field.")
    rows = _rows(titles, list(zip(names, columns, strict=True)), as_json=as_json)
    return table.json_lines(rows) if as_json else table.csv_lines(names, rows)


_Columns = Sequence[tuple[str, tuple[Field, str]]]


def _rows(
    titles: Sequence[int], columns: _Columns, *, as_json: bool
) -> Iterator[dict[str, Any]]:
    for chunk in in_batches(titles, 200):
        items = Item.objects.select_related("parent__parent").in_bulk(chunk)
        now = present(
            [
                Spot(pk, BulkRow.About.LOCK, declared.name, key)
                for pk in items
                for _, (declared, key) in columns
            ]
        )
        for pk in chunk:
            if (item := items.get(pk)) is None:
                continue
            path = _path(item)
            row: dict[str, Any] = {
                "id": str(item.public_id),
                "kind": item.kind,
                "path": path if as_json else table.path_text(path),
            }
            for name, (declared, key) in columns:
                here = now.get(Spot(pk, BulkRow.About.LOCK, declared.name, key))
                row[name] = _cell(declared, here, as_json=as_json)
            yield row


def _cell(declared: Field, here: Present | None, *, as_json: bool) -> Any:
    if here is None:
        return None if as_json else ""
    if here.lock is not None and here.lock.value is None:
        return table.EMPTY
    return here.shown if as_json else table.cell(declared, here.shown)


def _path(item: Item) -> list[str | int | None]:
    """Where it stands in the catalog; its parents are loaded."""
    above = item.parent
    if above is None:
        return [item.title, item.year] if item.kind == "movie" else [item.title]
    if above.parent is None:
        return [above.title, item.number]
    return [above.parent.title, above.number, item.number]
