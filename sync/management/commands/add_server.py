"""add_server NAME --kind KIND --url URL ...: connect a media server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import execute, servers, settle
from sync.libraries import LIBRARIES
from sync.scope import split_words


class Command(OneLineCommand):
    help = "Connect a media server. It need not be reachable yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", required=True, help=", ".join(servers.KINDS))
        parser.add_argument("--url", required=True, help="where its API answers")
        parser.add_argument("--media-url", default="", help="where its files are")
        parser.add_argument("--prefix", default="", help="such as /media")
        parser.add_argument("--secret", default="")
        parser.add_argument("--priority", type=int, help="lower wins; default: last")
        parser.add_argument(
            "--libraries",
            metavar=",".join(LIBRARIES),
            help="those that are read; default: all",
        )
        parser.add_argument("--disabled", action="store_true")

    def handle(self, **options: Any) -> None:
        libraries = options["libraries"]
        try:
            changed = servers.add_server(
                name=options["name"],
                kind=options["kind"],
                api_url=options["url"],
                media_url=options["media_url"],
                prefix=options["prefix"],
                secret=options["secret"],
                priority=options["priority"],
                enabled=not options["disabled"],
                libraries=None if libraries is None else split_words(libraries),
            )
        except servers.ServerError as error:
            raise BadArgument(str(error)) from None
        if changed.run is not None:
            settle.resolve_now(changed.run.pk)
        if changed.sync is not None:
            execute.carry_out(changed.sync)
        server = changed.server
        self.stdout.write(
            f"Added {server.name} with priority {server.priority}. "
            f"Try it with: check_server {server.slug}"
        )
