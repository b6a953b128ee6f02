"""remove_server NAME: take a server out; its titles stay known, its name in history."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import servers, settle


class Command(OneLineCommand):
    help = "Take a server out. History keeps its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, **options: Any) -> None:
        try:
            server = servers.find_server(options["name"])
        except servers.ServerError as error:
            raise BadArgument(str(error)) from None
        changed = servers.remove_server(server)
        if changed.run is not None:
            settle.resolve_now(changed.run.pk)
        self.stdout.write(f"Removed {changed.server.name}.")
