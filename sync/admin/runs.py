"""Runs and the requests behind them: what was asked, what came of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin, ReadOnlyAdmin
from catalog.models import FieldChange, Server
from sync import follow, retrying, timeline
from sync.admin.asking import ask_for_sync, may_sync, who
from sync.admin.folding import FoldFilter, FoldingList
from sync.admin.part_form import PartForm
from sync.admin.server_list import MARKS
from sync.models import Run, Scan, Trigger
from sync.targets import in_words
from sync.triggers import scope_asked

#: Changes shown on a run's page; the list of changes has the rest.
SHOWN_CHANGES: Final = 100
_COUNTED: Final = ("created", "updated", "cleared", "unavailable", "restored")


def changes_in_words(run: Run) -> str:
    """``3 created, 12 updated``, or that nothing changed."""
    found = [f"{n} {name}" for name in _COUNTED if (n := getattr(run, name))]
    return ", ".join(found) or "nothing changed"


def run_state(run: Run) -> SafeString:
    """The state of a run as a mark."""
    return marks.state(MARKS[run.state], run.get_state_display())


@admin.register(Run)
class RunAdmin(PageAdmin[Run]):
    """All runs, the newest first."""

    list_display = ("named", "state_shown", "servers", "changed", "rows", "asked")
    # The last one sees what the others leave.
    list_filter = ("state", "purpose", FoldFilter)
    # Counts beside the filters would read all runs for each of them.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    ordering = ("-pk",)
    page_template = "admin/sync/run/page.html"
    change_list_template = "admin/sync/run/change_list.html"
    when_empty = "No run yet. Add a server, then sync it."

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        """The runs of one fold may be asked for by address."""
        if lookup in {"id__gte", "id__lte"}:
            return value.isascii() and value.isdigit() and len(value) < 19
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[FoldingList]:
        """Runs that changed nothing stand in one line."""
        return FoldingList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        scans = Scan.objects.select_related("server").defer("server__secret")
        triggers = Trigger.objects.select_related("by").order_by("pk")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("scans", queryset=scans.order_by("server__priority", "pk")),
                Prefetch("triggers", queryset=triggers),
            )
        )

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        return [
            path(
                "sync-all/",
                self.admin_site.admin_view(self.sync_all_view),
                name="sync_run_sync_all",
            ),
            path(
                "ask/", self.admin_site.admin_view(self.ask_view), name="sync_run_ask"
            ),
            path(
                "<int:run_id>/retry/",
                self.admin_site.admin_view(self.retry_view),
                name="sync_run_retry",
            ),
            *super().get_urls(),
        ]

    def sync_all_view(self, request: HttpRequest) -> HttpResponse:
        """POST: ask for a sync of all enabled servers."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_sync(request):
            raise PermissionDenied
        return ask_for_sync(request, servers=None, back=reverse("admin:index"))

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """GET: what a sync may be narrowed to; POST: ask for it."""
        if not may_sync(request):
            raise PermissionDenied
        start = {"item": request.GET.get("item", "")}
        form = PartForm(request.POST or None, initial=start)
        if form.is_valid():
            given = dict(form.cleaned_data)
            slugs = given.pop("servers")
            servers = Server.objects.enabled().filter(slug__in=slugs)
            return ask_for_sync(
                request,
                servers=list(servers.defer("secret")) if slugs else None,
                back=reverse("admin:sync_run_ask"),
                **given,
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Sync a part",
            "form": form,
        }
        return TemplateResponse(request, "admin/sync/run/ask.html", context)

    def retry_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """POST: ask once more for what failed in the run; leads to the new one."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_sync(request):
            raise PermissionDenied
        run = get_object_or_404(Run, pk=run_id)
        try:
            done = retrying.retry(run, source=Trigger.Source.ADMIN, by=who(request))
        except retrying.NothingToRetry as nothing:
            messages.warning(request, str(nothing))
            return self._to_run(request, run)
        asked = ", ".join(f"{s.server.name} ({in_words(s)})" for s in done.scans)
        messages.success(
            request,
            f"Asked once more for what failed in run {run.pk}: {asked}. "
            f"Run {done.run.pk} starts within seconds.",
        )
        if done.left_out:
            names = ", ".join(scan.server.name for scan in done.left_out)
            messages.warning(request, f"Left out, because it is disabled: {names}.")
        return self._to_run(request, done.run)

    def _to_run(self, request: HttpRequest, run: Run) -> HttpResponse:
        if request.user.has_perm("sync.view_run"):
            return HttpResponseRedirect(reverse("admin:sync_run_change", args=[run.pk]))
        return HttpResponseRedirect(reverse("admin:index"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_sync": may_sync(request), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def page(self, request: HttpRequest, obj: Run) -> dict[str, Any]:
        changes = list(
            FieldChange.objects.filter(run=obj.pk)
            .select_related("item__parent__parent")
            .order_by("pk")[: SHOWN_CHANGES + 1]
        )
        scans = list(obj.scans.all())
        return {
            "title": f"Run {obj.pk}",
            "run": obj,
            "is_dry": obj.purpose == Run.Purpose.DRY_RUN,
            "state": run_state(obj),
            "changed": changes_in_words(obj),
            "writes": obj.writes + sum(scan.writes for scan in scans),
            "scans": [
                {
                    "row": scan,
                    "scope": in_words(scan),
                    "server": marks.dot(scan.server_id, scan.server.name),
                    "state": marks.state(MARKS[scan.state], scan.state_in_words),
                }
                for scan in scans
            ],
            "timeline": timeline.timeline_of(obj, scans, timezone.now()),
            "phases": timeline.PHASES,
            "progress": [] if obj.is_finished else follow.progress_of(obj),
            "gather_seconds": max((scan.gather_seconds for scan in scans), default=0),
            "triggers": list(obj.triggers.all()),
            "changes": [
                {
                    "item": marks.item_link(row.item),
                    "what": words.field_name(row.field, row.key),
                    "action": row.get_action_display(),
                    "old": words.short(row.field, row.old),
                    "new": words.short(row.field, row.new),
                    "row": row,
                }
                for row in changes[:SHOWN_CHANGES]
            ],
            "more_changes": len(changes) > SHOWN_CHANGES,
            "may_retry": may_sync(request)
            and obj.is_finished
            and any(scan.state in retrying.FAILED for scan in scans),
        }

    @admin.display(description="run", ordering="pk")
    def named(self, run: Run) -> SafeString:
        return marks.two_lines(f"run {run.pk}", words.moment(run.created_at))

    @admin.display(description="state", ordering="state")
    def state_shown(self, run: Run) -> SafeString:
        errors = [scan.error_message for scan in run.scans.all() if scan.error_message]
        if errors:
            return marks.two_lines(run_state(run), errors[0][:200])
        return run_state(run)

    @admin.display(description="servers")
    def servers(self, run: Run) -> SafeString | str:
        if run.purpose == Run.Purpose.RESOLVE:
            return marks.quiet("from what is stored")
        return format_html_join(
            " ",
            "{}",
            ((marks.dot(s.server_id, s.server.name),) for s in run.scans.all()),
        )

    @admin.display(description="changes")
    def changed(self, run: Run) -> str:
        if not run.is_finished:
            return ""
        said = changes_in_words(run)
        return f"dry run: {said}" if run.purpose == Run.Purpose.DRY_RUN else said

    @admin.display(description="rows written")
    def rows(self, run: Run) -> int:
        return run.writes + sum(scan.writes for scan in run.scans.all())

    @admin.display(description="asked by")
    def asked(self, run: Run) -> str:
        asked = list(run.triggers.all())
        said = [
            f"{t.get_source_display()} ({t.by})" if t.by else t.get_source_display()
            for t in asked[:3]
        ]
        more = f" and {len(asked) - 3} more" if len(asked) > 3 else ""
        return ", ".join(said) + more


@admin.register(Trigger)
class TriggerAdmin(ReadOnlyAdmin[Trigger]):
    """Requests: each is kept, whether it made a run or joined one."""

    list_display = (
        "when",
        "source",
        "purpose",
        "for_servers",
        "about",
        "by",
        "its_run",
    )
    list_display_links = None
    list_filter = ("source", "purpose")
    list_select_related = ("by", "run")
    list_per_page = 50
    ordering = ("-pk",)
    when_empty = "Nothing has been asked for yet."

    @admin.display(description="asked", ordering="pk")
    def when(self, trigger: Trigger) -> str:
        return words.moment(trigger.created_at)

    @admin.display(description="servers")
    def for_servers(self, trigger: Trigger) -> str:
        return "all" if trigger.servers is None else ", ".join(trigger.servers)

    @admin.display(description="about")
    def about(self, trigger: Trigger) -> str:
        if trigger.purpose == Run.Purpose.RESOLVE:
            return ""
        # A list asks for no titles.
        words = scope_asked(trigger).words({str(trigger.item): "one title"})
        return f"{words}, read anew" if trigger.force else words

    @admin.display(description="run")
    def its_run(self, trigger: Trigger) -> SafeString | str:
        if trigger.run is None and trigger.due_at is not None:
            return f"tries again at {words.moment(trigger.due_at)}"
        if trigger.run is None:
            return "waits to be planned"
        return format_html(
            '<a href="{}">run {}</a> {}',
            reverse("admin:sync_run_change", args=[trigger.run.pk]),
            trigger.run.pk,
            run_state(trigger.run),
        )
