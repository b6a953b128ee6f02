"""Scans: one server's part of a run, with its counts and its first problem."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import ReadOnlyAdmin
from sync.admin.server_list import MARKS
from sync.models import Run, Scan


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin[Scan]):
    """All scans, the newest first."""

    list_display = (
        "named",
        "of",
        "state_shown",
        "items",
        "changed",
        "withdrawn",
        "quarantined",
        "seconds",
    )
    list_filter = ("state", "server")
    list_per_page = 50
    ordering = ("-pk",)
    when_empty = "No scan yet. A scan comes with every sync of a server."
    fieldsets = (
        (None, {"fields": ("of", "state_shown", "problem", "in_runs", "current")}),
        (
            "Counts",
            {"fields": ("items", "changed", "withdrawn", "quarantined", "writes")},
        ),
        (
            "Times",
            {
                "fields": (
                    "created_at",
                    "started_at",
                    "finished_at",
                    "seconds",
                    "attempts",
                    "adopted_at",
                    "finalized_at",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        rows = super().get_queryset(request)
        return rows.select_related("server").defer("server__secret")

    @admin.display(description="scan", ordering="pk")
    def named(self, scan: Scan) -> SafeString:
        return marks.two_lines(f"scan {scan.pk}", words.moment(scan.created_at))

    @admin.display(description="server", ordering="server")
    def of(self, scan: Scan) -> SafeString:
        return marks.dot(scan.server_id, scan.server.name)

    @admin.display(description="state", ordering="state")
    def state_shown(self, scan: Scan) -> SafeString:
        shown = marks.state(MARKS[scan.state], scan.get_state_display())
        if scan.error_message:
            return marks.two_lines(shown, scan.error_message)
        return shown

    @admin.display(description="error code")
    def problem(self, scan: Scan) -> str:
        return scan.error_code or "none"

    @admin.display(description="seconds", ordering="gather_seconds")
    def seconds(self, scan: Scan) -> str:
        return f"{scan.gather_seconds:.1f}"

    @admin.display(description="part of")
    def in_runs(self, scan: Scan) -> SafeString:
        runs = Run.objects.filter(scans=scan).order_by("pk")
        return format_html_join(
            ", ",
            '<a href="{}">run {}</a>',
            (
                (reverse("admin:sync_run_change", args=[pk]), pk)
                for pk in runs.values_list("pk", flat=True)[:20]
            ),
        )
