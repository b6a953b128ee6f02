"""History: what each value was and became, from whom, by which run."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import history, sheets
from catalog.admin import marks, words
from catalog.admin.change_filters import (
    FieldFilter,
    FromFilter,
    HappenedFilter,
    KindFilter,
    ReasonFilter,
    ToFilter,
)
from catalog.admin.exported import ExportedAdmin
from catalog.models import FieldChange
from catalog.sheets import Cell


@admin.register(FieldChange)
class FieldChangeAdmin(ExportedAdmin[FieldChange]):
    """The history of all titles; a title's and a run's page link here."""

    list_display = ("when", "of", "what", "before", "after", "by_whom")
    list_display_links = None
    list_filter = (
        HappenedFilter,
        FromFilter,
        ToFilter,
        KindFilter,
        ReasonFilter,
        FieldFilter,
    )
    # Counts beside the filters would read the whole history for each of them.
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ("by",)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("item__title",)
    search_help_text = "The title of what changed."
    when_empty = "Nothing has changed yet. Changes come with syncs."

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        """A title's or a run's own changes may be asked for by address.

        So may those of one action, as addresses of before the filters say it.
        """
        if lookup == "action__exact":
            return True
        if lookup in {"run", "item"}:
            return value.isascii() and value.isdigit() and len(value) < 19
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    export_newest_first = True
    export_header = (
        *("change", "at", "id", "kind", "title", "place", "happened", "field", "key"),
        *("was", "became", "from", "to", "reason", "run", "by"),
    )

    def export_row(self, obj: FieldChange) -> list[Cell]:
        """A change as a row of a sheet."""
        return [
            obj.pk,
            obj.at.isoformat(timespec="seconds"),
            str(obj.item.public_id),
            obj.item.kind,
            marks.name(obj.item),
            marks.place(obj.item),
            history.happened(obj),
            obj.field,
            obj.key,
            sheets.plain(obj.old),
            sheets.plain(obj.new),
            obj.old_source,
            obj.new_source,
            obj.reason,
            obj.run,
            obj.by.get_username() if obj.by else None,
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FieldChange]:
        named = [
            f"{path}__{name}"
            for path in ("item", "item__parent", "item__parent__parent")
            for name in ("kind", "title", "year", "number", "available", "parent")
        ]
        named.append("item__public_id")
        own = [f.attname for f in FieldChange._meta.concrete_fields]
        return (
            super()
            .get_queryset(request)
            .select_related("item__parent__parent", "by")
            .only(*own, *named, "by__username")
        )

    @admin.display(description="when", ordering="pk")
    def when(self, change: FieldChange) -> str:
        return words.moment(change.at)

    @admin.display(description="title")
    def of(self, change: FieldChange) -> SafeString:
        return marks.item_link(change.item)

    @admin.display(description="what")
    def what(self, change: FieldChange) -> str | SafeString:
        action = history.happened(change)
        if not change.field:
            return action
        return marks.two_lines(words.field_name(change.field, change.key), action)

    @admin.display(description="was")
    def before(self, change: FieldChange) -> SafeString:
        return _side(words.short(change.field, change.old), change.old_source)

    @admin.display(description="became")
    def after(self, change: FieldChange) -> SafeString:
        return _side(words.short(change.field, change.new), change.new_source)

    @admin.display(description="by")
    def by_whom(self, change: FieldChange) -> str:
        if change.by is not None:
            return change.by.get_username()
        return f"run {change.run}" if change.run else ""


def _side(text: str, source: str) -> SafeString:
    if not source:
        return format_html('<span class="mh-long">{}</span>', text)
    return format_html(
        '<span class="mh-long">{}</span><br><span class="mh-quiet">{}</span>',
        text,
        source,
    )
