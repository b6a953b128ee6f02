"""Activity: what people did that steers the merge, newest first, with a way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
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
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import activity
from accounts.activity import Verb
from accounts.models import Activity, User
from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from catalog.fields import FIELDS
from catalog.models import Item, Server
from sync import activity_words, undoing
from sync.admin.asking import who
from sync.admin.deciding import FOLLOWS

_DAYS: Final = (("1", "last 24 hours"), ("7", "last 7 days"), ("30", "last 30 days"))
_NOBODY: Final = "-"
_Rows = QuerySet[Activity]


class WhoFilter(admin.SimpleListFilter):
    """Whose deeds; those of the command line are nobody's."""

    title = "who"
    parameter_name = "who"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        rows = model_admin.get_queryset(request).order_by("by_name")
        names = rows.values_list("by_name", flat=True).distinct()
        return [(name or _NOBODY, name or "the command line") for name in names]

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        wanted = self.value()
        if wanted is None:
            return queryset
        return queryset.filter(by_name="" if wanted == _NOBODY else wanted)


class WhatFilter(admin.SimpleListFilter):
    """Which kind of deed."""

    title = "what"
    parameter_name = "verb"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        hidden = activity.hidden_from(cast("User", request.user))
        return [(v.value, str(v.label)) for v in Verb if v not in hidden]

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class ServerFilter(admin.SimpleListFilter):
    """About which server."""

    title = "server"
    parameter_name = "server"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        return list(Server.objects.order_by("name").values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        return queryset.filter(server=self.value()) if self.value() else queryset


class FieldFilter(admin.SimpleListFilter):
    """About which field, or an entry of it."""

    title = "field"
    parameter_name = "field"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        return [(field.name, field.label) for field in FIELDS]

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        wanted = self.value()
        if not wanted:
            return queryset
        return queryset.filter(Q(field=wanted) | Q(field__startswith=f"{wanted}."))


class DaysFilter(admin.SimpleListFilter):
    """How long ago."""

    title = "days"
    parameter_name = "days"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        return _DAYS

    def queryset(self, request: HttpRequest, queryset: _Rows) -> _Rows:
        if self.value() not in dict(_DAYS):
            return queryset
        days = timedelta(days=int(str(self.value())))
        return queryset.filter(at__gte=timezone.now() - days)


@admin.register(Activity)
class ActivityAdmin(PageAdmin[Activity]):
    """What people did; of people, to those who keep them."""

    page_template = "admin/accounts/activity.html"
    list_display = ("when", "who", "what", "was", "became", "said")
    list_display_links = ("when",)
    list_filter = (WhoFilter, WhatFilter, ServerFilter, FieldFilter, DaysFilter)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("about", "note", "by_name")
    search_help_text = "A title, a server, a name, or words of a note."
    counted = ("entry", "entries")
    when_empty = "Nobody has done anything yet: no rule, no lock, no server."

    def get_queryset(self, request: HttpRequest) -> _Rows:
        title = Item.objects.filter(public_id=OuterRef("item"))
        rows = activity.visible_to(cast("User", request.user))
        return rows.select_related("undone_by", "undoes").annotate(
            title_key=Subquery(title.values("pk")[:1]),
            title_kind=Subquery(title.values("kind")[:1]),
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; a way back is shown to whom it is open."""
        person = cast("User", request.user)

        @admin.display(description="undo")
        def way_back(row: Activity) -> SafeString | str:
            return _way_back(row, person)

        if not _may_undo_any(person):
            return list(self.list_display)
        return [*self.list_display, way_back]

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        def at(address: str, view: Any) -> URLPattern:
            found: URLPattern = path(
                f"<int:key>/{address}/",
                self.admin_site.admin_view(view),
                name=f"accounts_activity_{address}",
            )
            return found

        return [
            at("note", self.note_view),
            at("undo", self.undo_view),
            *super().get_urls(),
        ]

    # --- what is shown -----------------------------------------------------------
    @admin.display(description="when", ordering="pk")
    def when(self, row: Activity) -> str:
        return words.moment(row.at)

    @admin.display(description="who", ordering="by_name")
    def who(self, row: Activity) -> str:
        return row.who

    @admin.display(description="what")
    def what(self, row: Activity) -> SafeString:
        return format_html(
            '<span class="mh-long">{}{}<br><span class="mh-quiet">{}</span></span>',
            row.get_verb_display(),
            f": {field}" if (field := activity_words.field_of(row)) else "",
            _about(row),
        )

    @admin.display(description="was")
    def was(self, row: Activity) -> SafeString:
        return _long(activity_words.before(row))

    @admin.display(description="became")
    def became(self, row: Activity) -> SafeString:
        return _long(activity_words.after(row))

    @admin.display(description="note", ordering="note")
    def said(self, row: Activity) -> SafeString:
        return _long(row.note)

    def page(self, request: HttpRequest, obj: Activity) -> dict[str, Any]:
        person = cast("User", request.user)
        return {
            "title": f"{obj.who} {obj.get_verb_display()}",
            "row": obj,
            "about": _about(obj),
            "field": activity_words.field_of(obj),
            "was": activity_words.before(obj),
            "became": activity_words.after(obj),
            "undone_by": _undone_by(obj),
            "may_undo": undoing.may_undo(obj, person) and _undone_by(obj) is None,
            "may_note": person.has_perm("accounts.change_activity"),
            "draft": obj.note,
            "longest": activity.LONGEST_NOTE,
        }

    # --- what is done ------------------------------------------------------------
    def note_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """POST: keep a note; what was typed is not lost where it cannot be kept."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("accounts.change_activity"):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=key)
        text = request.POST.get("note", "")
        try:
            activity.note(row, text, seen=request.POST.get("seen", ""))
        except activity.NoteError as error:
            messages.error(request, str(error))
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                **self.page(request, row),
                "draft": text,
            }
            return TemplateResponse(request, self.page_template, context)
        messages.success(request, "The note is kept.")
        return HttpResponseRedirect(
            reverse("admin:accounts_activity_change", args=[key])
        )

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """POST: put back what was before, if nobody changed it since."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = cast("User", request.user)
        if not _may_undo_any(person):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=key)
        if not undoing.may_undo(row, person):
            raise PermissionDenied
        try:
            run = undoing.undo(row, by=who(request))
        except undoing.UndoError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Undone. {FOLLOWS if run else ''}".strip())
        return HttpResponseRedirect(reverse("admin:accounts_activity_changelist"))


def _may_undo_any(person: User) -> bool:
    return any(person.has_perm(needed) for needed in undoing.NEEDS.values())


def _undone_by(row: Activity) -> Activity | None:
    found: Activity | None = getattr(row, "undone_by", None)
    return found


def _about(row: Any) -> SafeString | str:
    """What it was about; a title leads to its page."""
    if row.title_key is None:
        return str(row.about)
    url = reverse(f"admin:catalog_{row.title_kind}_change", args=[row.title_key])
    return format_html('<a href="{}">{}</a>', url, row.about)


def _way_back(row: Activity, person: User) -> SafeString | str:
    undone_by = _undone_by(row)
    if undone_by is not None:
        return format_html('<span class="mh-quiet">undone by {}</span>', undone_by.who)
    if not undoing.may_undo(row, person):
        return marks.EMPTY
    return format_html(
        '<button class="mh-button" formaction="{}" aria-label="Undo: {} {}">'
        "Undo</button>",
        reverse("admin:accounts_activity_undo", args=[row.pk]),
        row.get_verb_display(),
        row.about,
    )


def _long(text: str) -> SafeString:
    return format_html('<span class="mh-long">{}</span>', text) if text else marks.EMPTY
