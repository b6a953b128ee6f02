"""Contradictions that wait for a person: both sides, and what a merge would make."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import ReadOnlyAdmin
from sync import conflicts, identities
from sync.admin import deciding
from sync.admin.asking import who
from sync.models import Conflict

_WORDS: Final = {
    "merge": "Merge them",
    "keep-apart": "Keep them apart",
    "keep": "Keep the lock that holds",
    "take": "Take the other one",
}


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

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The way to a decision is shown to whom it is open."""
        *shown, when = self.list_display
        if request.user.has_perm("sync.change_conflict"):
            return (*shown, "decide", when)
        return (*shown, when)

    @admin.display(description="title")
    def one(self, row: Conflict) -> SafeString:
        return marks.item_link(row.left)

    @admin.display(description="and title")
    def other(self, row: Conflict) -> SafeString | str:
        return marks.item_link(row.right) if row.right else words.NOTHING

    @admin.display(description="found", ordering="found_at")
    def when(self, row: Conflict) -> str:
        return words.moment(row.found_at)

    @admin.display(description="both share", ordering="evidence")
    def evidence_shown(self, row: Conflict) -> SafeString:
        return format_html('<span class="mh-long">{}</span>', row.evidence)

    @admin.display(description="")
    def decide(self, row: Conflict) -> SafeString:
        url = reverse("admin:sync_conflict_decide", args=[row.pk])
        return format_html('<a class="button mh-button" href="{}">Decide</a>', url)

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        decide = self.admin_site.admin_view(self.decide_view)
        return [
            path("<int:number>/decide/", decide, name="sync_conflict_decide"),
            *super().get_urls(),
        ]

    def decide_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """What there is to decide, and on POST the decision on what was seen."""
        if not request.user.has_perm("sync.change_conflict"):
            raise PermissionDenied
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                return self._decide(request, number)
        except conflicts.ConflictGone:
            messages.info(
                request,
                "It is no longer open: it was decided, or nothing contradicts itself "
                "there any more.",
            )
        except (conflicts.ConflictError, identities.IdentityError) as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:sync_conflict_changelist"))

    def _decide(self, request: HttpRequest, number: int) -> HttpResponse:
        """As the view; raises what cannot be decided."""
        is_post = request.method == "POST"
        conflict = conflicts.find_conflict(number)
        if is_post:
            conflict = conflicts.hold_conflict(conflict)
        told = deciding.told(conflict)
        if is_post and request.POST.get("seen") == told["seen"]:
            decision = request.POST.get("decision", "")
            conflicts.resolve_conflict(conflict, decision, by=who(request))
            messages.success(request, f"Decided. {deciding.FOLLOWS}")
            return HttpResponseRedirect(reverse("admin:sync_conflict_changelist"))
        if is_post:
            messages.error(
                request,
                "Nothing was decided: what this is about is no longer what you saw. "
                "Look again below.",
            )
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            **told,
            "opts": self.opts,
            "title": "Which lock holds?" if conflict.lock else "One title, or two?",
            "choices": [
                (word, _WORDS[word]) for word in conflicts.decisions_for(conflict)
            ],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/sync/conflict.html", context)
