"""Titles of a bulk change as the API and the command name them, and what is done.

By name, one by one, or by the filters of the API's lists; a filter that nobody knows is
refused, and so is saying nothing at all: it must never mean "all of them".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from catalog.api.filters import FILTERS
from catalog.models import Alias, Item
from catalog.queries import ItemNotFound, find_item
from sync.bulk.planning import RULES, Choice, preview
from sync.bulk.refusal import BulkError
from sync.bulk.selecting import begin
from sync.models import BulkChange

#: What may be asked for by name; files and ways back have addresses of their own.
DEEDS: Final = (
    BulkChange.Deed.LOCK,
    BulkChange.Deed.EMPTY,
    BulkChange.Deed.KEEP,
    BulkChange.Deed.UNLOCK,
    BulkChange.Deed.USE,
    BulkChange.Deed.USUAL,
)


@transaction.atomic
def draft(
    deed: BulkChange.Deed,
    kind: str,
    titles: Iterable[int],
    choice: Choice,
    *,
    by: User | None,
) -> BulkChange:
    """A bulk change that is previewed; none is kept where it cannot be.

    Raises BulkError.
    """
    change = begin(deed, kind, titles, by=by)
    preview(change, choice)
    change.refresh_from_db()
    return change


def needs(change: BulkChange) -> str:
    """The permission it takes to apply, stop or undo it; an undo is as its first."""
    first = change
    while first.undoes is not None:
        first = first.undoes
    return permission_of(BulkChange.Deed(first.deed))


def permission_of(deed: BulkChange.Deed) -> str:
    """The permission that a deed takes."""
    model = "priorityrule" if deed in RULES else "fieldlock"
    return f"catalog.change_{model}"


def titles_named(
    kind: str,
    *,
    items: Sequence[str] | None = None,
    where: Mapping[str, Any] | None = None,
) -> Iterable[int]:
    """Titles of a kind, by public ids and names, or by filters.  Raises BulkError."""
    if kind not in FILTERS:
        raise BulkError(f"There is no kind {kind!r}; there is {', '.join(FILTERS)}.")
    if (items is None) == (where is None):
        raise BulkError(
            "Which titles? Name them, or say by filters which they are; one of both."
        )
    if items is not None:
        return _named(kind, items)
    return _matching(kind, where or {})


def _named(kind: str, items: Sequence[str]) -> list[int]:
    ids = {text: uuid for text in items if (uuid := _id(text)) is not None}
    rows = Item.objects.filter(public_id__in=ids.values()).only("public_id", "kind")
    there = {item.public_id: item for item in rows}
    missing = set(ids.values()) - set(there)
    became = Alias.objects.filter(public_id__in=missing).select_related("item")
    there |= {alias.public_id: alias.item for alias in became}
    titles: list[int] = []
    for text in items:
        try:
            item = there.get(ids[text]) if text in ids else find_item(text)
        except ItemNotFound as error:
            raise BulkError(str(error)) from None
        if item is None:
            raise BulkError(f"No title has the id {text}.")
        if item.kind != kind:
            raise BulkError(f"{text} is a {item.kind}, no {kind}.")
        titles.append(item.pk)
    return titles


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _matching(kind: str, where: Mapping[str, Any]) -> Iterable[int]:
    declared = FILTERS[kind]
    unknown = sorted(set(where) - set(declared.base_filters))
    if unknown:
        known = ", ".join(sorted(declared.base_filters))
        raise BulkError(f"There is no filter {unknown[0]!r}; there is {known}.")
    # As an address says them.
    said = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in where.items()
    }
    found = declared(data=said, queryset=Item.objects.filter(kind=kind))
    if not found.is_valid():
        name, (wrong, *_) = next(iter(found.errors.items()))
        raise BulkError(f"{name}: {wrong}")
    titles: QuerySet[Item] = found.qs.order_by("pk")
    return titles.values_list("pk", flat=True).iterator(chunk_size=2000)
