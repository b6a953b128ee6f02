"""The load that servers report of themselves: kept as the last word of each.

A report speaks for an hour: a server that recovered tells nobody so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from catalog.models import Server
from sync.models import ServerStatus

#: How long a report is believed.
FRESH: Final = timedelta(hours=1)


def keep_status(
    servers: Iterable[Server],
    *,
    status: ServerStatus.Status,
    message: str,
    incident: dict[str, Any] | None,
) -> None:
    """Replace what these servers last reported.

    `since` stays while the same status is reported again before it went stale.
    """
    now = timezone.now()
    for server in servers:
        with transaction.atomic():
            ServerStatus.objects.bulk_create(
                [ServerStatus(server=server, since=now, received_at=now)],
                ignore_conflicts=True,
            )
            row = ServerStatus.objects.select_for_update().get(server=server)
            if row.status != status or now - row.received_at > FRESH:
                row.since = now
            row.status = status
            row.message = message
            row.incident = incident
            row.received_at = now
            row.save()


def fresh_statuses() -> dict[int, ServerStatus]:
    """What present servers reported within the hour and is not normal, by server."""
    reports = ServerStatus.objects.filter(
        server__in=Server.objects.enabled(), received_at__gt=timezone.now() - FRESH
    ).exclude(status=ServerStatus.Status.NORMAL)
    return {report.server_id: report for report in reports}
