"""Banners of the desk: servers that are down, or say that they work hard.

Reads only, never a secret.  A banner goes when its server answers again, or when its
report is an hour old.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils import timezone

from catalog.admin import words
from catalog.models import Server
from sync import statuses
from sync.models import ServerStatus

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A sentence about a server, and how bad it is (``warn``, ``bad``)."""

    server: Server
    mark: str
    sentence: str
    details: str = ""


@register.simple_tag
def server_banners(only: Server | None = None) -> list[Banner]:
    """What people should know of the enabled servers, or of one; the worst first."""
    servers = Server.objects.enabled().defer("secret").order_by("priority")
    if only is not None:
        servers = servers.filter(pk=only.pk)
    reports = statuses.fresh_statuses()
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
    return sorted(found, key=lambda banner: banner.mark != "bad")
