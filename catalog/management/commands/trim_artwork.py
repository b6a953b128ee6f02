"""trim_artwork [--all]: make room where pictures are kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from catalog.management.one_line import OneLineCommand
from catalog.pictures import trimming


class Command(OneLineCommand):
    help = (
        "Forget kept pictures beyond MEDIAHUB_ARTWORK_BYTES, and files left by a "
        "crash. What is forgotten is fetched anew when somebody looks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="forget every picture")

    def handle(self, **options: Any) -> None:
        everything = options["all"]
        trimmed = trimming.trim(0 if everything else None)
        try:
            strays = trimming.sweep(timezone.now() if everything else None)
        except Exception as error:
            raise CommandError(
                f"The storage of pictures does not answer ({type(error).__name__})."
            ) from None
        self.stdout.write(
            f"Forgot {trimmed.pictures} pictures "
            f"({trimmed.freed_bytes / 1e6:.1f} MB) and {strays} stray files; "
            f"{trimmed.kept_bytes / 1e6:.1f} MB are kept."
        )
