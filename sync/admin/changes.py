"""History whose changes can be reverted, field by field."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.changes import FieldChangeAdmin
from catalog.models import FieldChange
from catalog.queries import ItemNotFound
from sync import revert
from sync.admin.asking import who

admin.site.unregister(FieldChange)


@admin.register(FieldChange)
class RevertingChangeAdmin(FieldChangeAdmin):
    """The history, with a way back from each change of a field."""

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The way back is shown to whom it is open."""
        if request.user.has_perm("catalog.add_fieldlock"):
            return (*self.list_display, "way_back")
        return self.list_display

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        view = self.admin_site.admin_view(self.revert_view)
        return [
            path("<int:key>/revert/", view, name="catalog_fieldchange_revert"),
            *super().get_urls(),
        ]

    @admin.display(description="revert")
    def way_back(self, change: FieldChange) -> SafeString:
        if not change.field:
            return marks.EMPTY
        url = reverse("admin:catalog_fieldchange_revert", args=[change.pk])
        return format_html('<a href="{}">Revert</a>', url)

    def revert_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Say what a revert does; POST does it and leads to the title."""
        if not request.user.has_perm("catalog.add_fieldlock"):
            raise PermissionDenied
        rows = FieldChange.objects.select_related("item__parent__parent")
        change = get_object_or_404(rows, pk=key)
        title = marks.url_of(change.item)
        try:
            way = revert.way_back(change)
            if request.method == "POST":
                done = revert.revert(change, by=who(request))
                self._say(request, change, done)
                return HttpResponseRedirect(title)
        except (revert.LockError, ItemNotFound) as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(title)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Revert {revert.name_of(change)}?",
            "name": words.field_name(change.field, change.key),
            "of": marks.name(change.item),
            "back": title,
            "was": words.short(change.field, change.old),
            "became": words.short(change.field, change.new),
            "way": str(way),
        }
        return TemplateResponse(request, "admin/catalog/revert.html", context)

    def _say(
        self, request: HttpRequest, change: FieldChange, done: revert.Reverted
    ) -> None:
        run = done.locked.run
        when = f" Run {run.pk} makes the page follow within seconds." if run else ""
        messages.success(
            request,
            f"{words.field_name(change.field, change.key)}: {done.way}.{when}",
        )
