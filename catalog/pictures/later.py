"""Small work after the answer was given: few threads, and dropped if there are none.

Nothing depends on it: what is dropped is done when the next person looks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from django.db import connections

_log = logging.getLogger(__name__)
_places: Final = threading.BoundedSemaphore(2)


def do_later(work: Callable[[], object]) -> bool:
    """Do this in a thread of its own; False if too many are at work."""
    if not _places.acquire(blocking=False):
        return False

    def run() -> None:
        try:
            work()
        except Exception as error:  # nobody is there to be told
            _log.warning("Work on pictures was left: %s", type(error).__name__)
        finally:
            connections.close_all()
            _places.release()

    threading.Thread(target=run, name="pictures-later", daemon=True).start()
    return True
