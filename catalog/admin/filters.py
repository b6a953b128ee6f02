"""Filters of the lists of titles, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.http import HttpRequest

from catalog.models import Item, MediaFile, Server

#: Where a title stands above the files below it.
_PATH_TO: Final = {
    "movie": "item",
    "episode": "item",
    "season": "item__parent",
    "show": "item__parent__parent",
}


class AvailabilityFilter(admin.SimpleListFilter):
    """Whether a server lists the title."""

    title = "availability"
    parameter_name = "available"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        return [("yes", "available"), ("no", "unavailable")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Item]
    ) -> QuerySet[Item]:
        match self.value():
            case "yes":
                return queryset.filter(available=True)
            case "no":
                return queryset.filter(available=False)
        return queryset


class DecadeFilter(admin.SimpleListFilter):
    """When it came out, by decade."""

    title = "year"
    parameter_name = "decade"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        span = model_admin.model._default_manager.aggregate(Min("year"), Max("year"))
        first, last = span["year__min"], span["year__max"]
        decades = [] if first is None else range(last // 10, first // 10 - 1, -1)
        return [
            *((str(decade), f"{decade}0s") for decade in list(decades)[:30]),
            ("none", "unknown"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Item]
    ) -> QuerySet[Item]:
        wanted = self.value()
        if wanted == "none":
            return queryset.filter(year__isnull=True)
        if wanted is None or not wanted.isascii() or not wanted.isdigit():
            return queryset
        decade = int(wanted[:6]) * 10
        return queryset.filter(year__gte=decade, year__lt=decade + 10)


class ServerFilter(admin.SimpleListFilter):
    """Which server gives files: of the title, or of what is below it."""

    title = "files from"
    parameter_name = "server"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        servers = Server.objects.present().order_by("priority")
        return [
            *servers.values_list("slug", "name"),
            ("-", "no server"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Item]
    ) -> QuerySet[Item]:
        wanted = self.value()
        if wanted is None:
            return queryset
        path = _PATH_TO[queryset.model._meta.model_name or ""]
        files = MediaFile.objects.filter(**{path: OuterRef("pk")})
        if wanted == "-":
            return queryset.filter(~Exists(files))
        return queryset.filter(Exists(files.filter(server__slug=wanted)))
