"""add_server NAME --kind KIND --url URL ...: connect a media server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import servers, settle


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
        parser.add_argument("--disabled", action="store_true")

    def handle(self, **options: Any) -> None:
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
            )
        except servers.ServerError as error:
            raise BadArgument(str(error)) from None
        if changed.run is not None:
            settle.resolve_now(changed.run.pk)
        server = changed.server
        self.stdout.write(
            f"Added {server.name} with priority {server.priority}. "
            f"Try it with: check_server {server.slug}"
        )
