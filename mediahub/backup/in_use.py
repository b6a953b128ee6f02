"""Whether anything uses this installation, on this machine or another."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from django.db.models.functions import Now
from django.utils import timezone

from sync.models import Heartbeat, Lease

#: How recent a sign of life must be to be worth a second look.
_RECENT: Final = timedelta(seconds=30)
#: Parts tell every five seconds that they live.
_LOOKS: Final = 13
_PAUSE: Final = 1.0  # seconds


def who_uses_it() -> str | None:
    """A sentence about what goes on, or nothing.

    Where a part was alive a moment ago, waits to see whether it still is.
    """
    if (lease := Lease.objects.filter(expires_at__gt=Now()).first()) is not None:
        return f"A sync is going on ({lease.name}): wait for its end."
    before = _signs()
    for _ in range(_LOOKS if before else 0):
        time.sleep(_PAUSE)
        for part, seen_at in _signs().items():
            if seen_at != before.get(part):
                return f"The {part} of MediaHub is running: end all of its parts first."
    return None


def _signs() -> dict[str, datetime]:
    recent = Heartbeat.objects.filter(seen_at__gte=timezone.now() - _RECENT)
    return dict(recent.values_list("part", "seen_at"))
