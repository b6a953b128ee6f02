"""clear_rule [--field F] [--kind K] [--item ITEM]: take a rule away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound
from sync import orders, settle
from sync.management.scoped import add_scope, scope_of


class Command(OneLineCommand):
    help = "Clear the rule for exactly this field, kind and title."

    def add_arguments(self, parser: CommandParser) -> None:
        add_scope(parser)

    def handle(self, **options: Any) -> None:
        try:
            done = orders.clear_rule(scope_of(options))
        except (orders.RuleError, ItemNotFound) as error:
            raise BadArgument(str(error)) from None
        if done.run is not None:
            settle.resolve_now(done.run.pk)
        self.stdout.write(f"Cleared {done.words}.")
