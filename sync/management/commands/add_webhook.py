"""add_webhook NAME ...: let a program start syncs; its secret is printed once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import senders
from sync.management.webhook_words import add_reach, reach_of, show_proofs


class Command(OneLineCommand):
    help = "Let a program start syncs by a webhook. Its secret is printed this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        add_reach(parser)
        parser.add_argument(
            "--secret", default="", help="whsec_… of a sender that made its own"
        )
        parser.add_argument("--disabled", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        try:
            proofs = senders.add_sender(
                name=options["name"],
                reach=reach_of(options),
                secret=options["secret"],
                enabled=not options["disabled"],
            )
        except senders.SenderError as error:
            raise BadArgument(str(error)) from None
        said = f"Added the webhook {proofs.sender.name}."
        show_proofs(self.stdout, proofs, said, as_json=options["json"])
