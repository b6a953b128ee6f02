"""How often something ended its worker: what the lease says was begun and not ended.

Whoever dies leaves no word but that.  What was begun together with others is suspect
and is tried by itself the next time; what ended its worker three times is out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.leases import Held

#: Whatever ended its worker this often is not tried again.
STRIKES: Final = 3


class Strikes:
    """The counts of one lease, by the names its holder gives."""

    def __init__(self, held: Held) -> None:
        self._counts: dict[str, int]
        self._held = held
        # Whoever counts on under this lease goes on from here.
        held.left_behind = self._counts = dict(held.left_behind or {})

    def is_suspect(self, name: str) -> bool:
        """Whether it was begun by a worker that died, and is to be tried alone."""
        return name in self._counts

    def is_out(self, name: str) -> bool:
        """Whether it ended its worker too often to be tried again."""
        return self._counts.get(name, 0) >= STRIKES

    def out(self) -> list[str]:
        """All that are."""
        return [name for name in self._counts if self.is_out(name)]

    def begin(self, names: Iterable[str]) -> None:
        """Note that these are begun; what is still noted was begun by a dead worker.
        Raises LeaseLost.
        """
        begun = {name: self._counts.get(name, 0) + 1 for name in names}
        self._held.begin(self._counts | begun)

    def survived(self, name: str) -> None:
        """It ended nobody."""
        self._counts.pop(name, None)
