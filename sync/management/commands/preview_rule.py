"""preview_rule [--field F] [--kind K] [--item ITEM] SERVER ...: what would change."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound
from sync import orders
from sync.management.previewed import add_preview, examples_of, tell
from sync.management.scoped import add_scope, scope_of


class Command(OneLineCommand):
    help = "Show what setting or clearing a rule would change, without writing."

    def add_arguments(self, parser: CommandParser) -> None:
        add_scope(parser)
        add_preview(parser)
        parser.add_argument("--clear", action="store_true", help="as clear_rule does")
        parser.add_argument("server", nargs="*", help="the best first")

    def handle(self, **options: Any) -> None:
        number = examples_of(options)
        try:
            place = scope_of(options)
            if options["clear"]:
                if options["server"]:
                    raise BadArgument("--clear takes no servers.")
                found = orders.preview_clear(place, examples=number)
            else:
                servers = orders.servers_named(options["server"])
                found = orders.preview_rule(place, servers, examples=number)
        except (orders.RuleError, ItemNotFound) as error:
            raise BadArgument(str(error)) from None
        tell(found, self.stdout, options)
