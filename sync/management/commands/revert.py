"""revert CHANGE: put a field back to what it was before a change of its history."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import FieldChange
from catalog.queries import ItemNotFound, spoken_name
from sync import revert, settle


class Command(OneLineCommand):
    help = (
        "Put a field back to what it was before a change; `changes` shows their "
        "numbers. What a lock did is undone; what a server did is locked as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("change", type=int, help="the number `changes` shows")

    def handle(self, **options: Any) -> None:
        number: int = options["change"]
        change = (
            FieldChange.objects.select_related("item__parent__parent")
            .filter(pk=number)
            .first()
            if 0 < number < 2**63
            else None
        )
        if change is None:
            raise BadArgument(f"There is no change {number}; `changes` lists them.")
        try:
            done = revert.revert(change)
        except (revert.LockError, ItemNotFound) as error:
            raise BadArgument(str(error)) from None
        if done.locked.run is not None:
            settle.resolve_now(done.locked.run.pk)
        was = "nothing" if change.old is None else json.dumps(change.old)
        self.stdout.write(
            f"{done.locked.name} of {spoken_name(change.item)} was {was} before: "
            f"{done.way}."
        )
