"""set_rule [--field F] [--kind K] [--item ITEM] SERVER ...: who comes first here."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound
from sync import orders, settle
from sync.management.scoped import add_scope, scope_of


class Command(OneLineCommand):
    help = "Set the order of servers for a field, a kind, a title and those below it."

    def add_arguments(self, parser: CommandParser) -> None:
        add_scope(parser)
        parser.add_argument(
            "server", nargs="+", help="the best first; others follow by priority"
        )

    def handle(self, **options: Any) -> None:
        try:
            place = scope_of(options)
            done = orders.set_rule(place, orders.servers_named(options["server"]))
        except (orders.RuleError, ItemNotFound) as error:
            raise BadArgument(str(error)) from None
        if done.run is not None:
            settle.resolve_now(done.run.pk)
        self.stdout.write(f"Set {done.words}.")
