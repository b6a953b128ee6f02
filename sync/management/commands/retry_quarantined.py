"""retry_quarantined ID: read, or merge, a quarantined item anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import execute, quarantines, settle
from sync.models import Quarantine, Run, Trigger


class Command(OneLineCommand):
    help = "Try an item of list_quarantine again, now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)

    def handle(self, **options: Any) -> None:
        try:
            row = quarantines.find_quarantined(options["id"])
            key = row.remote_key
            run = quarantines.retry(row, source=Trigger.Source.COMMAND)
        except quarantines.QuarantineError as error:
            raise BadArgument(str(error)) from None
        if run.purpose == Run.Purpose.RESOLVE:
            settle.resolve_now(run.pk)
        else:
            execute.carry_out(run)
        stays = Quarantine.objects.filter(
            server=row.server_id, kind=row.kind, remote_key=key, stage=row.stage
        ).first()
        self.stdout.write(
            f"{key} stays in quarantine: {stays.message}"
            if stays
            else f"{key} is no longer in quarantine."
        )
