"""trim_history: let go of history and runs that are older than they are to be kept."""

from __future__ import annotations

from typing import Any

from catalog.management.one_line import OneLineCommand
from sync import retention


class Command(OneLineCommand):
    help = (
        "Forget changes older than MEDIAHUB_HISTORY_DAYS and idle runs older than "
        "MEDIAHUB_IDLE_RUN_DAYS, as every night. The newest change of each field, and "
        "what a title came from, stay."
    )

    def handle(self, **options: Any) -> None:
        forgotten = retention.trim()
        self.stdout.write(
            f"Forgot {forgotten.changes} changes, {forgotten.runs} runs and "
            f"{forgotten.scans} scans."
        )
