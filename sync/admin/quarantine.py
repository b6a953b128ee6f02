"""Items of servers that could not be accepted: tried again, or let rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from sync import quarantines
from sync.admin import bad_place
from sync.admin.asking import who
from sync.models import Quarantine, Trigger


class Resting(admin.SimpleListFilter):
    """What a curator let rest is shown when asked for."""

    title = "attention"
    parameter_name = "resting"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [("yes", "let rest"), ("all", "all")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Waiting ones are the default, and said so."""
        chosen = self.value()
        for value, words_ in ((None, "waiting"), *self.lookup_choices):
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string(
                    {self.parameter_name: value} if value else {},
                    [] if value else [self.parameter_name],
                ),
                "display": words_,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Quarantine]
    ) -> QuerySet[Quarantine]:
        if self.value() == "all":
            return queryset
        return queryset.filter(dismissed_at__isnull=self.value() != "yes")


@admin.register(Quarantine)
class QuarantineAdmin(PageAdmin[Quarantine]):
    """Items of servers that MediaHub cannot read, with the bad place."""

    list_display = ("item", "of", "kind", "why", "when")
    list_filter = (Resting, "server", "kind", "stage", "code")
    actions = ("try_again", "let_rest")
    search_fields = ("remote_key", "message")
    list_per_page = 50
    ordering = ("-since", "-pk")
    page_template = "admin/sync/quarantine.html"
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

    def page(self, request: HttpRequest, obj: Quarantine) -> dict[str, Any]:
        return {
            "title": obj.remote_key,
            "server": marks.dot(obj.server_id, obj.server.name),
            "since": words.moment(obj.since),
            "marked": bad_place.marked(obj.code, obj.message, obj.sample),
            "can_curate": self.has_curating_permission(request),
            "decide_url": reverse("admin:sync_quarantine_decide", args=[obj.pk]),
            "seen": _seen(obj),
        }

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        decide = self.admin_site.admin_view(self.decide_view)
        return [
            path("<int:pk>/decide/", decide, name="sync_quarantine_decide"),
            *super().get_urls(),
        ]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: try it again, or let it rest."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_curating_permission(request):
            raise PermissionDenied
        here = HttpResponseRedirect(reverse("admin:sync_quarantine_change", args=[pk]))
        row = Quarantine.objects.select_related("server").filter(pk=pk).first()
        if row is None:
            messages.info(request, "It is no longer in quarantine.")
            return HttpResponseRedirect(reverse("admin:sync_quarantine_changelist"))
        if request.POST.get("seen") != _seen(row):
            messages.error(
                request, "Nothing was done: the reason is another since. Look again."
            )
            return here
        if request.POST.get("deed") == "rest":
            quarantines.dismiss(row, by=who(request))
            messages.success(request, "It rests, until the reason changes.")
            return here
        try:
            run = quarantines.retry(row, source=Trigger.Source.ADMIN, by=who(request))
        except quarantines.QuarantineError as error:
            messages.error(request, str(error))
            return here
        messages.success(
            request,
            f"Run {run.pk} tries it again. What can be read leaves the quarantine.",
        )
        if request.user.has_perm("sync.view_run"):
            return HttpResponseRedirect(reverse("admin:sync_run_change", args=[run.pk]))
        return HttpResponseRedirect(reverse("admin:sync_quarantine_changelist"))

    def has_curating_permission(self, request: HttpRequest) -> bool:
        """Who may act on items in quarantine."""
        return request.user.has_perm("sync.change_quarantine")

    @admin.action(description="Try again now", permissions=["curating"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Quarantine]) -> None:
        asked = 0
        for row in rows:
            try:
                quarantines.retry(row, source=Trigger.Source.ADMIN, by=who(request))
                asked += 1
            except quarantines.QuarantineError as error:
                messages.error(request, str(error))
        if asked:
            messages.success(
                request,
                f"Trying {asked} of them again, within seconds. "
                "What can be read and merged then leaves this list.",
            )

    @admin.action(
        description="Let rest, until the reason changes", permissions=["curating"]
    )
    def let_rest(self, request: HttpRequest, rows: QuerySet[Quarantine]) -> None:
        for row in rows:
            quarantines.dismiss(row, by=who(request))
        messages.success(request, "They rest: this list shows them no more.")


def _seen(row: Quarantine) -> str:
    """Tells whether a page still shows why it is here."""
    return row.since.isoformat()
