"""Rows as CSV for a spreadsheet, sent while they are read and never held as a whole.

Texts come from servers: a cell that a spreadsheet would take for a formula begins with
an apostrophe instead.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse

from catalog.fields import JSONValue

Cell = str | int | float | None
_Row = TypeVar("_Row", bound=Model)

#: What spreadsheets read as the beginning of a formula, also in its wide form, and
#: what some of them skip before they look.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_AT_ONCE: Final = 500


def harmless(cell: Cell) -> Cell:
    """The cell, so that no spreadsheet computes it; numbers of our own stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \0\ufeff").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def plain(value: JSONValue) -> Cell:
    """A value of a field as one cell: texts and numbers as they are, others as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return json.dumps(value, ensure_ascii=False)


def stream(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """An answer that is a CSV file of this name."""
    answer = StreamingHttpResponse(
        _lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def in_pieces(rows: QuerySet[_Row], *, newest_first: bool = False) -> Iterator[_Row]:
    """All rows by primary key, some hundreds at once.

    Each piece is a query of its own: who loads slowly holds no transaction open, and
    rows that come or go meanwhile neither repeat nor hide others.
    """
    ordered = rows.order_by("-pk" if newest_first else "pk")
    piece = list(ordered[:_AT_ONCE])
    while piece:
        yield from piece
        if len(piece) < _AT_ONCE:
            return
        beyond = {"pk__lt" if newest_first else "pk__gt": piece[-1].pk}
        piece = list(ordered.filter(**beyond)[:_AT_ONCE])


class _Line:
    """What a csv writer writes to: it gives each line back at once."""

    def write(self, text: str) -> str:
        return text


def _lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    write: Callable[[Iterable[Any]], Any] = csv.writer(_Line()).writerow
    yield write(header)
    for row in rows:
        yield write([harmless(cell) for cell in row])
