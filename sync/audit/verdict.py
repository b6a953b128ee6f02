"""All that is looked at, and what of it differs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet

from catalog.models import Item
from sync.audit import identity, observations, values
from sync.audit.difference import Difference, Found
from sync.audit.settled import settled_moment
from sync.models import Observation

#: How many differences are told; all are counted.
LISTED: Final = 200


@dataclass(slots=True)
class Verdict:
    """What was looked at, and what differs: the first of them, and how many."""

    titles: int = 0
    observations: int = 0
    differences: int = 0
    listed: list[Found] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        seen = (
            f"{self.titles} titles and {self.observations} items of servers were "
            f"looked at in {self.seconds:.1f} s"
        )
        if not self.differences:
            return f"The catalog is what the laws say: {seen}."
        number = (
            "1 difference"
            if self.differences == 1
            else f"{self.differences} differences"
        )
        return f"The catalog is not what the laws say: {number}; {seen}."


def verify(item: Item | None = None, *, patience: float = 0.0) -> Verdict:
    """Recompute everything, or one title and those below it.

    Waits up to `patience` seconds for a moment with nothing on its way to the catalog.
    Raises NotSettled.
    """
    started = time.monotonic()
    verdict = Verdict()
    with settled_moment(patience):
        titles, stored = Item.objects.all(), Observation.objects.all()
        if item is not None:
            titles = titles.filter(_at_or_below("", item))
            stored = stored.filter(_at_or_below("item__", item))
        of_item = set(titles.values_list("pk", flat=True)) if item else None
        verdict.titles, verdict.observations = titles.count(), stored.count()
        for difference in _differences(titles, stored):
            if of_item is not None and difference.item not in of_item:
                continue
            verdict.differences += 1
            if len(verdict.listed) < LISTED:
                verdict.listed.append(
                    Found(difference=difference, title=_name(difference.item))
                )
    verdict.seconds = round(time.monotonic() - started, 3)
    return verdict


def _differences(
    titles: QuerySet[Item], stored: QuerySet[Observation]
) -> Iterator[Difference]:
    yield from observations.marks(stored)
    yield from observations.kinds(stored)
    for kind in ("movie", "show"):
        yield from identity.tops(kind)
    for kind in ("season", "episode"):
        yield from identity.places(kind)
    yield from identity.trees()
    yield from identity.aliases()
    yield from values.values(titles)
    yield from values.locks(titles)


def _at_or_below(path: str, item: Item) -> Q:
    found = Q()
    for step in ("pk", "parent", "parent__parent"):
        found |= Q(**{f"{path}{step}": item.pk})
    return found


def _name(pk: int | None) -> str:
    if pk is None:
        return ""
    item = (
        Item.objects.filter(pk=pk)
        .only("kind", "title", "year", "public_id", "number", "parent")
        .first()
    )
    return f"{item.kind} {item} {item.public_id}" if item else ""
