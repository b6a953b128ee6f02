"""Several commands in one process, their outputs parted by NUL: starts are dear.

Run as a program: ``python -m tests.in_turn COMMAND [COMMAND ...]``, each command one
argument with blanks between its words; ends with the first exit code that is not 0.
"""

from __future__ import annotations

import os
import sys

import django


def main(commands: list[str]) -> None:
    """Run them one after the other."""
    django.setup()
    from django.core.management import execute_from_command_line

    for command in commands:
        execute_from_command_line(["manage.py", *command.split()])
        sys.stdout.write("\0")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(sys.argv[1:])
