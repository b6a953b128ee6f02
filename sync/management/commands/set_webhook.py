"""set_webhook NAME ...: change a webhook, or give it a new secret and token."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import senders
from sync.management.webhook_words import add_reach, reach_of, show_proofs


class Command(OneLineCommand):
    help = "Change what a webhook may ask for, switch it, or rotate its secret."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        add_reach(parser)
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--enable", action="store_true", default=None)
        state.add_argument("--disable", action="store_true", default=None)
        parser.add_argument(
            "--rotate",
            action="store_true",
            help="a new secret and token, printed this once",
        )
        parser.add_argument(
            "--keep-hours",
            type=int,
            default=senders.HOURS,
            help=f"how long those before hold (usual: {senders.HOURS}; 0: not at all)",
        )
        parser.add_argument("--secret", default="", help="rotate to this one, whsec_…")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        reach_given = any(
            options[name] is not None for name in ("servers", "kinds", "groups")
        )
        enabled = True if options["enable"] else False if options["disable"] else None
        rotates = options["rotate"] or bool(options["secret"])
        if not reach_given and enabled is None and not rotates:
            raise BadArgument("Nothing to change was given; see set_webhook --help.")
        try:
            sender = senders.find_sender(options["name"])
            if reach_given or enabled is not None:
                senders.change_sender(
                    sender,
                    enabled=enabled,
                    reach=reach_of(options, sender) if reach_given else None,
                )
            if not rotates:
                self.stdout.write(f"Changed the webhook {sender.name}.")
                return
            proofs = senders.rotate(
                sender, secret=options["secret"], hours=options["keep_hours"]
            )
        except senders.SenderError as error:
            raise BadArgument(str(error)) from None
        said = f"Those before hold for {options['keep_hours']} hours more."
        show_proofs(self.stdout, proofs, said, as_json=options["json"])
