"""Durable requests to sync: a committed row first, then a plan, then the work.

A trigger is covered only by scans that begin after its commit.  Planning therefore
shares a scan that is still pending (and locks it, so that it cannot begin before we
commit) and makes a new one otherwise; the database keeps both at one per server.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from catalog.models import Server
from sync.models import Run, Scan, Trigger


def request_sync(
    *,
    source: Trigger.Source,
    servers: Sequence[str] | None = None,
    by: User | None = None,
) -> Trigger:
    """Ask for a sync of these servers (slugs), or of all that are enabled."""
    return Trigger.objects.create(
        source=source, servers=list(servers) if servers is not None else None, by=by
    )


def request_resolve(*, by: User | None = None) -> Trigger:
    """Ask for everything to be resolved anew from what is stored.

    To be called in the transaction of the change that makes it necessary.
    """
    return Trigger.objects.create(
        source=Trigger.Source.SETTINGS, purpose=Run.Purpose.RESOLVE, by=by
    )


def plan(trigger_id: int) -> Run:
    """The run that answers a trigger; made, or joined where one covers it."""
    with transaction.atomic():
        trigger = Trigger.objects.select_for_update().get(pk=trigger_id)
        if trigger.run is not None:
            return trigger.run
        if trigger.purpose == Run.Purpose.RESOLVE:
            run = Run.objects.create(purpose=Run.Purpose.RESOLVE)
        else:
            run = _run_for([_pending_scan(server) for server in _servers(trigger)])
        trigger.run = run
        trigger.save(update_fields=["run"])
        return run


def unplanned() -> list[int]:
    """Triggers nobody has planned yet, the oldest first."""
    return list(
        Trigger.objects.filter(run__isnull=True)
        .order_by("created_at")
        .values_list("pk", flat=True)
    )


def _servers(trigger: Trigger) -> list[Server]:
    servers = Server.objects.enabled().order_by("pk")
    if trigger.servers is not None:
        servers = servers.filter(slug__in=trigger.servers)
    return list(servers)


def _pending_scan(server: Server) -> Scan:
    pending = Scan.objects.select_for_update().filter(
        server=server, state=Scan.State.PENDING
    )
    while True:
        if (scan := pending.first()) is not None:
            return scan
        try:
            with transaction.atomic():
                return Scan.objects.create(server=server)
        except IntegrityError:
            # Another planner was faster; by now its scan may have begun: look again.
            continue


def _run_for(scans: Sequence[Scan]) -> Run:
    wanted = {scan.pk for scan in scans}
    if wanted:
        candidates = Run.objects.filter(
            state=Run.State.PENDING, scans__in=wanted
        ).distinct()
        for run in candidates:
            if set(run.scans.values_list("pk", flat=True)) == wanted:
                return run
    run = Run.objects.create()
    run.scans.set(scans)
    return run
