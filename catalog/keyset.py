"""Long lists in pages that begin after a row, not at a number.

A page costs the same wherever it begins, and rows that come or go meanwhile neither
repeat nor hide others.  Where a page ended is signed: a made-up place is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

_Row = TypeVar("_Row", bound=Model)
_SIGNER: Final = signing.Signer(salt="catalog.keyset")


class BadCursor(ValueError):
    """A place that was not given out for this list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Columns or annotations that are never NULL, then the primary key.

    All in one direction, so that one comparison finds what follows.
    """

    name: str
    columns: tuple[str, ...] = ()
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """Some rows, and the place after them where there are more."""

    rows: list[_Row]
    after: str | None


def read_page(
    rows: QuerySet[_Row], order: Order, *, size: int, after: str | None = None
) -> Page[_Row]:
    """The first rows, or those after the place `after`.  Raises BadCursor."""
    columns = [*order.columns, "pk"]
    if after is not None:
        rows = rows.filter(_beyond(columns, _place(order, after), order))
    sign = "-" if order.descending else ""
    found = list(rows.order_by(*(f"{sign}{column}" for column in columns))[: size + 1])
    if len(found) <= size:
        return Page(found, None)
    last = found[size - 1]
    place = [_plain(getattr(last, column)) for column in columns]
    return Page(found[:size], _SIGNER.sign_object([order.name, *place]))


def _beyond(columns: list[str], place: list[Any], order: Order) -> Q:
    """Rows after a place: the first column that differs is beyond."""
    beyond = "lt" if order.descending else "gt"
    found = Q()
    for n, (column, value) in enumerate(zip(columns, place, strict=True)):
        same = Q(**dict(zip(columns[:n], place[:n], strict=True)))
        found |= same & Q(**{f"{column}__{beyond}": value})
    if len(columns) > 1:
        # Said once more for the index: nothing before the place's first column.
        found &= Q(**{f"{columns[0]}__{beyond}e": place[0]})
    return found


def _place(order: Order, after: str) -> list[Any]:
    try:
        name, *place = _SIGNER.unsign_object(after)
    except Exception as error:  # whatever a made-up text breaks on
        raise BadCursor("This cursor is not one that was given out.") from error
    if name != order.name or len(place) != len(order.columns) + 1:
        raise BadCursor("This cursor belongs to another list or order.")
    return [datetime.fromisoformat(v["at"]) if type(v) is dict else v for v in place]


def _plain(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value
