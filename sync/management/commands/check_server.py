"""check_server NAME: ask a server for each thing a sync needs, one answer each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import connect, servers


class Command(OneLineCommand):
    help = (
        "Try a server's API, secret, prefix and one static file. Exit 1: not all work."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, **options: Any) -> None:
        try:
            server = servers.find_server(options["name"])
        except servers.ServerError as error:
            raise BadArgument(str(error)) from None
        if server.secret_is_lost:
            raise CommandError(
                f"The stored secret of {server.name} cannot be decrypted with the "
                f"present key. Give it again: set_server {server.slug} --secret …",
                returncode=1,
            )
        failed = []
        for result in connect.adapter_of(server).check():
            mark = "ok    " if result.ok else "FAILED"
            self.stdout.write(f"{mark}  {result.part:<7} {result.message}")
            if not result.ok:
                failed.append(result.part)
        if failed:
            raise CommandError(
                f"{server.name} is not ready: {', '.join(failed)}.", returncode=1
            )
