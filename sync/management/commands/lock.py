"""lock ITEM FIELD [VALUE|--empty]: a curator's value, above what every server says."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import locks, settle


class Command(OneLineCommand):
    help = (
        "Lock a field or entry of a title: to a value, to what it is now, or as empty."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("field", help="such as title, captions.en:hi, files.beta")
        given = parser.add_mutually_exclusive_group()
        given.add_argument(
            "value",
            nargs="?",
            help="literal for texts, JSON otherwise; left out, the present value",
        )
        given.add_argument("--empty", action="store_true", help="lock that it has none")

    def handle(self, **options: Any) -> None:
        name, text = options["field"], options["value"]
        try:
            item = find_item(options["item"])
            if options["empty"]:
                done = locks.lock(item, name, None)
            elif text is None:
                done = locks.lock_present(item, name)
            else:
                done = locks.lock_typed(item, name, text)
        except (ItemNotFound, locks.LockError) as error:
            raise BadArgument(str(error)) from None
        if done.run is not None:
            settle.resolve_now(done.run.pk)
        empty = " as empty" if done.value is None else ""
        self.stdout.write(f"Locked {done.name} of {done.item}{empty}.")
