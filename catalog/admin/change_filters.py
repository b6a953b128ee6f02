"""Filters of the history: what happened, to which field, from whom to whom, and why.

They say no numbers: counting what each would leave reads the whole history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.fields import FIELDS
from catalog.models import FieldChange, Server
from catalog.narrowing import NARROWINGS, Narrowing

_Choices = Sequence[tuple[str, str]]


class _Chosen(admin.SimpleListFilter):
    """One of some values, as `catalog.narrowing` reads it; any other leaves all."""

    narrowing: Narrowing

    def choices_of(self, request: HttpRequest) -> _Choices:
        """Values with their words."""
        return list((self.narrowing.choices or {}).items())

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return list(self.choices_of(request))

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[FieldChange]
    ) -> QuerySet[FieldChange]:
        value = self.value()
        if value is None or value not in {name for name, _ in self.lookup_choices}:
            return queryset
        return queryset.filter(self.narrowing.condition(value))


class HappenedFilter(_Chosen):
    """Whether a value was set, changed or cleared, or what else came about."""

    title = "what happened"
    parameter_name = "happened"
    narrowing = NARROWINGS["happened"]


class FieldFilter(_Chosen):
    """Which field changed."""

    title = "field"
    parameter_name = "field"
    narrowing = NARROWINGS["field"]

    def choices_of(self, request: HttpRequest) -> _Choices:
        return [(field.name, field.label) for field in FIELDS]


class KindFilter(_Chosen):
    """Of which kind the title is."""

    title = "kind"
    parameter_name = "kind"
    narrowing = NARROWINGS["kind"]


class ReasonFilter(_Chosen):
    """Why the new value was chosen."""

    title = "reason"
    parameter_name = "reason"
    narrowing = NARROWINGS["reason"]


class FromFilter(_Chosen):
    """Whose value it was."""

    title = "old source"
    parameter_name = "from"
    narrowing = NARROWINGS["from_server"]

    def choices_of(self, request: HttpRequest) -> _Choices:
        return _sources(request)


class ToFilter(_Chosen):
    """Whose value it became."""

    title = "new source"
    parameter_name = "to"
    narrowing = NARROWINGS["to_server"]

    def choices_of(self, request: HttpRequest) -> _Choices:
        return _sources(request)


def _sources(request: HttpRequest) -> _Choices:
    """All servers there ever were, and what else values come from; read once a page."""
    kept = getattr(request, "_change_sources", None)
    if kept is None:
        rows = Server.objects.order_by("removed_at", "priority", "pk")
        kept = [
            *(
                (slug, f"{name} (removed)" if removed else name)
                for slug, name, removed in rows.values_list(
                    "slug", "name", "removed_at"
                )
            ),
            ("lock", "a curator"),
            ("probe", "our probe"),
        ]
        request._change_sources = kept  # type: ignore[attr-defined]
    return cast("_Choices", kept)
