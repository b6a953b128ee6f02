"""create_token USER --scope S ...: a token of the API, printed this once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from accounts import tokens
from catalog.management.one_line import BadArgument, OneLineCommand


class Command(OneLineCommand):
    help = "Make a token for the API. It is printed once and stored only as a hash."

    def add_arguments(self, parser: CommandParser) -> None:
        known = "; ".join(f"{name}: {what}" for name, what in tokens.SCOPES.items())
        parser.add_argument("user", help="the user name of an account")
        parser.add_argument(
            "--scope", action="append", required=True, help=f"may be repeated. {known}"
        )
        parser.add_argument("--name", default="", help="what it is for")
        parser.add_argument("--days", type=int, default=tokens.DEFAULT_DAYS)

    def handle(self, **options: Any) -> None:
        try:
            made = tokens.create_token(
                tokens.find_owner(options["user"]),
                scopes=options["scope"],
                name=options["name"],
                days=options["days"],
            )
        except tokens.TokenError as error:
            raise BadArgument(str(error)) from None
        self.stdout.write(made.text)
