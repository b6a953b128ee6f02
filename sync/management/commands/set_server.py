"""set_server NAME ...: change a server; the catalog follows before it returns.

Another choice of libraries is followed by a sync of them.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import execute, servers, settle
from sync.libraries import LIBRARIES
from sync.scope import split_words


class Command(OneLineCommand):
    help = (
        "Change a server's priority, address, secret or libraries, or enable or "
        "disable it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--url")
        parser.add_argument("--media-url")
        parser.add_argument("--prefix")
        parser.add_argument("--secret")
        parser.add_argument("--priority", type=int)
        parser.add_argument(
            "--libraries",
            metavar=",".join(LIBRARIES),
            help="those that are read; what is left out goes from the catalog",
        )
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--enable", action="store_true", default=None)
        state.add_argument("--disable", action="store_true", default=None)

    def handle(self, **options: Any) -> None:
        enabled = True if options["enable"] else False if options["disable"] else None
        libraries = options["libraries"]
        given = {
            "api_url": options["url"],
            "media_url": options["media_url"],
            "prefix": options["prefix"],
            "secret": options["secret"],
            "priority": options["priority"],
            "enabled": enabled,
            "libraries": None if libraries is None else split_words(libraries),
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
        if changed.sync is not None:
            done = execute.carry_out(changed.sync)
            self.stdout.write(
                f"What is read of it is another: its sync, run {done.pk}, "
                f"{done.get_state_display()}."
            )
