"""reconcile: the long-running part that finds what was asked for and not done."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from catalog.management.one_line import OneLineCommand
from sync.reconcile import run_forever


class Command(OneLineCommand):
    help = "Start what the broker lost. Runs until it is stopped."

    def handle(self, **options: Any) -> None:
        stopped = threading.Event()

        def stop(signum: int, frame: FrameType | None) -> None:
            stopped.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        run_forever(stopped)
