"""The selection a bulk change is about, kept from the first click on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from accounts.models import User
from sync.bulk.refusal import BulkError
from sync.models import BulkChange

#: Titles of one bulk change: what one request to resolve can name on every database.
MOST_TITLES: Final = 30_000


def begin(
    deed: BulkChange.Deed, kind: str, titles: Iterable[int], *, by: User | None
) -> BulkChange:
    """Keep a selection of titles of one kind.  Raises BulkError."""
    found = chosen(titles)
    return BulkChange.objects.create(deed=deed, kind=kind, titles=found, by=by)


def chosen(titles: Iterable[int]) -> list[int]:
    """These titles, each once, if they are some and not too many.  Raises BulkError."""
    found = list(islice(titles, MOST_TITLES + 1))
    if not found:
        raise BulkError("No title is selected.")
    if len(found) > MOST_TITLES:
        raise BulkError(
            f"More than {MOST_TITLES:,} titles are selected. Filter the list, by "
            "decade for one, and change them part by part."
        )
    return sorted(set(found))
