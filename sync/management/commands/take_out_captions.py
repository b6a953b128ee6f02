"""take_out_captions ITEM KEY: take out captions that somebody uploaded."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import captions_by_hand
from sync.captions_by_hand import CaptionsError
from sync.management.following import follow
from sync.models import Trigger


class Command(OneLineCommand):
    help = "Take out captions that were uploaded for a movie or an episode."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("key", help="such as en, en:hi, pt-BR:forced")

    def handle(self, **options: Any) -> None:
        try:
            item = find_item(options["item"])
            key = captions_by_hand.checked_key(options["key"])
            done = captions_by_hand.take_out(item, key, source=Trigger.Source.COMMAND)
        except (ItemNotFound, CaptionsError) as error:
            raise BadArgument(str(error)) from None
        follow(done.runs)
        self.stdout.write(f"Took out the captions {key} of {item}.")
