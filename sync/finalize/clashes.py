"""Conflicts a curator has to decide: rows that follow the stored observations."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.models import FieldLock, FormerLock
from sync.finalize.plan import TopPlan
from sync.leases import Held
from sync.models import Conflict, Observation


def write_conflicts(held: Held, kind: str, plan: TopPlan) -> None:
    """Make the conflict rows of the plan's titles those of the plan; equal ones stay.

    To be called when the plan's observations are linked.
    """
    items = dict(
        Observation.objects.filter(pk__in=plan.by_ref.values()).values_list(
            "id", "item_id"
        )
    )
    wanted: set[tuple[str, str, int, int]] = set()
    for clash in plan.clashes:
        left = items.get(plan.by_ref[clash.left])
        right = items.get(plan.by_ref[clash.right])
        if left is not None and right is not None and left != right:
            low, high = sorted((left, right))
            wanted.add((clash.reason, clash.evidence, low, high))
    stored = {
        (row.reason, row.evidence, row.left_id, row.right_id): row.pk
        for row in Conflict.objects.filter(kind=kind, lock=None)
        if row.left_id in plan.titles or row.right_id in plan.titles
    }
    new = wanted.difference(
        Conflict.objects.filter(kind=kind, lock=None).values_list(
            "reason", "evidence", "left_id", "right_id"
        )
    )
    gone = [pk for key, pk in stored.items() if key not in wanted]
    if not new and not gone:
        return
    with held.writing():
        Conflict.objects.filter(pk__in=gone).delete()
        Conflict.objects.bulk_create(
            Conflict(
                kind=kind,
                reason=reason,
                evidence=evidence,
                left_id=left,
                right_id=right,
                found_at=timezone.now(),
            )
            for reason, evidence, left, right in sorted(new)
        )


def drop_conflicts_of_nothing(held: Held, kind: str) -> None:
    """A title that no stored item is linked to contradicts nothing."""
    linked = Observation.objects.filter(item=OuterRef("left"))
    others = Observation.objects.filter(item=OuterRef("right"))
    over = Conflict.objects.filter(kind=kind, lock=None).exclude(
        Exists(linked), Exists(others)
    )
    pks = list(over.values_list("pk", flat=True))
    if pks:
        with held.writing():
            Conflict.objects.filter(pk__in=pks).delete()


def write_lock_conflicts(held: Held, at: datetime) -> None:
    """Make the rows of locks that differ those of titles that became one.

    A row stays while both locks are there, are not equal and nobody has settled it.
    """
    kept = FormerLock.objects.filter(moved=False, settled=False).select_related("alias")
    locks = {lock.pk: lock for lock in kept}
    values = {
        (lock.item_id, lock.field, lock.key): lock.value
        for lock in FieldLock.objects.filter(
            item__in={lock.alias.item_id for lock in locks.values()}
        )
    }
    wanted = {
        (pk, lock.alias.item_id)
        for pk, lock in locks.items()
        if (place := (lock.alias.item_id, lock.field, lock.key)) in values
        and values[place] != lock.value
    }
    rows = Conflict.objects.filter(lock__isnull=False)
    stored = {(row.lock_id, row.left_id): row.pk for row in rows}
    if wanted == stored.keys():
        return
    with held.writing():
        Conflict.objects.filter(
            pk__in=[pk for key, pk in stored.items() if key not in wanted]
        ).delete()
        Conflict.objects.bulk_create(
            Conflict(
                kind=locks[pk].alias.kind,
                reason=Conflict.Reason.LOCKS_DIFFER,
                evidence=str(locks[pk]),
                left_id=item,
                lock_id=pk,
                found_at=at,
            )
            for pk, item in sorted(wanted - stored.keys())
        )
