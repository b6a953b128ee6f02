"""read_files [--every]: read from files themselves what they are."""

from __future__ import annotations

import math
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from streaming import unread


class Command(OneLineCommand):
    help = (
        "Read what files are that their servers describe poorly: what decides how they "
        "play. It is done in the background too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            action="store_true",
            help="also files that their servers describe well",
        )

    def handle(self, **options: Any) -> None:
        done = unread.read(seconds=math.inf, every=options["every"])
        self.stdout.write(
            f"Read {done.read} files; {done.refused} cannot be read, and "
            f"{done.unreachable} were not reached."
        )
