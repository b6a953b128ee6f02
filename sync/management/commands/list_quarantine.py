"""list_quarantine [--all] [--json]: items that could not be read or merged."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from sync.models import Quarantine


class Command(OneLineCommand):
    help = "Show what could not be read from a server or merged, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="dismissed ones too")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        rows = Quarantine.objects.select_related("server").order_by("pk")
        if not options["all"]:
            rows = rows.filter(dismissed_at__isnull=True)
        if options["json"]:
            found = [_said(row) for row in rows]
            self.stdout.write(json.dumps({"items": found}, ensure_ascii=False))
            return
        for row in rows:
            rests = ", dismissed" if row.dismissed_at else ""
            self.stdout.write(
                f"{row.pk}  {row.server.name}: {row.kind} {row.remote_key}{rests}\n"
                f"    not {row.get_stage_display()}: {row.message}"
            )
        if not rows:
            self.stdout.write("Nothing is in quarantine.")


def _said(row: Quarantine) -> dict[str, Any]:
    return {
        "id": row.pk,
        "server": row.server.name,
        "kind": row.kind,
        "item": row.remote_key,
        "stage": row.stage,
        "code": row.code,
        "message": row.message,
        "sample": row.sample,
        "since": row.since.isoformat(),
        "dismissed_at": row.dismissed_at.isoformat() if row.dismissed_at else None,
    }
