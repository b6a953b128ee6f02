"""dismiss_quarantined ID: let a quarantined item rest."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import quarantines


class Command(OneLineCommand):
    help = "Show an item of list_quarantine no more, unless its reason changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)

    def handle(self, **options: Any) -> None:
        try:
            row = quarantines.find_quarantined(options["id"])
        except quarantines.QuarantineError as error:
            raise BadArgument(str(error)) from None
        quarantines.dismiss(row)
        self.stdout.write(f"Dismissed {row.remote_key} of {row.server.name}.")
