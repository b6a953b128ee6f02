"""Titles with what the other servers offer beside each value, and their conflicts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from catalog.admin import marks
from catalog.admin.shown import Offer, Offers
from catalog.admin.titles import (
    EpisodeAdmin,
    MovieAdmin,
    SeasonAdmin,
    ShowAdmin,
    TitleAdmin,
)
from catalog.models import Episode, Item, Movie, Season, Show
from catalog.queries import ItemValues
from sync.explain import Explained, explain
from sync.models import Conflict


class Explaining(TitleAdmin):
    """A title's page that shows what else there is."""

    def values(self, item: Item) -> tuple[ItemValues, Offers]:
        explanation = explain(item)
        offers = {
            (name, ""): _offers(explained)
            for name, explained in explanation.fields.items()
        }
        for name, entries in explanation.entries.items():
            offers |= {(name, key): _offers(e) for key, e in entries.items()}
        values = ItemValues(
            fields={n: e.decided for n, e in explanation.fields.items()},
            entries={
                name: {key: e.decided for key, e in entries.items()}
                for name, entries in explanation.entries.items()
            },
        )
        return values, offers

    def page(self, request: HttpRequest, obj: Item) -> dict[str, Any]:
        context = super().page(request, obj)
        found = Conflict.objects.filter(Q(left=obj.pk) | Q(right=obj.pk))
        context["conflicts"] = [
            {
                "other": marks.item_link(
                    row.right if row.left_id == obj.pk else row.left
                ),
                "words": row.get_reason_display(),
                "evidence": row.evidence,
                "url": reverse("admin:sync_conflict_changelist"),
            }
            for row in found.select_related("left", "right").order_by("pk")[:20]
        ]
        return context


def _offers(explained: Explained) -> list[Offer]:
    return [
        Offer(server=other.server, value=other.value, stale=other.stale)
        for other in explained.alternatives
    ]


admin.site.unregister([Movie, Show, Season, Episode])


@admin.register(Movie)
class ExplainedMovieAdmin(Explaining, MovieAdmin):
    """Movies, explained."""


@admin.register(Show)
class ExplainedShowAdmin(Explaining, ShowAdmin):
    """Shows, explained."""


@admin.register(Season)
class ExplainedSeasonAdmin(Explaining, SeasonAdmin):
    """Seasons, explained."""


@admin.register(Episode)
class ExplainedEpisodeAdmin(Explaining, EpisodeAdmin):
    """Episodes, explained."""
