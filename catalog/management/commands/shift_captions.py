"""shift_captions ITEM KEY --ms N: move a title's captions for every viewer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog import caption_shifts
from catalog.admin import words
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item


class Command(OneLineCommand):
    help = "Move the captions of a title in time, for every viewer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("key", help="such as en, en:hi, pt-BR:forced")
        parser.add_argument(
            "--ms",
            type=int,
            required=True,
            help="milliseconds later in all, below 0 earlier; 0 puts them back",
        )

    def handle(self, **options: Any) -> None:
        key, ms = options["key"], options["ms"]
        try:
            item = find_item(options["item"])
            changed = caption_shifts.set_shift(item, key, ms)
        except (ItemNotFound, caption_shifts.ShiftError) as error:
            raise BadArgument(str(error)) from None
        how = f"{words.shift(ms)} than they are made" if ms else "as they are made"
        said = f"Viewers get the captions {key} of {item} {how}."
        self.stdout.write(said if changed else f"{said} It was so already.")
