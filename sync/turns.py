"""Leaves others a moment to write, between the batches of who writes for long.

SQLite lets one connection write at a time and keeps no queue: whoever waits sleeps and
looks again, up to a tenth of a second later, and would meet one batch after another
until it gives up.  Other databases queue; there nobody needs to give way.
"""

from __future__ import annotations

import time
from typing import Final

from django.db import connection

#: So much writing in a row is enough.
_IN_A_ROW: Final = 1.0  # seconds
#: Longer than a waiting connection sleeps between two looks.
_MOMENT: Final = 0.12  # seconds


class Turns:
    """Adds up what one writer takes, and pauses it when others are due."""

    def __init__(self) -> None:
        self._taken = 0.0

    def wrote(self, seconds: float) -> None:
        """Note a transaction that lasted so long and is over."""
        self._taken += seconds
        if self._taken < _IN_A_ROW or connection.in_atomic_block:
            return
        self._taken = 0.0
        if connection.vendor == "sqlite":
            time.sleep(_MOMENT)
