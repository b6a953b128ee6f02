"""accept_scan SERVER: adopt what the brake held, and bring the catalog up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import execute, holding, servers
from sync.models import Scan


class Command(OneLineCommand):
    help = "Adopt the scan of a server that is held, whatever it withdraws."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("server", metavar="SERVER")

    def handle(self, **options: Any) -> None:
        try:
            server = servers.find_server(options["server"])
            scan = holding.accept(server)
        except (servers.ServerError, holding.CannotDecide) as error:
            raise BadArgument(str(error)) from None
        scan = execute.adopt_held(scan)
        if scan.decision != Scan.Decision.ADOPTED:
            raise CommandError(f"Not adopted. {scan.error_message}")
        self.stdout.write(
            f"Adopted scan {scan.pk} of {server.name}: "
            f"{scan.changed} changed, {scan.withdrawn} withdrawn."
        )
