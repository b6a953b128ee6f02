"""Durable requests to sync: a committed row first, then a plan, then the work.

A trigger is covered only by scans that begin after its commit.  Planning therefore
shares a scan that is still pending (and locks it, so that it cannot begin before we
commit), which takes on what is asked beside what it was asked for; and makes a new one
otherwise.  The database keeps both at one per server.  Dry runs share nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from catalog.models import Server
from sync import hints
from sync.adapters.registry import OWN
from sync.hints import Hint
from sync.models import Run, Scan, Trigger
from sync.scope import Scope, from_json, scope_of


def request_sync(
    *,
    source: Trigger.Source,
    servers: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    item: UUID | None = None,
    force: bool = False,
    dry_run: bool = False,
    by: User | None = None,
    hint: Hint | None = None,
) -> Trigger:
    """Ask for a sync of these servers (slugs), or of all that are enabled.

    `kinds`, `groups` and `item` (a public id) narrow it, see `sync.scope`.  A hint says
    of which title it is; while none of the servers lists that, they are asked again.
    Raises ScopeError for a kind or group that does not exist.
    """
    scope_of(kinds=kinds, groups=groups)
    return Trigger.objects.create(
        source=source,
        purpose=Run.Purpose.DRY_RUN if dry_run else Run.Purpose.SYNC,
        servers=list(servers) if servers is not None else None,
        kinds=list(kinds) if kinds else None,
        groups=list(groups) if groups else None,
        item=item,
        force=force,
        by=by,
        hint=dict(hint) if hint and hints.names_a_title(hint) else None,
    )


def scope_asked(trigger: Trigger) -> Scope:
    """What a stored request is about."""
    return scope_of(
        kinds=trigger.kinds,
        groups=trigger.groups,
        item=str(trigger.item) if trigger.item else None,
    )


def request_resolve(
    *,
    titles: Sequence[int] | None = None,
    kinds: Sequence[str] | None = None,
    regroup: bool = True,
    by: User | None = None,
) -> Run:
    """Ask for titles to be resolved anew from what is stored: those named, or all of
    some kinds, or all.

    Those below a named one go with it; `regroup` decides anew what is one title.  To
    be called in the transaction of the change that makes it necessary.
    """
    run = Run.objects.create(
        purpose=Run.Purpose.RESOLVE,
        titles=sorted(set(titles)) if titles is not None else None,
        kinds=sorted(set(kinds)) if kinds is not None else None,
        regroup=regroup,
    )
    Trigger.objects.create(
        source=Trigger.Source.SETTINGS, purpose=Run.Purpose.RESOLVE, by=by, run=run
    )
    return run


def plan(trigger_id: int) -> Run:
    """The run that answers a trigger; made, or joined where one covers it."""
    return plan_together([trigger_id])


def plan_together(trigger_ids: Sequence[int]) -> Run:
    """One run that answers all of these triggers, which ask for the same purpose.

    Where one of them is planned already, all are taken to be.
    """
    with transaction.atomic():
        rows = Trigger.objects.select_for_update(of=("self",)).select_related("run")
        triggers = list(rows.filter(pk__in=trigger_ids).order_by("pk"))
        if not triggers:
            raise Trigger.DoesNotExist(f"No trigger {trigger_ids}.")
        for trigger in triggers:
            if trigger.run is not None:
                return trigger.run
        asked = [(server, t) for t in triggers for server in _servers(t)]
        # Whoever locks several scans locks them in this order.
        asked.sort(key=lambda pair: pair[0].pk)
        if triggers[0].purpose == Run.Purpose.DRY_RUN:
            run = _dry_run_for(asked)
        else:
            run = _run_for([_pending_scan(server, t) for server, t in asked])
        for trigger in triggers:
            trigger.run = run
            trigger.save(update_fields=["run"])
            _try_again_later(trigger)
        return run


def plan_due(now: datetime | None = None) -> None:
    """Plan whatever nobody has planned yet and is due, the oldest first."""
    for trigger_id in unplanned(now):
        if not _came_meanwhile(trigger_id):
            plan(trigger_id)


def unplanned(now: datetime | None = None) -> list[int]:
    """Triggers that are due and that nobody has planned yet, the oldest first."""
    is_due = Q(due_at__isnull=True) | Q(due_at__lte=now or timezone.now())
    return list(
        Trigger.objects.filter(is_due, run__isnull=True)
        .order_by("created_at", "pk")
        .values_list("pk", flat=True)
    )


def _try_again_later(trigger: Trigger) -> None:
    """Rows for the tries to come, where no server lists the title of a hint yet."""
    if trigger.hint is None or trigger.again_for_id is not None:
        return
    if hints.is_listed(trigger.hint, trigger.servers):
        return
    if not hints.may_come(trigger.hint, trigger.servers):
        return
    Trigger.objects.bulk_create(
        Trigger(
            source=trigger.source,
            servers=trigger.servers,
            kinds=trigger.kinds,
            groups=trigger.groups,
            item=trigger.item,
            force=trigger.force,
            by=trigger.by,
            hint=trigger.hint,
            again_for=trigger,
            due_at=trigger.created_at + later,
        )
        for later in hints.TRIES
    )


def _came_meanwhile(trigger_id: int) -> bool:
    """Whether it is a try that is not needed any more; it and the rest are dropped."""
    with transaction.atomic():
        rows = Trigger.objects.select_for_update().filter(run__isnull=True)
        trigger = rows.filter(pk=trigger_id).first()
        if trigger is None:
            return True  # somebody else planned or dropped it
        if trigger.again_for_id is None or trigger.hint is None:
            return False
        if not hints.is_listed(trigger.hint, trigger.servers) and hints.may_come(
            trigger.hint, trigger.servers
        ):
            return False
        rows.filter(again_for=trigger.again_for_id).delete()
        return True


def _servers(trigger: Trigger) -> list[Server]:
    servers = Server.objects.enabled().order_by("pk")
    if trigger.servers is not None:
        return list(servers.filter(slug__in=trigger.servers))
    # What was added by hand is adopted when it is: there is nobody to ask.
    return list(servers.exclude(kind__in=OWN))


def _pending_scan(server: Server, trigger: Trigger) -> Scan:
    """The scan of the server that has not begun; it takes on what is asked (law 12)."""
    scope = scope_asked(trigger)
    pending = Scan.objects.select_for_update().filter(
        server=server, state=Scan.State.PENDING, dry_run=False
    )
    while True:
        if (scan := pending.first()) is not None:
            both = from_json(scan.scope).union(scope).to_json()
            if (both, scan.force or trigger.force) != (scan.scope, scan.force):
                scan.scope = both
                scan.force = scan.force or trigger.force
                scan.save(update_fields=["scope", "force"])
            return scan
        try:
            with transaction.atomic():
                return Scan.objects.create(
                    server=server, scope=scope.to_json(), force=trigger.force
                )
        except IntegrityError:
            # Another planner was faster; by now its scan may have begun: look again.
            continue


def _dry_run_for(asked: Sequence[tuple[Server, Trigger]]) -> Run:
    """A run of its own with scans of its own: who only wants to see shares nothing."""
    run = Run.objects.create(purpose=Run.Purpose.DRY_RUN)
    scans: dict[int, Scan] = {}
    for server, trigger in asked:
        scope = scope_asked(trigger)
        if (scan := scans.get(server.pk)) is not None:
            scan.scope = from_json(scan.scope).union(scope).to_json()
            scan.force = scan.force or trigger.force
            continue
        scans[server.pk] = Scan(
            server=server, scope=scope.to_json(), force=trigger.force, dry_run=True
        )
    run.scans.set(Scan.objects.bulk_create(scans.values()))
    return run


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
