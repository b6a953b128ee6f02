"""The worker's sign of life: a row in the database, every five seconds.

Written only while the worker's own event loop turns: a worker that waits for its
broker, or hangs, falls silent and `/healthz` says so.
"""

import logging
import threading
import time
from typing import Any

from celery import bootsteps
from django.db import DatabaseError, close_old_connections

EVERY_SECONDS = 5.0
# The loop ticks every second; after this many without a tick it is taken for stuck.
STUCK_SECONDS = 12.0

logger = logging.getLogger(__name__)


class SignOfLife(bootsteps.StartStopStep):
    """A step of Celery's consumer: it starts again with every new broker connection."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        self._ticked_at = 0.0
        self._ticks: Any = None
        self._over = threading.Event()

    def start(self, parent: Any) -> None:
        self._over = threading.Event()
        self._tick()
        self._ticks = parent.timer.call_repeatedly(1.0, self._tick)
        threading.Thread(target=self._write, args=(self._over,), daemon=True).start()

    def stop(self, parent: Any) -> None:
        self._over.set()
        if self._ticks is not None:
            self._ticks.cancel()
            self._ticks = None

    def _tick(self) -> None:
        self._ticked_at = time.monotonic()

    def _write(self, over: threading.Event) -> None:
        from sync.models import beat

        while not over.is_set():
            if time.monotonic() - self._ticked_at < STUCK_SECONDS:
                try:
                    close_old_connections()
                    beat("worker")
                except DatabaseError as error:
                    logger.warning("no sign of life could be written: %s", error)
            over.wait(EVERY_SECONDS)
        close_old_connections()
