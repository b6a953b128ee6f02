"""What people add by hand, adopted as a scan of the server that keeps it would be.

One transaction, of the caller: an observation, the scan that found it and nothing else,
and a run that projects it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from catalog.models import Server
from sync import store
from sync.models import Moving, Observation, Run, Scan, Trigger
from sync.staging import staged_row
from sync.store import Adoption, Batch
from sync.types import ObservedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An observation after it was written, and the run that projects it, if any."""

    row: Observation
    run: Run | None


def say(
    server: Server,
    items: list[ObservedItem],
    source: Trigger.Source,
    by: User | None,
    *,
    gone: Iterable[Observation] = (),
    row: Observation | None = None,
) -> Kept:
    """Adopt it as a scan of the server that found this and nothing else."""
    now = timezone.now()
    scan = Scan.objects.create(
        server=server,
        state=Scan.State.COMPLETE,
        attempts=1,
        started_at=now,
        finished_at=now,
        items=len(items),
    )
    staged = sorted((staged_row(item) for item in items), key=lambda r: r.values[:2])
    store.put(scan, Batch(staged, (), {}, resumed=False))
    store.withdraw(scan, [each.pk for each in gone])
    scan.writes = store.adopt(scan, Adoption())
    if items:
        said = items[-1]
        row = Observation.objects.get(
            server=server, kind=said.kind, remote_key=said.remote_key
        )
    if row is None:
        raise TypeError("Something is said or taken out.")
    if not scan.writes:
        scan.delete()
        return Kept(row=row, run=None)
    scan.adopted_at = scan.moved_at = now
    scan.phase = Moving.Phase.FINALIZING
    scan.save()
    run = Run.objects.create(state=Run.State.RUNNING)
    run.scans.add(scan)
    Trigger.objects.create(source=source, servers=[server.slug], by=by, run=run)
    Server.objects.filter(pk=server.pk).update(
        health=Server.Health.OK, health_message="", last_ok_at=now
    )
    return Kept(row=row, run=run)
