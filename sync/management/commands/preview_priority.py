"""preview_priority SERVER SERVER ...: what another order of servers would change."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import orders
from sync.management.previewed import add_preview, examples_of, tell


class Command(OneLineCommand):
    help = (
        "Show what would change if these servers came in this order, without writing. "
        "They share out the priorities they have now; the others keep theirs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_preview(parser)
        parser.add_argument("server", nargs="+", help="the best first")

    def handle(self, **options: Any) -> None:
        number = examples_of(options)
        if len(options["server"]) < 2:
            raise BadArgument("Name at least two servers, the best first.")
        try:
            servers = orders.servers_named(options["server"])
        except orders.RuleError as error:
            raise BadArgument(str(error)) from None
        tell(orders.preview_priorities(servers, examples=number), self.stdout, options)
