"""The columns of the list of servers: what each gives, how its last scan went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.models import Server
from sync.models import Scan

MARKS: Final = {
    "pending": "none",
    "running": "busy",
    "complete": "good",
    "unchanged": "good",
    "succeeded": "good",
    "partial": "warn",
    "held": "warn",
    "failed": "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Which buttons a person may press."""

    sync: bool
    change: bool

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return self.sync or self.change


def with_latest(servers: QuerySet[Server]) -> QuerySet[Server]:
    """Servers with how their last scan ended."""
    mine = Scan.objects.filter(server=OuterRef("pk"), dry_run=False)
    latest = mine.order_by("-pk")
    return servers.annotate(
        scan_id=Subquery(latest.values("pk")[:1]),
        scan_state=Subquery(latest.values("state")[:1]),
        scan_decision=Subquery(latest.values("decision")[:1]),
        scan_ended=Subquery(latest.values("finished_at")[:1]),
        scan_changed=Subquery(latest.values("changed")[:1]),
        scan_current=Subquery(latest.values("current")[:1]),
    )


def share(server: Any) -> SafeString:
    """How many titles it lists, and how much of the catalog's values it gives."""
    titles = f"{server.title_count:,} title{'' if server.title_count == 1 else 's'}"
    if not server.all_sources:
        return marks.two_lines(titles, "no values in the catalog yet")
    percent = 100 * server.source_count / server.all_sources
    kept = ", kept" if server.health not in {"ok", "unknown"} else ""
    return marks.two_lines(titles, f"wins {percent:.0f} % of values{kept}")


def latest(server: Any) -> SafeString:
    """Its newest scan: state, and when it ended or what it reads now."""
    if server.scan_id is None:
        return marks.quiet("not scanned yet")
    state = Scan.in_words(server.scan_state, server.scan_decision)
    shown = format_html(
        '<a href="{}">{}</a>',
        reverse("admin:sync_scan_change", args=[server.scan_id]),
        marks.state(MARKS[server.scan_state], state),
    )
    if server.scan_ended is None:
        return marks.two_lines(shown, server.scan_current[:80] or "in the background")
    ended = words.ago(server.scan_ended, timezone.now())
    return marks.two_lines(shown, f"{ended}, {server.scan_changed} changed")


def buttons_for(allowed: Allowed) -> Callable[[Server], SafeString]:
    """The column of buttons.  They post through the list's own form and its token."""

    @admin.display(description="")
    def buttons(server: Server) -> SafeString:
        found = []
        if allowed.sync and server.enabled:
            found.append(_button(server, "sync", "Sync now"))
        if allowed.change:
            found.append(_button(server, "test", "Test connection"))
            found.append(
                _button(server, "switch", "Disable", "no")
                if server.enabled
                else _button(server, "switch", "Enable", "yes")
            )
        return SafeString("".join(found))

    return buttons


def _button(server: Server, view: str, label: str, enabled: str = "") -> SafeString:
    return format_html(
        '<button class="mh-button" formaction="{}" name="enabled" value="{}" '
        'aria-label="{} {}">{}</button>',
        reverse(f"admin:catalog_server_{view}", args=[server.pk]),
        enabled,
        label,
        server.name,
        label,
    )
