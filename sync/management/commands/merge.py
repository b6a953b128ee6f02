"""merge ITEM ITEM: two movies or shows are one title; the older public id stays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import identities, settle


class Command(OneLineCommand):
    help = "Say that two movies or two shows are one title; it holds for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("other", help="the same")

    def handle(self, **options: Any) -> None:
        try:
            one, other = find_item(options["item"]), find_item(options["other"])
            run = identities.merge(one, other)
        except (ItemNotFound, identities.IdentityError) as error:
            raise BadArgument(str(error)) from None
        settle.resolve_now(run.pk)
        kept = find_item(str(one.public_id))
        self.stdout.write(f"Merged into {kept} ({kept.public_id}).")
