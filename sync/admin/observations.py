"""Observations: what a server last said of an item, raw and whole."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from catalog.fields import FIELDS, has_value, of_kind
from sync.models import Observation

_LISTED: Final = ("server", "item", "kind", "remote_key", "listed", "title", "year")
_ABOUT: Final = (
    "remote_key",
    "parent_key",
    "fingerprint",
    "title_key",
    "content_hash",
    "identity_hash",
    "listing_token",
    "detail_tokens",
)


@admin.register(Observation)
class ObservationAdmin(PageAdmin[Observation]):
    """The raw side of the catalog, for looking into it."""

    list_display = ("key", "kind", "of", "says", "state")
    list_filter = ("server", "kind", "listed")
    search_fields = ("remote_key", "title")
    list_per_page = 50
    ordering = ("server", "kind", "remote_key")
    page_template = "admin/sync/observation.html"
    when_empty = "No server has said anything yet. Sync one first."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Observation]:
        rows = super().get_queryset(request)
        return rows.select_related("server").only(*_LISTED, "server__name")

    def page(self, request: HttpRequest, obj: Observation) -> dict[str, Any]:
        whole = Observation.objects.select_related("item__parent__parent").get(
            pk=obj.pk
        )
        declared = of_kind(whole.kind)
        names = {field.name for field in declared}
        stray = [f for f in FIELDS if f.name not in names]
        return {
            "title": whole.remote_key,
            "server": marks.dot(obj.server_id, obj.server.name),
            "listed": self.state(obj),
            "item": marks.item_link(whole.item) if whole.item else None,
            "kind": whole.get_kind_display(),
            "values": [
                (field.label, words.raw(value))
                for field in (*declared, *stray)
                if has_value(value := getattr(whole, field.name))
            ],
            "about": [
                (name.replace("_", " "), words.raw(value))
                for name in _ABOUT
                if has_value(value := getattr(whole, name))
            ],
        }

    @admin.display(description="item", ordering="remote_key")
    def key(self, row: Observation) -> str:
        return row.remote_key

    @admin.display(description="server", ordering="server")
    def of(self, row: Observation) -> SafeString:
        return marks.dot(row.server_id, row.server.name)

    @admin.display(description="says")
    def says(self, row: Observation) -> str:
        title = row.title or "no title"
        return f"{title} ({row.year})" if row.year else title

    @admin.display(description="state", ordering="listed")
    def state(self, row: Observation) -> SafeString:
        if row.listed:
            return marks.state("good", "listed")
        return marks.state("off", "withdrawn")
