"""discard_scan SERVER: forget what the brake held; what is stored holds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import holding, servers


class Command(OneLineCommand):
    help = "Forget the scan of a server that is held; the next one asks anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("server", metavar="SERVER")

    def handle(self, **options: Any) -> None:
        try:
            server = servers.find_server(options["server"])
            scan = holding.discard(server)
        except (servers.ServerError, holding.CannotDecide) as error:
            raise BadArgument(str(error)) from None
        self.stdout.write(f"Discarded scan {scan.pk} of {server.name}.")
