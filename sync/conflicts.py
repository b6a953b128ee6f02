"""Conflicts a curator decides: one title or two, and which of two locks holds.

What was decided is a decision like any other (`sync.identities`); the row goes with
the run that resolves it, and does not come back while nothing else speaks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.models import FieldLock, FormerLock, Item
from sync import identities, triggers
from sync.evidence import sightings_of
from sync.models import Conflict, Run
from sync.sightings import evidence_kind

_OF_TITLES: Final = ("merge", "keep-apart")
_OF_LOCKS: Final = ("keep", "take")
#: All a curator may say; `decisions_for` says what fits.
DECISIONS: Final = (*_OF_TITLES, *_OF_LOCKS)


class ConflictError(ValueError):
    """A conflict that is not there, or cannot be decided so; the text says why."""


class ConflictGone(ConflictError):
    """No conflict of this number is open (any more)."""


def find_conflict(number: int) -> Conflict:
    """The open conflict of this number.  Raises ConflictGone."""
    found = open_conflicts().filter(pk=number).first()
    if found is None:
        raise ConflictGone(
            f"There is no open conflict {number}; list_conflicts shows them."
        )
    return found


def hold_conflict(conflict: Conflict) -> Conflict:
    """The conflict with its titles, kept as they are until the transaction ends.

    Raises ConflictGone where somebody decided it meanwhile, or a sync did.
    """
    # In one order, as whoever puts titles to sleep takes them.
    pks = sorted({conflict.left_id, conflict.right_id or conflict.left_id})
    rows = Item.objects.select_for_update(no_key=True).filter(pk__in=pks)
    list(rows.order_by("pk").values_list("pk"))
    return find_conflict(conflict.pk)


def open_conflicts() -> QuerySet[Conflict]:
    """All open conflicts, with their titles."""
    return Conflict.objects.select_related("left", "right", "lock").order_by("pk")


def decisions_for(conflict: Conflict) -> tuple[str, ...]:
    """What a curator may say to it."""
    return _OF_LOCKS if conflict.lock_id is not None else _OF_TITLES


def as_json(conflict: Conflict) -> dict[str, Any]:
    """A conflict as the commands print it."""
    lock = conflict.lock
    return {
        "id": conflict.pk,
        "kind": conflict.kind,
        "reason": conflict.reason,
        "words": conflict.get_reason_display(),
        "evidence": conflict.evidence,
        "left": _side(conflict.left),
        "right": _side(conflict.right),
        "lock": {"field": str(lock), "value": lock.value} if lock else None,
        "decisions": list(decisions_for(conflict)),
        "found_at": conflict.found_at.isoformat(),
    }


def _side(item: Item | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {"id": str(item.public_id), "title": item.title, "year": item.year}


@transaction.atomic
def resolve_conflict(
    conflict: Conflict, decision: str, *, by: User | None = None
) -> Run:
    """Carry out what a curator says to a conflict, once.  Raises ConflictError.

    ``merge`` and ``keep-apart`` for titles; ``keep`` (the lock that holds) and
    ``take`` (the other one) for locks.
    """
    if decision not in decisions_for(conflict):
        allowed = " or ".join(decisions_for(conflict))
        raise ConflictError(
            f"Conflict {conflict.pk} is decided with {allowed}, not with {decision}."
        )
    conflict = hold_conflict(conflict)
    run = _DECIDED[decision](conflict, by)
    Conflict.objects.filter(pk=conflict.pk).delete()
    titles = [str(title) for title in (conflict.left, conflict.right) if title]
    activity.write(
        Verb.CONFLICT_DECIDED,
        by=by,
        about=" and ".join(titles),
        item=conflict.left.public_id,
        field=str(conflict.lock) if conflict.lock else "",
        after={"decision": decision},
    )
    return run


def _merge(conflict: Conflict, by: User | None) -> Run:
    return identities.make_one(conflict.left, other_of(conflict), by=by)


def _keep_apart(conflict: Conflict, by: User | None) -> Run:
    right = other_of(conflict)
    said = Conflict.objects.filter(left=conflict.left, right=right)
    against = {evidence_kind(text) for text in said.values_list("evidence", flat=True)}
    against |= common_evidence(conflict.left, right)
    said.delete()
    return identities.keep_apart(conflict.left, right, against=against, by=by)


def _keep_lock(conflict: Conflict, by: User | None) -> Run:
    FormerLock.objects.filter(pk=conflict.lock_id or 0).update(settled=True)
    return triggers.request_resolve(titles=[conflict.left_id], regroup=False, by=by)


def _take_lock(conflict: Conflict, by: User | None) -> Run:
    lock = conflict.lock
    if lock is not None:
        FieldLock.objects.filter(
            item=conflict.left_id, field=lock.field, key=lock.key
        ).update(value=lock.value, by=by, at=timezone.now())
    return _keep_lock(conflict, by)


_DECIDED: Final[dict[str, Callable[[Conflict, User | None], Run]]] = {
    "merge": _merge,
    "keep-apart": _keep_apart,
    "keep": _keep_lock,
    "take": _take_lock,
}


def other_of(conflict: Conflict) -> Item:
    """The second title of a conflict of titles.  Raises ConflictError."""
    if conflict.right is None:
        raise ConflictError(f"Conflict {conflict.pk} is about one title alone.")
    return conflict.right


def common_evidence(one: Item, other: Item) -> set[str]:
    """The kinds of evidence that now speak for two titles being one."""
    left, right = (
        {text for _, _, sighting in sightings_of(item) for text in sighting.evidence}
        for item in (one, other)
    )
    return {evidence_kind(text) for text in left & right}
