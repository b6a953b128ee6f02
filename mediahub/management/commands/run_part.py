"""Become one part of MediaHub: the command of a container.

Refuses a part that does not exist. The part replaces this process, so signals and
exit codes are its own.
"""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from mediahub.supervisor.parts import COMMANDS


class Command(OneLineCommand):
    help = "Become one part of MediaHub: web, worker, beat or reconciler."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=sorted(COMMANDS))

    def handle(self, *_: Any, part: str, **__: Any) -> None:
        argv = COMMANDS[part]()
        os.environ.setdefault("MEDIAHUB_LOG_LEVEL", "INFO")
        os.chdir(settings.BASE_DIR)
        os.execv(argv[0], argv)  # noqa: S606  # no shell is wanted
