"""export_catalog --json: the whole catalog; equal states give equal bytes."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from sync.export import export_catalog


class Command(OneLineCommand):
    help = "Print the whole catalog as one JSON object."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="the only form there is"
        )

    def handle(self, **options: Any) -> None:
        text = json.dumps(
            export_catalog(), sort_keys=True, ensure_ascii=False, indent=1
        )
        self.stdout.write(text)
