"""Lists of titles as people browse them: what is shown, in which order, found by what.

Viewers see what is available; who curates sees the rest too.  Rows come with their
season and show, and without the long values that only a title's own page needs.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Case,
    F,
    IntegerField,
    JSONField,
    Lookup,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from catalog.keyset import Order
from catalog.models import Alias, Item
from catalog.models.sorting import SORTED_BY, SORTED_RATING, SORTED_YEAR

#: Long values that lists do not show.
LONG: Final = (
    "cast",
    "crew",
    "studios",
    "networks",
    "keywords",
    "audio_tracks",
    "subtitle_tracks",
    "chapters",
)
#: As the index `catalog_item_newest` has it.
NEWEST: Final = Order(
    name="added", columns=("created_at",), descending=True, key_ascends=True
)
BY_TITLE: Final = Order(name="title", columns=("sorted_by",))
#: As the indexes `catalog_item_by_year` and `catalog_item_by_rating` have them.
BY_YEAR: Final = Order(
    name="year", columns=("sorted_year",), descending=True, key_ascends=True
)
BY_RATING: Final = Order(
    name="rating", columns=("sorted_rating",), descending=True, key_ascends=True
)
BY_NUMBER: Final = Order(name="number", columns=("above", "number"))
BEST_MATCH: Final = Order(name="match", columns=("rank", "sorted_by"))
ORDERS: Final = {
    order.name: order for order in (NEWEST, BY_TITLE, BY_YEAR, BY_RATING, BY_NUMBER)
}

SEARCHED_KINDS: Final = ("movie", "show", "episode")


def list_items(kind: str, *, unavailable: bool = False) -> QuerySet[Item]:
    """Titles of a kind, ready for any of ORDERS (BY_NUMBER: seasons, episodes)."""
    return _listed(unavailable=unavailable).filter(kind=kind)


def newest(kind: str) -> QuerySet[Item]:
    """Available movies or shows, the newest first, without their long values."""
    # A bare boolean opens no index on SQLite; a comparison does.
    titles = Item.objects.filter(kind=kind, available__in=[True]).defer(*LONG)
    return titles.order_by("-created_at", "pk")


def search_titles(
    text: str,
    *,
    kinds: Sequence[str] = SEARCHED_KINDS,
    unavailable: bool = False,
) -> QuerySet[Item]:
    """Titles whose title or original title holds every word, for BEST_MATCH."""
    whole = " ".join(text.split())
    found = _listed(unavailable=unavailable).filter(kind__in=kinds)
    for word in whole.split()[:10]:
        found = found.filter(
            Q(title__icontains=word) | Q(original_title__icontains=word)
        )
    return found.annotate(
        rank=Case(
            When(title__iexact=whole, then=Value(0)),
            When(title__istartswith=whole, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )


def shown_item(
    kind: str | Sequence[str], public_id: uuid.UUID, *, unavailable: bool = False
) -> Item | None:
    """The title of this public id, or of one that was merged into it."""
    kinds = [kind] if isinstance(kind, str) else kind
    titles = Item.objects.filter(kind__in=kinds).select_related("parent__parent")
    if not unavailable:
        titles = titles.filter(available=True)
    item = titles.filter(public_id=public_id).first()
    if item is not None:
        return item
    alias = Alias.objects.filter(public_id=public_id).values("item")
    return titles.filter(pk__in=alias).first()


def with_genre(titles: QuerySet[Item], genre: str) -> QuerySet[Item]:
    """Those that have the genre of exactly this name."""
    return titles.filter(genres__holds=genre)


def _listed(*, unavailable: bool) -> QuerySet[Item]:
    titles = Item.objects.select_related("parent__parent").defer(
        *LONG, *(f"parent__{name}" for name in LONG)
    )
    if not unavailable:
        # A bare boolean opens no index on SQLite; a comparison does.
        titles = titles.filter(available__in=[True])
    return titles.annotate(
        sorted_by=SORTED_BY,
        sorted_year=SORTED_YEAR,
        sorted_rating=SORTED_RATING,
        above=Coalesce(F("parent__number"), Value(0), output_field=IntegerField()),
    )


@JSONField.register_lookup
class Holds(Lookup[Any]):
    """``genres__holds="Drama"``: a JSON list has this text as a member."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} @> %s::jsonb", [*params, json.dumps([self.rhs])]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return (
            f"EXISTS (SELECT 1 FROM json_each({lhs}) WHERE json_each.value = %s)",
            [*params, self.rhs],
        )
