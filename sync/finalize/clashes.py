"""Conflicts a curator has to decide: rows that follow the stored observations."""

from __future__ import annotations

from datetime import datetime

from sync.finalize.plan import TopPlan
from sync.models import Conflict, Observation


def write_conflicts(kind: str, plan: TopPlan, at: datetime) -> None:
    """Make the conflict rows of this kind those of the plan; equal ones stay.

    The caller holds the transaction, after the plan's observations were linked.
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
    held = {
        (c.reason, c.evidence, c.left_id, c.right_id): c.pk
        for c in Conflict.objects.filter(kind=kind)
    }
    Conflict.objects.filter(
        pk__in=[pk for key, pk in held.items() if key not in wanted]
    ).delete()
    Conflict.objects.bulk_create(
        Conflict(
            kind=kind,
            reason=reason,
            evidence=evidence,
            left_id=left,
            right_id=right,
            found_at=at,
        )
        for reason, evidence, left, right in sorted(wanted - held.keys())
    )
