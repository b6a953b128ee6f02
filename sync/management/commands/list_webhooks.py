"""list_webhooks [--json]: who may call, and how far its word reaches."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from sync.models import Sender


class Command(OneLineCommand):
    help = "List the webhooks, without their secrets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        found = [
            {
                "name": sender.name,
                "slug": sender.slug,
                "path": f"/webhooks/{sender.slug}/",
                "enabled": sender.enabled,
                "servers": sender.servers,
                "kinds": sender.kinds,
                "groups": sender.groups,
                "rotated_at": sender.rotated_at.isoformat(),
            }
            for sender in Sender.objects.all()
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"webhooks": found}, ensure_ascii=False))
            return
        if not found:
            self.stdout.write("No webhook yet. Add one with add_webhook.")
        for one in found:
            state = "" if one["enabled"] else ", off"
            self.stdout.write(f"{one['name']}  {one['path']}{state}")
