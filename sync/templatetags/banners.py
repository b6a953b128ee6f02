"""Banners of the desk: servers that are down, that say they work hard, or whose scan
waits for a decision.

Reads only, never a secret.  A banner goes when its server answers again, when its
report is an hour old, or when somebody decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils import timezone

from catalog.admin import words
from catalog.models import Server
from sync import brake, holding, statuses
from sync.models import ServerStatus

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A sentence about a server, and how bad it is (``warn``, ``bad``).

    `leads_to` is where something is to be done about it.
    """

    server: Server
    mark: str
    sentence: str
    details: str = ""
    leads_to: str = ""


@register.simple_tag
def server_banners(only: Server | None = None) -> list[Banner]:
    """What people should know of the enabled servers, or of one; the worst first."""
    servers = Server.objects.enabled().defer("secret").order_by("priority")
    if only is not None:
        servers = servers.filter(pk=only.pk)
    reports = statuses.fresh_statuses()
    waiting = {scan.server_id: scan for scan in holding.waiting_scans()}
    now = timezone.now()
    found: list[Banner] = []
    for server in servers:
        mark, condition = words.health(server, now)
        if mark == "bad":
            is_down = server.health == Server.Health.DEGRADED
            sentence = f"is down: {condition}." if is_down else f"{condition}."
            found.append(Banner(server=server, mark="bad", sentence=sentence))
        if (report := reports.get(server.pk)) is not None:
            is_critical = report.status == ServerStatus.Status.CRITICAL
            found.append(
                Banner(
                    server=server,
                    mark="bad" if is_critical else "warn",
                    sentence=f"reports {report.status} load since "
                    f"{words.since(report.since, now)}.",
                    details=report.message,
                )
            )
        if (scan := waiting.get(server.pk)) is not None:
            found.append(
                Banner(
                    server=server,
                    mark="warn",
                    sentence="was read, and waits for you.",
                    details=brake.sentence(holding.reasons_of(scan)),
                    leads_to=reverse("admin:sync_scan_change", args=[scan.pk]),
                )
            )
    return sorted(found, key=lambda banner: banner.mark != "bad")
