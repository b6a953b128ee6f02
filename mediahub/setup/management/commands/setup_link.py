"""setup_link: a new link to the set-up, for when the one that `up` printed is lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from mediahub.setup import link
from mediahub.supervisor import listening
from sync.servers import ServerError, checked_url


class Command(OneLineCommand):
    help = "Print a new link to the set-up. Exit 2: there is an owner already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            help="the site's address, such as http://nas.local:8000 "
            "(usual: where ./hub up listens)",
        )

    def handle(self, *_: Any, address: str | None, **__: Any) -> None:
        try:
            bases = [checked_url(address)] if address else listening.addresses()
        except ServerError as error:
            raise BadArgument(str(error)) from None
        path = link.new_link()
        if path is None:
            raise BadArgument("There is an owner already: log in at the site instead.")
        for base in bases:
            self.stdout.write(f"{base.rstrip('/')}/{path}")
