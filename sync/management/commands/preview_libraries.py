"""preview_libraries SERVER LIBRARY ...: what leaving out the others would change."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import leaving_out, servers
from sync.libraries import LIBRARIES
from sync.management.previewed import add_preview, examples_of, tell


class Command(OneLineCommand):
    help = (
        "Show what would change if these libraries alone were read of a server, "
        "without writing. What one that is chosen again brings is known once it is "
        "read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_preview(parser)
        parser.add_argument("server")
        parser.add_argument("library", nargs="+", help=" or ".join(LIBRARIES))

    def handle(self, **options: Any) -> None:
        number = examples_of(options)
        try:
            server = servers.find_server(options["server"])
            found = leaving_out.preview_libraries(
                server, options["library"], examples=number
            )
        except servers.ServerError as error:
            raise BadArgument(str(error)) from None
        if options["json"]:
            said = leaving_out.as_json(found)
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        for kind, count in sorted(found.unavailable.items()):
            self.stdout.write(f"Would be hidden: {count} {kind}{'s' * (count != 1)}")
        for item in found.hidden:
            self.stdout.write(f"  {item.place}")
        tell(found, self.stdout, options)
