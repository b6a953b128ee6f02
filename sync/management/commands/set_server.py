"""set_server NAME ...: change a server; the catalog follows before it returns."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import servers, settle


class Command(OneLineCommand):
    help = "Change a server's priority, address or secret, or enable or disable it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--url")
        parser.add_argument("--media-url")
        parser.add_argument("--prefix")
        parser.add_argument("--secret")
        parser.add_argument("--priority", type=int)
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--enable", action="store_true", default=None)
        state.add_argument("--disable", action="store_true", default=None)

    def handle(self, **options: Any) -> None:
        enabled = True if options["enable"] else False if options["disable"] else None
        given = {
            "api_url": options["url"],
            "media_url": options["media_url"],
            "prefix": options["prefix"],
            "secret": options["secret"],
            "priority": options["priority"],
            "enabled": enabled,
        }
        if all(value is None for value in given.values()):
            raise BadArgument("Nothing to change was given; see set_server --help.")
        try:
            server = servers.find_server(options["name"])
            changed = servers.change_server(server, **given)
        except servers.ServerError as error:
            raise BadArgument(str(error)) from None
        if changed.run is not None:
            settle.resolve_now(changed.run.pk)
        self.stdout.write(f"Changed {changed.server.name}.")
