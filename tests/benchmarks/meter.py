"""Measures where a sync's time goes, from inside its process.

The database part is the time during which at least one thread was in a statement or
in finalize; what is left is network and parsing.  Refuses to guess: bulk copies go
past Django's cursors and are therefore met at `catalog.bulk` itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.signals import connection_created

from catalog import bulk
from sync import settle


class Meter:
    """Wall time during which at least one thread was inside."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = 0
        self._since = 0.0
        self._lock = threading.Lock()

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self._lock:
            if self._inside == 0:
                self._since = time.perf_counter()
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self.seconds += time.perf_counter() - self._since


def measure_database(meter: Meter) -> None:
    """From now on, let `meter` count the database part of syncs in this process."""

    def statement(run: Callable[..., Any], *args: Any) -> Any:
        with meter.inside():
            return run(*args)

    def connected(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(statement)

    connection_created.connect(connected, weak=False)
    _count(meter, bulk, "_copy")
    _count(meter, settle, "_finalize_once")


def _count(meter: Meter, module: Any, name: str) -> None:
    original = getattr(module, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        with meter.inside():
            return original(*args, **kwargs)

    setattr(module, name, counted)
