"""invite --role viewer --days 7 --uses 1: a link that lets somebody in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandParser
from django.urls import get_script_prefix, reverse

from accounts import invitations
from catalog.management.one_line import BadArgument, OneLineCommand
from mediahub.supervisor import listening
from mediahub.supervisor.listen import is_loopback
from sync.servers import ServerError, checked_url


class Command(OneLineCommand):
    help = "Invite somebody. The link is printed once and stored nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--role", default="viewer", help="viewer, reader, curator or operator"
        )
        parser.add_argument("--days", type=int, default=invitations.DEFAULT_DAYS)
        parser.add_argument("--uses", type=int, default=1, help="how many people")
        parser.add_argument("--note", default="", help="for whom it is")
        parser.add_argument(
            "--address",
            help="the site's address, such as http://nas.local:8000 "
            "(usual: where ./hub up listens)",
        )

    def handle(self, **options: Any) -> None:
        address = options["address"]
        try:
            bases = [checked_url(address)] if address else listening.addresses()
            made = invitations.make(
                role=options["role"],
                days=options["days"],
                uses=options["uses"],
                note=options["note"],
            )
        except (ServerError, invitations.InvitationError) as error:
            raise BadArgument(str(error)) from None
        # The bases end with the path that PUBLIC_URL may have, and so begins this one.
        path = reverse("account_join", args=[made.token])
        path = path.removeprefix(get_script_prefix())
        self.stdout.write(f"{_for_others(bases).rstrip('/')}/{path}")


def _for_others(bases: Sequence[str]) -> str:
    """The best address that means this machine from elsewhere, too, if there is one."""
    hosts = {base: urlsplit(base).hostname or "" for base in bases}
    return next((base for base in bases if not is_loopback(hosts[base])), bases[0])
