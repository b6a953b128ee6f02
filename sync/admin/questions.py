"""What waits for a person: items that could not be accepted, and contradictions."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import ReadOnlyAdmin
from sync.models import Conflict, Quarantine


@admin.register(Quarantine)
class QuarantineAdmin(ReadOnlyAdmin[Quarantine]):
    """Items of servers that MediaHub cannot read, with the bad place."""

    list_display = ("item", "of", "kind", "why", "when")
    list_filter = ("server", "kind", "code")
    search_fields = ("remote_key", "message")
    list_per_page = 50
    ordering = ("-since", "-pk")
    fields = ("item", "of", "kind", "why", "code", "since", "excerpt", "what_now")
    when_empty = "No item is in quarantine: all that servers list could be read."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quarantine]:
        rows = super().get_queryset(request)
        return rows.select_related("server").defer("server__secret")

    @admin.display(description="item", ordering="remote_key")
    def item(self, row: Quarantine) -> SafeString:
        return format_html('<span class="mh-long">{}</span>', row.remote_key)

    @admin.display(description="server", ordering="server")
    def of(self, row: Quarantine) -> SafeString:
        return marks.dot(row.server_id, row.server.name)

    @admin.display(description="reason", ordering="code")
    def why(self, row: Quarantine) -> SafeString:
        return format_html('<span class="mh-long">{}</span>', row.message)

    @admin.display(description="since", ordering="since")
    def when(self, row: Quarantine) -> str:
        return words.moment(row.since)

    @admin.display(description="excerpt")
    def excerpt(self, row: Quarantine) -> SafeString:
        return format_html('<pre class="mh-raw">{}</pre>', row.sample or "none kept")

    @admin.display(description="what now")
    def what_now(self, row: Quarantine) -> str:
        return (
            "What this server said of the item before stays in force. Mend the item "
            "on the server; the next sync reads it again and this row goes away."
        )


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin[Conflict]):
    """Titles that something says are one and something says are not."""

    list_display = ("one", "other", "reason", "evidence_shown", "when")
    list_display_links = None
    list_filter = ("kind", "reason")
    search_fields = ("evidence", "left__title", "right__title")
    list_per_page = 50
    ordering = ("-pk",)
    when_empty = "No conflict: nothing that servers say contradicts itself."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conflict]:
        rows = super().get_queryset(request)
        return rows.select_related("left__parent__parent", "right__parent__parent")

    @admin.display(description="title")
    def one(self, row: Conflict) -> SafeString:
        return marks.item_link(row.left)

    @admin.display(description="and title")
    def other(self, row: Conflict) -> SafeString:
        return marks.item_link(row.right)

    @admin.display(description="found", ordering="found_at")
    def when(self, row: Conflict) -> str:
        return words.moment(row.found_at)

    @admin.display(description="both share", ordering="evidence")
    def evidence_shown(self, row: Conflict) -> SafeString:
        return format_html('<span class="mh-long">{}</span>', row.evidence)
