"""split ITEM SERVER: what a server has of a title is a title of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import Item
from catalog.queries import ItemNotFound, find_item
from sync import identities, servers, settle


class Command(OneLineCommand):
    help = "Take what a server has out of a movie or show; it holds for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("server")

    def handle(self, **options: Any) -> None:
        try:
            item = find_item(options["item"])
            server = servers.find_server(options["server"])
            made_of = list(item.observations.values_list("pk", flat=True))
            run = identities.split(item, server)
        except (ItemNotFound, servers.ServerError, identities.IdentityError) as error:
            raise BadArgument(str(error)) from None
        settle.resolve_now(run.pk)
        parts = Item.objects.filter(observations__in=made_of).order_by("pk").distinct()
        names = " and ".join(f"{part} ({part.public_id})" for part in parts)
        self.stdout.write(f"Split into {names}.")
