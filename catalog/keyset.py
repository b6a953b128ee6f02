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

    The key goes the way of the columns, unless `key_ascends`: SQLite's indexes hold
    it ascending, and an order that an index has need not be sorted.
    """

    name: str
    columns: tuple[str, ...] = ()
    descending: bool = False
    key_ascends: bool = False

    def directions(self) -> list[tuple[str, bool]]:
        """Each column and whether it descends, the key last."""
        key = ("pk", self.descending and not self.key_ascends)
        return [*((column, self.descending) for column in self.columns), key]


@dataclass(frozen=True, slots=True)
class Page(Generic[_Row]):
    """Some rows, and the place after them where there are more."""

    rows: list[_Row]
    after: str | None


def read_page(
    rows: QuerySet[_Row], order: Order, *, size: int, after: str | None = None
) -> Page[_Row]:
    """The first rows, or those after the place `after`.  Raises BadCursor."""
    if after is not None:
        rows = rows.filter(_beyond(order, _place(order, after)))
    sorting = (f"-{name}" if down else name for name, down in order.directions())
    found = list(rows.order_by(*sorting)[: size + 1])
    if len(found) <= size:
        return Page(found, None)
    last = found[size - 1]
    place = [_plain(getattr(last, column)) for column, _ in order.directions()]
    return Page(found[:size], _SIGNER.sign_object([order.name, *place]))


def _beyond(order: Order, place: list[Any]) -> Q:
    """Rows after a place: the first column that differs is beyond."""
    found, same = Q(), Q()
    for (column, down), value in zip(order.directions(), place, strict=True):
        found |= same & Q(**{f"{column}__{'lt' if down else 'gt'}": value})
        same &= Q(**{column: value})
    if order.columns:
        # Said once more for the index: nothing before the place's first column.
        beyond = "lte" if order.descending else "gte"
        found &= Q(**{f"{order.columns[0]}__{beyond}": place[0]})
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
