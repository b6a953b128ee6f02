"""A household's life at random, and what must hold after each deed.

Every deed is done by the functions that the commands, the API and the admin call; only
the servers are written down.  After every deed the catalog is compared with what the
laws ask for.
"""

from __future__ import annotations

from tests.laws.curating import Curating
from tests.laws.syncing import Syncing


class Walk(Syncing, Curating):
    """All that may happen in it."""
