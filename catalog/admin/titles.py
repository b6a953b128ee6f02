"""Lists and pages of titles.  All values are merged from servers, so all are shown
and none is written here.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog.admin import marks
from catalog.admin.exported import ExportedAdmin
from catalog.admin.filters import AvailabilityFilter, DecadeFilter, ServerFilter
from catalog.admin.frame import PageAdmin
from catalog.admin.offers import Told
from catalog.admin.title_page import title_page
from catalog.models import Episode, ExternalId, Item, MediaFile, Movie, Season, Show
from catalog.queries import values_of
from catalog.sheets import Cell

#: What a row of a list shows; a title has long columns that it does not.
_LISTED: Final = (
    "public_id",
    "kind",
    "title",
    "year",
    "number",
    "available",
    "parent",
    "resolution_label",
    "hdr",
)
_ABOVE: Final = ("kind", "title", "year", "number", "parent")
_ID: Final = re.compile(r"(?P<scheme>[a-z]{2,30}):(?P<value>\S{1,100})")


class TitleAdmin(ExportedAdmin[Item], PageAdmin[Item]):
    """What movies, shows, seasons and episodes have in common."""

    page_template = "admin/catalog/title.html"
    list_per_page = 50
    list_filter = (AvailabilityFilter, DecadeFilter, ServerFilter)
    search_fields = ("title", "original_title")
    search_help_text = "A title, or an id such as tmdb:603."
    when_empty = "No title yet. Titles come from your servers with the next sync."

    export_header = (
        *("id", "kind", "title", "year", "place", "number", "available"),
        *("resolution", "hdr", "servers with files"),
    )

    def export_row(self, obj: Item) -> list[Cell]:
        """A title as a row of a sheet."""
        servers = {file.server for file in obj.files.all() if file.server}
        return [
            str(obj.public_id),
            obj.kind,
            obj.title,
            obj.year,
            marks.place(obj),
            obj.number,
            "yes" if obj.available else "no",
            obj.resolution_label,
            ", ".join(str(name) for name in obj.hdr or []),
            ", ".join(s.name for s in sorted(servers, key=lambda s: s.priority)),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """Rows as the list shows them, with parents and files in a fixed number of
        queries.
        """
        above = [f"parent__{name}" for name in _ABOVE]
        top = [f"parent__parent__{name}" for name in _ABOVE]
        files = MediaFile.objects.select_related("server").only(
            "item", "server__name", "server__priority"
        )
        return (
            super()
            .get_queryset(request)
            .select_related("parent__parent")
            .only(*_LISTED, *above, *top)
            .prefetch_related(Prefetch("files", queryset=files))
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Item | None:
        """A whole title with its parents: a list's columns are too few for a page."""
        rows = super().get_queryset(request).select_related("parent__parent")
        try:
            return rows.get(pk=self.opts.pk.to_python(object_id))
        except (Item.DoesNotExist, ValidationError, ValueError, OverflowError):
            return None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Item], search_term: str
    ) -> tuple[QuerySet[Item], bool]:
        """By title, or by an external id given with its scheme."""
        if found := _ID.fullmatch(search_term.strip()):
            named = ExternalId.objects.filter(
                key=found["scheme"], value=found["value"]
            ).values("item")
            return queryset.filter(pk__in=named), False
        return super().get_search_results(request, queryset, search_term)

    def values(self, item: Item) -> Told:
        """The title's values, and what else servers say of it."""
        return Told(values_of([item])[item.pk], {}, {})

    def page(self, request: HttpRequest, obj: Item) -> dict[str, Any]:
        return {
            "title": self.heading(obj),
            "page": title_page(obj, self.values(obj)),
            "can_see_runs": request.user.has_perm("sync.view_run"),
        }

    def heading(self, item: Item) -> str:
        """The name at the top of the page."""
        return item.title or "Without a title"

    @admin.display(description="servers with files")
    def with_files(self, item: Item) -> SafeString | str:
        found = {file.server for file in item.files.all() if file.server}
        ordered = sorted(found, key=lambda server: server.priority)
        return marks.dots(ordered) if ordered else "none"

    @admin.display(description="quality")
    def quality(self, item: Item) -> str:
        dynamic = item.hdr if isinstance(item.hdr, list) else []
        return " ".join(
            [item.resolution_label or "", *(str(name).upper() for name in dynamic)]
        ).strip()

    @admin.display(description="state", ordering="available")
    def state(self, item: Item) -> SafeString:
        if item.available:
            return marks.state("good", "available")
        return marks.state("off", "unavailable")

    @admin.display(description="title", ordering="title")
    def named(self, item: Item) -> str:
        return item.title or "Without a title"


def _below(path: str) -> Coalesce:
    """How many titles hang on a title, counted apart so that nothing multiplies."""
    counted = (
        Item.objects.filter(**{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(how_many=Count("pk"))
        .values("how_many")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@admin.register(Movie)
class MovieAdmin(TitleAdmin):
    list_display = ("named", "year", "quality", "with_files", "state")
    ordering = ("title", "pk")


@admin.register(Show)
class ShowAdmin(TitleAdmin):
    list_display = ("named", "year", "seasons", "episodes", "state")
    ordering = ("title", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                season_count=_below("parent"), episode_count=_below("parent__parent")
            )
        )

    @admin.display(description="seasons", ordering="season_count")
    def seasons(self, item: Item) -> int:
        return int(item.season_count)  # type: ignore[attr-defined]

    @admin.display(description="episodes", ordering="episode_count")
    def episodes(self, item: Item) -> int:
        return int(item.episode_count)  # type: ignore[attr-defined]


@admin.register(Season)
class SeasonAdmin(TitleAdmin):
    list_display = ("named", "show", "year", "episodes", "state")
    ordering = ("parent__title", "parent", "number")
    search_fields = ("title", "parent__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return super().get_queryset(request).annotate(episode_count=_below("parent"))

    def heading(self, item: Item) -> str:
        return marks.season(item.number)

    @admin.display(description="season", ordering="number")
    def named(self, item: Item) -> str:
        return marks.season(item.number)

    @admin.display(description="show", ordering="parent__title")
    def show(self, item: Item) -> str:
        return marks.place(item)

    @admin.display(description="episodes", ordering="episode_count")
    def episodes(self, item: Item) -> int:
        return int(item.episode_count)  # type: ignore[attr-defined]


@admin.register(Episode)
class EpisodeAdmin(TitleAdmin):
    list_display = ("named", "where", "number", "quality", "with_files", "state")
    ordering = ("parent__parent__title", "parent__parent", "parent__number", "number")
    search_fields = ("title", "parent__parent__title")

    @admin.display(description="in", ordering="parent__parent__title")
    def where(self, item: Item) -> str:
        return marks.place(item)
