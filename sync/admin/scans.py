"""Scans: one server's part of a run, with its counts and its first problem.

A held one shows what would go, and is accepted or discarded from its page.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import ReadOnlyAdmin
from sync import holding
from sync.admin.asking import who
from sync.admin.server_list import MARKS
from sync.models import Run, Scan

_DECISIONS: Final = {"accept": holding.accept, "discard": holding.discard}


def _in_words(scan: Scan) -> list[dict[str, Any]]:
    """What would go, line by line."""
    return [
        {
            "what": words.field_name(*loss["field"].split(".", 1))
            if loss["field"]
            else f"{loss['kind']}s".capitalize(),
            "how_many": f"all values, of {loss['of']:,} {loss['kind']}s"
            if loss["field"]
            else f"{loss['withdrawn']:,} of {loss['of']:,}",
            "examples": loss["examples"],
            "more": loss["withdrawn"] - len(loss["examples"]),
        }
        for loss in scan.losses
    ]


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
    change_form_template = "admin/sync/scan/change_form.html"
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
                    "read_at",
                    "finished_at",
                    "seconds",
                    "attempts",
                    "adopted_at",
                    "merging_at",
                    "finalized_at",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        rows = super().get_queryset(request)
        return rows.select_related("server").defer("server__secret")

    # --- a held scan -------------------------------------------------------------
    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        return [
            *(
                path(
                    f"<int:scan_id>/{verb}/",
                    self.admin_site.admin_view(self.decide_view),
                    {"verb": verb},
                    name=f"sync_scan_{verb}",
                )
                for verb in _DECISIONS
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The scan; where it is or was held, with what would go."""
        scan = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if scan is not None and scan.decision:
            extra = {
                "scan": scan,
                "losses": _in_words(scan),
                "may_decide": scan.decision == Scan.Decision.WAITING
                and request.user.has_perm("sync.change_scan"),
            }
        return super().change_view(
            request, object_id, form_url, {**extra, **(extra_context or {})}
        )

    def decide_view(
        self, request: HttpRequest, scan_id: int, verb: str
    ) -> HttpResponse:
        """GET: what would go and what the decision does; POST: decide."""
        if not request.user.has_perm("sync.change_scan"):
            raise PermissionDenied
        scan = get_object_or_404(self.get_queryset(request), pk=scan_id)
        back = HttpResponseRedirect(reverse("admin:sync_scan_change", args=[scan_id]))
        waiting = holding.held_scan(scan.server)
        if waiting != scan or scan.decision != Scan.Decision.WAITING:
            messages.warning(request, "It does not wait for a decision any more.")
            return back
        if request.method == "POST":
            try:
                _DECISIONS[verb](scan.server, by=who(request))
            except holding.CannotDecide as error:
                messages.error(request, str(error))
                return back
            messages.success(
                request,
                "Accepted. The catalog follows in the background, usually within "
                "seconds."
                if verb == "accept"
                else "Discarded. What the server said before stays in force.",
            )
            return back
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": scan,
            "scan": scan,
            "verb": verb,
            "losses": _in_words(scan),
            "title": f"{verb.capitalize()} what was read of {scan.server.name}?",
        }
        return TemplateResponse(request, "admin/sync/scan/decide.html", context)

    @admin.display(description="scan", ordering="pk")
    def named(self, scan: Scan) -> SafeString:
        return marks.two_lines(f"scan {scan.pk}", words.moment(scan.created_at))

    @admin.display(description="server", ordering="server")
    def of(self, scan: Scan) -> SafeString:
        return marks.dot(scan.server_id, scan.server.name)

    @admin.display(description="state", ordering="state")
    def state_shown(self, scan: Scan) -> SafeString:
        shown = marks.state(MARKS[scan.state], scan.state_in_words)
        said = scan.error_message or scan.not_synced
        return marks.two_lines(shown, said) if said else shown

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
