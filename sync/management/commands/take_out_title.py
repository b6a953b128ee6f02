"""take_out_title NAME: withdraw what was added by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import by_hand, execute
from sync.by_hand import ByHandError
from sync.models import Trigger


class Command(OneLineCommand):
    help = "Take out a title that was added by hand, and all that is below it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as add_title printed it: 'Solaris (1972)'")

    def handle(self, **options: Any) -> None:
        name = options["name"]
        row = by_hand.present().filter(remote_key=name).first()
        if row is None:
            known = list(by_hand.present().values_list("remote_key", flat=True)[:10])
            raise BadArgument(
                f"Nothing was added by hand as {name!r}. "
                + (f"There is {', '.join(known)}." if known else "Nothing was at all.")
            )
        try:
            kept = by_hand.take_out(
                row, seen=row.content_hash, source=Trigger.Source.COMMAND
            )
        except ByHandError as error:
            raise BadArgument(str(error)) from None
        if kept.run is not None:
            execute.carry_out(kept.run)
        self.stdout.write(f"Took out {name}.")
