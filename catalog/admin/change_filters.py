"""Filters of the history: what happened, to which field, from whom to whom, and why.

They say no numbers: counting what each would leave reads the whole history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalog import history
from catalog.fields import FIELDS
from catalog.models import FieldChange, FieldSource, Item, Server

_Choices = Sequence[tuple[str, str]]


class _Chosen(admin.SimpleListFilter):
    """One of some values; any other leaves all."""

    def condition(self, value: str) -> Q:
        """What holds for changes of the value."""
        raise NotImplementedError

    def choices_of(self, request: HttpRequest) -> _Choices:
        """Values with their words."""
        raise NotImplementedError

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return list(self.choices_of(request))

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[FieldChange]
    ) -> QuerySet[FieldChange]:
        value = self.value()
        known = {str(name) for name, _ in self.lookup_choices}
        return queryset.filter(self.condition(value)) if value in known else queryset


class HappenedFilter(_Chosen):
    """Whether a value was set, changed or cleared, or what else came about."""

    title = "what happened"
    parameter_name = "happened"

    def choices_of(self, request: HttpRequest) -> _Choices:
        return [(name, words) for name, (words, _) in history.HAPPENED.items()]

    def condition(self, value: str) -> Q:
        return history.HAPPENED[value][1]


class FieldFilter(_Chosen):
    """Which field changed."""

    title = "field"
    parameter_name = "field"

    def choices_of(self, request: HttpRequest) -> _Choices:
        return [(field.name, field.label) for field in FIELDS]

    def condition(self, value: str) -> Q:
        return Q(field=value)


class KindFilter(_Chosen):
    """Of which kind the title is."""

    title = "kind"
    parameter_name = "kind"

    def choices_of(self, request: HttpRequest) -> _Choices:
        return [(value, f"{value}s") for value in Item.Kind.values]

    def condition(self, value: str) -> Q:
        return Q(item__kind=value)


class ReasonFilter(_Chosen):
    """Why the new value was chosen."""

    title = "reason"
    parameter_name = "reason"

    def choices_of(self, request: HttpRequest) -> _Choices:
        return [(value, str(label)) for value, label in FieldSource.Reason.choices]

    def condition(self, value: str) -> Q:
        return Q(reason=value)


class FromFilter(_Chosen):
    """Whose value it was."""

    title = "old source"
    parameter_name = "from"

    def choices_of(self, request: HttpRequest) -> _Choices:
        return _sources(request)

    def condition(self, value: str) -> Q:
        return Q(old_source=value)


class ToFilter(_Chosen):
    """Whose value it became."""

    title = "new source"
    parameter_name = "to"

    def choices_of(self, request: HttpRequest) -> _Choices:
        return _sources(request)

    def condition(self, value: str) -> Q:
        return Q(new_source=value)


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
