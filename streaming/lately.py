"""What somebody was given last of a title: the file, and the decision for their player.

Kept for who reports a problem.  Refuses to be in the way of a film: each is written
now or not at all, and a range of a file that is noted already writes nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from catalog.if_free import insert_if_free, write_if_free
from catalog.models import Item
from streaming.models import Playing
from streaming.playback import Decision

#: Older ones say nothing of what somebody watches now.
KEPT: Final = timedelta(days=1)
#: The same file is noted again after this long: another process may have noted another.
_AGAIN: Final = timedelta(minutes=1)
_REMEMBERED: Final = 1000

_noted: OrderedDict[tuple[int, int], tuple[str, int, datetime]] = OrderedDict()
_noting = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """The file's key with how the request for it was answered, and the decision."""

    key: str = ""
    status: int | None = None
    decision: dict[str, Any] | None = None


def note_file(user: User, item: Item, key: str, status: int) -> None:
    """Somebody was given this file, or was not."""
    now = timezone.now()
    if _is_news((user.pk, item.pk), (key, status), now):
        _write(user, item, key=key, status=status, at=now)


def note_decision(user: User, item: Item, decision: Decision) -> None:
    """This was decided for somebody's player."""
    said = {
        "decision": decision.way,
        "file": decision.file.key if decision.file else None,
        "reasons": {key: list(why) for key, why in decision.reasons.items()},
    }
    _write(user, item, decision=said, at=timezone.now())


def lately(user: User, item: Item) -> Lately:
    """What is known of this person and this title."""
    row = Playing.objects.filter(
        user=user, item=item, at__gt=timezone.now() - KEPT
    ).first()
    if row is None:
        return Lately()
    return Lately(key=row.key, status=row.status, decision=row.decision)


def _is_news(whose: tuple[int, int], what: tuple[str, int], now: datetime) -> bool:
    with _noting:
        key, status, at = _noted.get(whose, ("", 0, now))
        if (key, status) == what and now - at < _AGAIN:
            return False
        _noted[whose] = (*what, now)
        _noted.move_to_end(whose)
        if len(_noted) > _REMEMBERED:
            _noted.popitem(last=False)
    return True


def _write(user: User, item: Item, **values: Any) -> None:
    if write_if_free(Playing.objects.filter(user=user, item=item), **values):
        return
    old = Playing.objects.filter(Q(user=user), at__lt=values["at"] - KEPT)
    if old.exists():
        old.delete()
    insert_if_free(Playing(user=user, item=item, **values))
