"""list_conflicts [--json]: what a curator has to decide about titles and locks."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from sync import conflicts


class Command(OneLineCommand):
    help = "List what contradicts itself; resolve_conflict decides it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        found = [conflicts.as_json(row) for row in conflicts.open_conflicts()]
        if options["json"]:
            self.stdout.write(json.dumps({"conflicts": found}, ensure_ascii=False))
            return
        for one in found:
            sides = [side for side in (one["left"], one["right"]) if side]
            titles = " / ".join(f"{s['title']} ({s['id']})" for s in sides)
            decisions = " or ".join(f"--{word}" for word in one["decisions"])
            self.stdout.write(
                f"{one['id']}  {one['kind']} {titles}: {one['words']} "
                f"({one['evidence']}); {decisions}"
            )
        if not found:
            self.stdout.write("No conflict.")
