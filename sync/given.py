"""What one server gives, group by group: its titles with something, the values it wins.

Values are not read: presence bits say what a server offers, provenance what is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count, Q

from catalog.fields import BY_NAME, FIELDS, GROUPS
from catalog.models import FieldSource
from sync.models import Observation, Run
from sync.scope import GROUPS_OF_KIND
from sync.types import Kind

_HOUR: Final = 3600  # seconds
_MASKS: Final[Mapping[str, int]] = {
    group: sum(1 << field.bit for field in FIELDS if field.group == group)
    for group in GROUPS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One group: of the titles listed that could have it, and of the catalog's values.

    `titles` and `values` are how many there are, the others the server's part.
    """

    group: str
    titles: int
    titles_with: int
    values: int
    values_won: int

    @property
    def is_one_field(self) -> bool:
        """Whether a rule may be for just this group."""
        return self.group in BY_NAME

    @property
    def titles_percent(self) -> float:
        """Of the titles it lists."""
        return 100 * self.titles_with / self.titles if self.titles else 0.0

    @property
    def values_percent(self) -> float:
        """Of the values in the catalog."""
        return 100 * self.values_won / self.values if self.values else 0.0

    @property
    def titles_in_words(self) -> str:
        """``1,204 of 1,300``."""
        return f"{self.titles_with:,} of {self.titles:,}"

    @property
    def values_in_words(self) -> str:
        """The same of values."""
        return f"{self.values_won:,} of {self.values:,}"


def given_by(server: int) -> list[Given]:
    """What the server of this primary key gives; counted anew after each run."""
    over = Run.objects.filter(finished_at__isnull=False).order_by("-finished_at")
    newest = over.values_list("finished_at", flat=True).first()
    key = f"given:{server}:{newest.timestamp() if newest else 0}"
    found: list[Given] | None = cache.get(key)
    if found is None:
        found = _counted(server)
        cache.set(key, found, _HOUR)
    return found


def _counted(server: int) -> list[Given]:
    titles, having = _titles(server)
    values, won = _values(server)
    return [
        Given(
            group=group,
            titles=titles[group],
            titles_with=having[group],
            values=values[group],
            values_won=won[group],
        )
        for group in GROUPS
    ]


def _titles(server: int) -> tuple[Counter[str], Counter[str]]:
    """By group: listed titles that could have something of it, and that do."""
    listed: Any = Observation.objects.filter(
        server=server, listed=True, item__isnull=False
    ).order_by()
    masks: Counter[tuple[Kind, int]] = Counter()
    for kind, present, count in listed.values_list("kind", "present").annotate(
        n=Count("pk")
    ):
        masks[kind, present] += count
    # A title of which the server lists several items counts once.
    twice = listed.values("item").annotate(n=Count("pk")).filter(n__gt=1).values("item")
    whole: dict[tuple[Kind, int], int] = {}
    for kind, present, item in listed.filter(item__in=twice).values_list(
        "kind", "present", "item__pk"
    ):
        masks[kind, present] -= 1
        whole[kind, item] = whole.get((kind, item), 0) | present
    masks.update((kind, present) for (kind, _), present in whole.items())
    titles, having = Counter[str](), Counter[str]()
    for (kind, present), count in masks.items():
        for group in GROUPS_OF_KIND[kind]:
            titles[group] += count
            if present & _MASKS[group]:
                having[group] += count
    return titles, having


def _values(server: int) -> tuple[Counter[str], Counter[str]]:
    """By group: values in the catalog, and those that come from the server."""
    values, won = Counter[str](), Counter[str]()
    rows: Any = (
        FieldSource.objects.order_by()
        .values_list("field")
        .annotate(all=Count("pk"), own=Count("pk", filter=Q(server=server)))
    )
    for name, everything, own in rows:
        if (field := BY_NAME.get(name)) is not None:
            values[field.group] += everything
            won[field.group] += own
    return values, won
