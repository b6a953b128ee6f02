"""Print a systemd unit for this checkout: `./hub service`.

Writes nothing but its output; stderr says where it belongs and what to do then.
"""

import getpass
import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from catalog.management.one_line import OneLineCommand
from mediahub.management.commands.up import LARGEST_PORT
from mediahub.supervisor.service import Service, UnitError

_FOR_ONE = """\
Save it as ~/.config/systemd/user/mediahub.service, then:
  systemctl --user daemon-reload && systemctl --user enable --now mediahub
  loginctl enable-linger    # so that it runs while you are logged out"""
_FOR_ALL = """\
Save it as /etc/systemd/system/mediahub.service, then:
  systemctl daemon-reload && systemctl enable --now mediahub"""


class Command(OneLineCommand):
    help = "Print a systemd unit that starts MediaHub with this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--user", action="store_true", help="for your own systemd, without root"
        )

    def handle(self, *_: Any, host: str, port: int, user: bool, **__: Any) -> None:
        if not 1 <= port <= LARGEST_PORT:
            raise CommandError(f"--port {port} is not a port.", returncode=2)
        service = Service(
            checkout=settings.BASE_DIR,
            data=settings.MEDIAHUB_DATA,
            host=host,
            port=port,
            user=None if user else _own_name(),
        )
        try:
            self.stdout.write(service.unit(), ending="")
        except UnitError as error:
            raise CommandError(str(error), returncode=2) from None
        self.stderr.write(self.style.NOTICE(_FOR_ONE if user else _FOR_ALL))


def _own_name() -> str:
    """Whose unit it is; a number where the system has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
