"""unlock ITEM FIELD: let the servers decide a field or entry again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import locks, settle


class Command(OneLineCommand):
    help = "Unlock a field or entry of a title."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("field", help="such as title, captions.en:hi, files.beta")

    def handle(self, **options: Any) -> None:
        try:
            done = locks.unlock(find_item(options["item"]), options["field"])
        except (ItemNotFound, locks.LockError) as error:
            raise BadArgument(str(error)) from None
        if done.run is not None:
            settle.resolve_now(done.run.pk)
        self.stdout.write(f"Unlocked {done.name} of {done.item}.")
