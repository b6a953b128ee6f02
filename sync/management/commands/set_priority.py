"""set_priority SERVER SERVER ...: these servers come in this order."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import orders, settle


class Command(OneLineCommand):
    help = (
        "Put servers in this order: they share out the priorities they have now, the "
        "others keep theirs. preview_priority shows first what would change."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("server", nargs="+", help="the best first")

    def handle(self, **options: Any) -> None:
        if len(options["server"]) < 2:
            raise BadArgument("Name at least two servers, the best first.")
        try:
            done = orders.set_priorities(orders.servers_named(options["server"]))
        except orders.RuleError as error:
            raise BadArgument(str(error)) from None
        if done.run is None:
            self.stdout.write(f"That is their order already: {done.words}.")
            return
        settle.resolve_now(done.run.pk)
        self.stdout.write(f"In this order now: {done.words}.")
