"""list_servers [--json]: the configured servers in their order."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from catalog.models import Server
from sync.libraries import others


class Command(OneLineCommand):
    help = "List the servers, the best priority first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        found = [
            {
                "name": server.name,
                "slug": server.slug,
                "kind": server.kind,
                "url": server.api_url,
                "media_url": server.files_url,
                "prefix": server.prefix,
                "priority": server.priority,
                "enabled": server.enabled,
                "libraries": others(server.left_out),
                "left_out": server.left_out,
                "health": server.health,
                "message": server.health_message,
                "last_ok_at": server.last_ok_at and server.last_ok_at.isoformat(),
            }
            for server in Server.objects.present().order_by("priority").defer("secret")
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"servers": found}, ensure_ascii=False))
            return
        if not found:
            self.stdout.write("No server is configured yet. Add one with add_server.")
        for server in found:
            state = "" if server["enabled"] else ", disabled"
            if server["left_out"]:
                state += f", without its {server['left_out']}"
            self.stdout.write(
                f"{server['priority']:>4}  {server['name']}  {server['kind']}  "
                f"{server['url']}  {server['health']}{state}"
            )
