"""What each server gives: values and titles, counted once after each run.

Counting takes as long as the catalog is large, and only runs change what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.core.cache import cache
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from catalog.models import FieldSource, Server
from sync.models import Observation, Run

_HOUR: Final = 3600  # seconds


class Shares(NamedTuple):
    """By key of the server; values of nobody's server are locks and our own probe's."""

    values: Mapping[int | None, int]
    titles: Mapping[int, int]

    @property
    def all_values(self) -> int:
        """How many values the catalog has."""
        return sum(self.values.values())


def shares() -> Shares:
    """As they were when the newest run ended."""
    over = Run.objects.filter(finished_at__isnull=False).order_by("-finished_at")
    newest = over.values_list("finished_at", flat=True).first()
    key = f"desk-gives:{newest.timestamp() if newest else 0}"
    found: tuple[dict[int | None, int], dict[int, int]] | None = cache.get(key)
    if found is None:
        values = FieldSource.objects.order_by().values_list("server")
        listed = Observation.objects.filter(listed=True, kind__in=["movie", "show"])
        titles = listed.order_by().values_list("server")
        found = (
            dict(values.annotate(Count("pk"))),
            dict(titles.annotate(Count("pk"))),
        )
        cache.set(key, found, _HOUR)
    return Shares(*found)


def with_shares(servers: QuerySet[Server]) -> QuerySet[Server]:
    """Servers with `title_count`, `source_count` and `all_sources`."""
    now = shares()
    return servers.annotate(
        title_count=_of(now.titles),
        source_count=_of(now.values),
        all_sources=Value(now.all_values, output_field=IntegerField()),
    )


def _of(counts: Mapping[int | None, int] | Mapping[int, int]) -> Case:
    whens = [When(pk=pk, then=Value(n)) for pk, n in counts.items() if pk is not None]
    return Case(*whens, default=Value(0), output_field=IntegerField())
