"""remove_webhook NAME: take a webhook out; what it asked for stays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import senders


class Command(OneLineCommand):
    help = "Take a webhook out, with the list of its deliveries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, **options: Any) -> None:
        try:
            sender = senders.find_sender(options["name"])
        except senders.SenderError as error:
            raise BadArgument(str(error)) from None
        senders.remove_sender(sender)
        self.stdout.write(f"Removed the webhook {sender.name}.")
