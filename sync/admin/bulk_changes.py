"""Bulk changes: the list, and the pages on which one is chosen, seen and applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from sync import bulk
from sync.admin import bulk_page
from sync.admin.asking import who
from sync.admin.bulk_form import ChoiceForm, ExportForm, ImportForm, hints
from sync.admin.deciding import FOLLOWS
from sync.admin.explaining import may_lock
from sync.bulk import told
from sync.models import BulkChange


@admin.register(BulkChange)
class BulkChangeAdmin(PageAdmin[BulkChange]):
    """All bulk changes, the newest first."""

    list_display = ("named", "what", "titles_shown", "outcome", "state_shown", "person")
    list_filter = ("state", "deed")
    list_per_page = 50
    list_select_related = ("by",)
    ordering = ("-pk",)
    page_template = "admin/sync/bulk/page.html"
    change_list_template = "admin/sync/bulk/change_list.html"
    when_empty = (
        "No bulk change yet. Tick titles in a list, choose what to do with them, and "
        "it stands here, with the way back."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkChange]:
        rows = super().get_queryset(request).exclude(deed=BulkChange.Deed.EXPORT)
        return rows.select_related("by", "run", "undoes")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_import": may_lock(request), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        return [
            self._at("choose", self.choose_view),
            self._at("apply", self.apply_view),
            self._at("stop", self.stop_view),
            self._at("undo", self.undo_view),
            self._at("progress", self.progress_view),
            self._at("export", self.export_view),
            path(
                "import/",
                self.admin_site.admin_view(self.import_view),
                name="sync_bulkchange_import",
            ),
            *super().get_urls(),
        ]

    def _at(self, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
        found: URLPattern = path(
            f"<int:pk>/{name}/",
            self.admin_site.admin_view(view),
            name=f"sync_bulkchange_{name}",
        )
        return found

    def page(self, request: HttpRequest, obj: BulkChange) -> dict[str, Any]:
        last = obj.undone_by.filter(state=BulkChange.State.DONE).order_by("-pk").first()
        return {
            "title": f"Bulk change {obj.pk}",
            "change": obj,
            **bulk_page.context(obj),
            "progress_words": told.progress_words(obj),
            "may": _may(request, obj),
            "undone_by": last,
            "lists": _list_of(obj),
        }

    def choose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which field, and what is to be there; POST leads to the preview."""
        change = self._allowed(request, pk)
        page = _url(change, "change")
        if change.state not in (BulkChange.State.CHOOSING, BulkChange.State.PREVIEWED):
            messages.info(request, "It was applied already.")
            return HttpResponseRedirect(page)
        if not change.titles:
            return HttpResponseRedirect(page)
        form = ChoiceForm(change, request.POST or None, initial={"name": change.name})
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    bulk.preview(change, form.choice)
                except bulk.BulkError as error:
                    form.add_error(None, str(error))
                else:
                    return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": told.in_words(change).partition(":")[0],
            "titles": told.titles_in_words(change),
            "form": form,
            "hints": hints(change.kind) if "text" in form.fields else [],
            "lists": _list_of(change),
        }
        template = "admin/sync/bulk/choose.html"
        return TemplateResponse(request, template, context, status=status)

    def export_view(self, request: HttpRequest, pk: int) -> Any:
        """Which fields, and in which form; POST sends the file."""
        change = get_object_or_404(BulkChange, pk=pk, deed=BulkChange.Deed.EXPORT)
        if not request.user.has_perm(f"catalog.view_{change.kind}"):
            raise PermissionDenied
        form = ExportForm(change.kind, request.POST or None)
        if request.method == "POST" and form.is_valid():
            written = form.cleaned_data["form"]
            pieces = bulk.export(
                change.titles, form.cleaned_data["names"], as_json=written == "json"
            )
            kind = "application/json" if written == "json" else "text/csv"
            name = f"{change.kind}s.{written}"
            return StreamingHttpResponse(
                pieces,
                content_type=f"{kind}; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
        lists = reverse(f"admin:catalog_{change.kind}_changelist")
        return self._form(
            request,
            form,
            title="Export",
            note=f"{told.titles_in_words(change)} selected.",
            button="Export",
            back=lists,
        )

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A file of titles and values; POST leads to what it would change."""
        if not may_lock(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                content = file.read(bulk.MOST_BYTES + 1)
                change = bulk.read_file(str(file.name), content, by=who(request))
            except bulk.BulkError as error:
                form.add_error("file", str(error))
            else:
                return HttpResponseRedirect(_url(change, "change"))
        return self._form(
            request,
            form,
            title="Import",
            note="A row for each title, a column for each field, as Export writes "
            "them. Nothing is changed yet: next you see, row by row, what would be "
            "locked. An empty cell leaves alone; [empty] locks that there is no value.",
            button="See what would change",
            back=reverse("admin:sync_bulkchange_changelist"),
        )

    def _form(
        self, request: HttpRequest, form: Any, *, button: str, **more: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "button": button,
            **more,
        }
        status = 422 if form.errors else 200
        template = "admin/sync/bulk/file.html"
        return TemplateResponse(request, template, context, status=status)

    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: do what the preview showed."""
        return self._do(request, pk, self._apply)

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: end it after the batch it is at."""
        return self._do(request, pk, self._stop)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: preview what puts back what it changed."""
        return self._do(request, pk, self._undo)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far it is, as js/run.js asks for it."""
        change = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        part = {
            "server": None,
            "state": change.state,
            "phase_words": change.get_state_display(),
            "words": told.progress_words(change),
            "silence": None,
            "share": told.share(change),
            "is_over": change.is_over,
        }
        return JsonResponse(
            {"finished": change.is_over, "state": change.state, "progress": [part]}
        )

    def _do(
        self,
        request: HttpRequest,
        pk: int,
        deed: Callable[[HttpRequest, BulkChange], BulkChange],
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        change = self._allowed(request, pk)
        try:
            change = deed(request, change)
        except bulk.BulkError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(_url(change, "change"))

    def _apply(self, request: HttpRequest, change: BulkChange) -> BulkChange:
        bulk.apply(change, by=who(request))
        change.refresh_from_db()
        if change.is_over:
            messages.success(request, f"{_outcome(change)} {FOLLOWS}")
        else:
            messages.success(request, "It is done in the background, and shown here.")
        return change

    def _stop(self, request: HttpRequest, change: BulkChange) -> BulkChange:
        bulk.stop(change)
        messages.info(request, "It ends after the titles it is at.")
        return change

    def _undo(self, request: HttpRequest, change: BulkChange) -> BulkChange:
        return bulk.undo(change, by=who(request))

    def _allowed(self, request: HttpRequest, pk: int) -> BulkChange:
        change = get_object_or_404(self.get_queryset(request), pk=pk)
        if not _may(request, change):
            raise PermissionDenied
        return change

    @admin.display(description="bulk change", ordering="pk")
    def named(self, change: BulkChange) -> SafeString:
        return marks.two_lines(
            f"bulk change {change.pk}", words.moment(change.created_at)
        )

    @admin.display(description="what")
    def what(self, change: BulkChange) -> SafeString:
        return format_html('<span class="mh-long">{}</span>', told.in_words(change))

    @admin.display(description="of")
    def titles_shown(self, change: BulkChange) -> str:
        return told.titles_in_words(change)

    @admin.display(description="outcome")
    def outcome(self, change: BulkChange) -> str:
        if change.is_over:
            return _outcome(change)
        return told.progress_words(change) if change.is_under_way else ""

    @admin.display(description="state", ordering="state")
    def state_shown(self, change: BulkChange) -> SafeString:
        return bulk_page.state(change)

    @admin.display(description="who", ordering="by")
    def person(self, change: BulkChange) -> str:
        return change.by.get_username() if change.by else ""


def _outcome(change: BulkChange) -> str:
    left = change.overtaken
    also = f", {left:,} left alone" if left else ""
    return f"{change.changed:,} changed{also}."


def _may(request: HttpRequest, change: BulkChange) -> bool:
    """Whether the person may do such a thing; an undo is of what it undoes."""
    return request.user.has_perm(bulk.needs(change))


def _url(change: BulkChange, view: str) -> str:
    return reverse(f"admin:sync_bulkchange_{view}", args=[change.pk])


def _list_of(change: BulkChange) -> str:
    """Where its titles were ticked."""
    if not change.kind:
        return reverse("admin:sync_bulkchange_changelist")
    return reverse(f"admin:catalog_{change.kind}_changelist")
