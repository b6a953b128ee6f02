"""Put a field back to what it was before one change of its history.

The catalog follows from what servers say and from locks, so there are three ways back:

* before it the value was locked: it is locked to that value again;
* it was a lock that made it: the lock is taken off, and the servers decide again;
* a server made it: the earlier value is locked, for nothing else would hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from accounts.models import User
from catalog.fields import JSONValue
from catalog.models import FieldChange, FieldLock
from sync import locks
from sync.locks import Locked, LockError

__all__ = ["LockError", "Reverted", "Way", "revert", "way_back"]

_LOCK = "lock"


class Way(StrEnum):
    """How a change is reverted."""

    RELOCK = "it is locked to that value again"
    UNLOCK = "the lock is taken off, and the servers decide again"
    LOCK = "that value is locked, so that no server replaces it; unlock it to let them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverted:
    """What was done, and the lock's outcome with the run that resolves the title."""

    way: Way
    locked: Locked


def way_back(change: FieldChange) -> Way:
    """How this change would be reverted.  Raises LockError where it cannot be."""
    if not change.field:
        raise LockError(
            f"Change {change.pk} is of the title, not of a field: there is no value "
            "to go back to."
        )
    locks.lockable(change.item, name_of(change))
    if change.old_source == _LOCK:
        return Way.RELOCK
    if change.new_source != _LOCK:
        return Way.LOCK
    held = FieldLock.objects.filter(
        item=change.item, field=change.field, key=change.key
    )
    if not held.exists():
        raise LockError(
            f"{name_of(change)} is not locked any more: change {change.pk} is "
            "reverted already."
        )
    return Way.UNLOCK


def revert(change: FieldChange, *, by: User | None = None) -> Reverted:
    """Revert it.  Raises LockError, and ItemNotFound where the title is gone."""
    way, name = way_back(change), name_of(change)
    if way is Way.UNLOCK:
        return Reverted(way=way, locked=locks.unlock(change.item, name, by=by))
    value: JSONValue = change.old
    locked = locks.lock_earlier(change.item, name, value, by=by)
    return Reverted(way=way, locked=locked)


def name_of(change: FieldChange) -> str:
    """``title``, ``captions.de``."""
    return f"{change.field}.{change.key}" if change.key else change.field
