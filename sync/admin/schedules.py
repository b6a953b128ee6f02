"""Schedules: what MediaHub does by itself, in sentences, on and off with one click.

Replaces the scheduler's own five pages, which speak of tasks and JSON.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_celery_beat import admin as their_admin

from catalog.admin import marks, words
from catalog.models import Server
from sync import schedules
from sync.admin.asking import who
from sync.admin.schedule_form import form_for
from sync.models import Schedule

# Their pages are registered by importing them, and must not be so later than this.
for _model in [
    m
    for m in admin.site._registry
    if m.__module__ == their_admin.PeriodicTask.__module__
]:
    admin.site.unregister(_model)

_OURS: Final = (schedules.SYNC, schedules.BACK_UP)
_SHOWN: Final = ("said", "condition", "last", "upcoming")
_TIME: Final = ("how", ("every", "unit"), "at", "days")


@admin.register(Schedule)
class ScheduleAdmin(admin.ModelAdmin[Schedule]):
    """Schedules of syncs and backups."""

    list_display_links = ("said",)
    ordering = ("pk",)
    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        rows = super().get_queryset(request).filter(task__in=_OURS)
        return rows.select_related("interval", "crontab")

    def get_form(
        self,
        request: HttpRequest,
        obj: Schedule | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[ModelForm[Schedule]]:
        # Only `enabled` is a column; the other fields are the form's own.
        return form_for(obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Schedule | None = None
    ) -> tuple[str, ...]:
        return () if self._may_change(request, obj) else _SHOWN

    def get_fieldsets(self, request: HttpRequest, obj: Schedule | None = None) -> Any:
        if not self._may_change(request, obj):
            return [(None, {"fields": _SHOWN})]
        is_backup = obj is not None and obj.task == schedules.BACK_UP
        more = ("daily", "weekly") if is_backup else ("servers",)
        return [
            (None, {"fields": ("enabled",)}),
            ("When", {"fields": _TIME}),
            ("What is kept" if is_backup else "Which servers", {"fields": more}),
        ]

    def _may_change(self, request: HttpRequest, obj: Schedule | None) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The switch is shown to whom it is open."""
        if self.has_change_permission(request):
            return (*_SHOWN, "switch")
        return _SHOWN

    def has_delete_permission(
        self, request: HttpRequest, obj: Schedule | None = None
    ) -> bool:
        if obj is not None and obj.task == schedules.BACK_UP:
            return False  # it is switched off instead
        return super().has_delete_permission(request, obj)

    def save_model(
        self,
        request: HttpRequest,
        obj: Schedule,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        form.keep(obj)
        schedules.keep(obj, by=who(request))

    def delete_model(self, request: HttpRequest, obj: Schedule) -> None:
        schedules.remove(obj, by=who(request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._names = dict(Server.objects.values_list("slug", "name"))
        extra = {
            "title": "Schedules",
            "when_empty": "Nothing is scheduled. MediaHub syncs when you, a server's "
            "webhook or cron asks.",
            **(extra_context or {}),
        }
        return super().changelist_view(request, extra)

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        switch = self.admin_site.admin_view(self.switch_view)
        name = "sync_schedule_switch"
        return [
            path("<int:key>/switch/", switch, name=name),
            *super().get_urls(),
        ]

    def switch_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """POST: on where it was off, off where it was on."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        schedule = get_object_or_404(self.get_queryset(request), pk=key)
        schedule.enabled = not schedule.enabled
        schedules.keep(schedule, by=who(request))
        said = schedules.sentence(schedule)
        messages.success(request, f"{said}: {'on' if schedule.enabled else 'off'}.")
        return HttpResponseRedirect(reverse("admin:sync_schedule_changelist"))

    @admin.display(description="what and when")
    def said(self, schedule: Schedule) -> str:
        return schedules.sentence(schedule, getattr(self, "_names", None))

    @admin.display(description="state", ordering="enabled")
    def condition(self, schedule: Schedule) -> SafeString:
        on = schedule.enabled
        return marks.state("good" if on else "off", "on" if on else "off")

    @admin.display(description="last")
    def last(self, schedule: Schedule) -> str:
        return words.ago(schedule.last_run_at, timezone.now())

    @admin.display(description="next")
    def upcoming(self, schedule: Schedule) -> str:
        at = schedules.next_run(schedule, timezone.now())
        return words.moment(at) if at else words.NOTHING

    @admin.display(description="")
    def switch(self, schedule: Schedule) -> SafeString:
        return format_html(
            '<button class="mh-button" formaction="{}">{}</button>',
            reverse("admin:sync_schedule_switch", args=[schedule.pk]),
            "Switch off" if schedule.enabled else "Switch on",
        )
