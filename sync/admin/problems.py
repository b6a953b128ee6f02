"""Problems: what viewers say is wrong, with the file they had and why it was that one.

Curators answer, close and open again.  The file may be hidden here, which is a lock on
it, and the title be synced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
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

from catalog import problems
from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from catalog.models import FieldLock, MediaFile, ProblemReport
from catalog.problems import ProblemError
from catalog.queries import ItemNotFound, hold_item
from sync import locks
from sync.admin.asking import may_sync, who
from sync.admin.deciding import FOLLOWS
from sync.admin.explaining import may_lock

_MARKS: Final = {"open": "warn", "answered": "good", "closed": "off"}
_KNOWN_BY: Final = {
    "given": "the file MediaHub gave them last",
    "player": "as their player says; MediaHub had given them none lately",
    "decision": "the file decided for their player",
    "order": "the file that comes first; MediaHub had given them none lately",
}


@admin.register(ProblemReport)
class ProblemAdmin(PageAdmin[ProblemReport]):
    """What viewers reported, the latest first."""

    list_display = ("told", "of", "state_shown", "by_whom", "says", "when")
    list_filter = ("state", "kind")
    search_fields = ("item__title", "text", "user__username")
    search_help_text = "A title, a person, or what was said."
    actions = ("close_these", "reopen_these")
    list_per_page = 50
    ordering = ("-last_at", "-pk")
    page_template = "admin/sync/problem.html"
    when_empty = (
        "Nobody has reported a problem. Viewers do it on a title\u2019s page, or from "
        "the player."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProblemReport]:
        rows = super().get_queryset(request)
        return rows.select_related("item__parent__parent", "user", "answered_by")

    def has_curating_permission(self, request: HttpRequest) -> bool:
        """Who may answer and close."""
        return request.user.has_perm("catalog.change_problemreport")

    @admin.display(description="problem", ordering="kind")
    def told(self, row: ProblemReport) -> str:
        return str(row.get_kind_display())

    @admin.display(description="title")
    def of(self, row: ProblemReport) -> SafeString:
        return marks.item_link(row.item)

    @admin.display(description="state", ordering="state")
    def state_shown(self, row: ProblemReport) -> SafeString:
        return marks.state(_MARKS[row.state], row.get_state_display())

    @admin.display(description="by")
    def by_whom(self, row: ProblemReport) -> str:
        return _who(row)

    @admin.display(description="says")
    def says(self, row: ProblemReport) -> SafeString:
        text = row.text if len(row.text) < 160 else f"{row.text[:159]}\u2026"
        return format_html('<span class="mh-long">{}</span>', text or words.NOTHING)

    @admin.display(description="last told", ordering="last_at")
    def when(self, row: ProblemReport) -> str:
        return words.moment(row.last_at)

    @admin.action(description="Close", permissions=["curating"])
    def close_these(self, request: HttpRequest, rows: QuerySet[ProblemReport]) -> None:
        self._each(request, rows, problems.close, "closed")

    @admin.action(description="Open again", permissions=["curating"])
    def reopen_these(self, request: HttpRequest, rows: QuerySet[ProblemReport]) -> None:
        self._each(request, rows, problems.reopen, "open again")

    def _each(self, request: HttpRequest, rows: Any, deed: Any, done: str) -> None:
        count = 0
        for row in rows:
            try:
                deed(row)
            except ProblemError as error:
                messages.error(request, f"{row}: {error}")
            else:
                count += 1
        if count:
            messages.success(request, f"{count} {done}.")

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        decide = self.admin_site.admin_view(self.decide_view)
        return [
            path(
                "<int:pk>/decide/",
                decide,
                name="catalog_problemreport_decide",
            ),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, obj: ProblemReport) -> dict[str, Any]:
        held = obj.evidence if isinstance(obj.evidence, Mapping) else {}
        file = held.get("file") or {}
        present = _present_file(obj)
        return {
            "title": f"{obj.get_kind_display()}: {marks.name(obj.item)}",
            "of": marks.item_link(obj.item),
            "state": self.state_shown(obj),
            "who": _who(obj),
            "first": words.moment(obj.reported_at),
            "last": words.moment(obj.last_at),
            "position": (
                "" if obj.position_ms is None else words.clock(obj.position_ms)
            ),
            "file": _file(file),
            "server": _server(request, file),
            "known_by": _KNOWN_BY.get(held.get("known_by", ""), ""),
            "given": _given(held.get("status")),
            "decision": _decision(held.get("decision")),
            "seen": _seen(obj),
            "can_curate": self.has_curating_permission(request),
            "can_hide": present is not None and may_lock(request),
            "is_hidden": bool(file) and _is_hidden(obj),
            "sync_url": _sync_url(obj) if may_sync(request) else "",
            "decide_url": reverse("admin:catalog_problemreport_decide", args=[obj.pk]),
            "longest": problems.LONGEST_ANSWER,
            "typed": obj.answer,
        }

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: answer, close, open again, or hide the file."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        deed = request.POST.get("deed", "")
        needed = may_lock if deed == "hide" else self.has_curating_permission
        if not needed(request):
            raise PermissionDenied
        row = get_object_or_404(
            ProblemReport.objects.select_related("item__parent__parent", "user"), pk=pk
        )
        here = reverse("admin:catalog_problemreport_change", args=[pk])
        text = request.POST.get("answer", "")
        try:
            if request.POST.get("seen") != _seen(row):
                raise ProblemError(
                    "Nothing was changed: this report is another since you opened the "
                    "page. Read it again, then decide."
                )
            said = self._decide(request, row, deed, text)
        except (ProblemError, locks.LockError, ItemNotFound) as error:
            messages.error(request, str(error))
            if deed == "answer":
                # What was typed is not lost.
                return self.change_view(request, str(pk), "", {"typed": text})
            return HttpResponseRedirect(here)
        messages.success(request, said)
        return HttpResponseRedirect(here)

    def _decide(
        self, request: HttpRequest, row: ProblemReport, deed: str, text: str
    ) -> str:
        match deed:
            case "answer":
                text = text.replace("\r\n", "\n").replace("\0", "")
                problems.answer(row, text, by=who(request), at=timezone.now())
                return f"Answered. {_who(row)} sees it under Account."
            case "close":
                problems.close(row)
                return "Closed."
            case "reopen":
                problems.reopen(row)
                return "It is open again."
            case "hide":
                _hide(request, row)
                return f"The file is hidden: it is not played any more. {FOLLOWS}"
        raise ProblemError("This click was not understood: open the page anew.")


def _who(row: ProblemReport) -> str:
    return row.user.get_username() if row.user else "somebody who is no longer here"


def _seen(row: ProblemReport) -> str:
    """Tells whether a form still shows the report as it is."""
    at = row.answered_at.isoformat() if row.answered_at else ""
    return f"{row.state} {row.times} {at}"


def _named(row: ProblemReport) -> tuple[str, str]:
    file = row.evidence.get("file") if isinstance(row.evidence, Mapping) else None
    return (file["key"], file["mark"]) if file else ("", "")


def _present_file(row: ProblemReport) -> MediaFile | None:
    """The file that was in play, where its key still means the same one."""
    key, mark = _named(row)
    found = MediaFile.objects.filter(item=row.item_id, key=key).first() if key else None
    return found if found and problems.file_mark(found.url) == mark else None


def _is_hidden(row: ProblemReport) -> bool:
    key, _ = _named(row)
    held = FieldLock.objects.filter(item=row.item_id, field="files", key=key).first()
    return held is not None and held.value is None


@transaction.atomic
def _hide(request: HttpRequest, row: ProblemReport) -> None:
    row.item = hold_item(row.item)
    if _present_file(row) is None:
        raise ProblemError(
            "That file is no longer there, or its key means another one now. "
            "Look at the title\u2019s files."
        )
    locks.lock(row.item, f"files.{_named(row)[0]}", None, by=who(request))


def _file(file: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The file in play as lines, those that are known."""
    if not file:
        return []
    lines = [
        ("file", f"files.{file['key']}"),
        ("is", file.get("what")),
        ("container", file.get("container")),
        ("video", file.get("video")),
        ("sound", ", ".join(file.get("audio") or ())),
        ("HDR", ", ".join(file.get("hdr") or ())),
        ("height", file.get("height") and f"{file['height']} lines"),
        ("bitrate", file.get("bitrate") and f"{file['bitrate'] / 1e6:.1f} Mbit/s"),
        ("length", file.get("duration_ms") and words.duration(file["duration_ms"])),
        ("size", file.get("size_bytes") and words.size(file["size_bytes"])),
    ]
    return [(name, str(value)) for name, value in lines if value]


def _server(request: HttpRequest, file: Mapping[str, Any]) -> SafeString | str:
    if not file:
        return ""
    number, name = file.get("server_id"), file.get("server") or "no server"
    if number is None or not request.user.has_perm("catalog.view_server"):
        return name
    url = reverse("admin:catalog_server_change", args=[number])
    return format_html('<a href="{}">{}</a>', url, marks.dot(number, name))


def _given(status: int | None) -> str:
    if status is None:
        return ""
    if status < 400:
        return "It was sent."
    return f"It could not be sent: the request for it was answered {status}."


def _decision(said: Mapping[str, Any] | None) -> list[str]:
    """What was decided and why, in sentences."""
    if not said:
        return []
    servers = said.get("servers") or {}

    def named(key: str) -> str:
        return f"files.{key} of {servers[key]}" if servers.get(key) else f"files.{key}"

    chosen = said.get("file")
    asked = (
        "decided for what their player said it can play"
        if said.get("asked")
        else "by the order of files; a browser then tries them one after the other"
    )
    lines = [f"{named(chosen)} plays, {asked}." if chosen else f"None plays, {asked}."]
    for key, reasons in (said.get("reasons") or {}).items():
        why = ", ".join(str(reason).replace("_", " ") for reason in reasons)
        lines.append(f"{named(key)} was passed over: {why}." if key else f"{why}.")
    return lines


def _sync_url(row: ProblemReport) -> str:
    return f"{reverse('admin:sync_run_ask')}?item={row.item.public_id}"
