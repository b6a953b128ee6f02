"""How MediaHub's commands fail: one clear line on stderr, and an exit code.

0 done, 2 bad arguments or an unknown name, other codes as the command says.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import (
    BaseCommand,
    CommandError,
    handle_default_options,
)
from django.db import DatabaseError, connections


class BadArgument(CommandError):
    """Something the caller can mend: exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class OneLineCommand(BaseCommand):
    """A command without usage screens and tracebacks for what a person got wrong."""

    def run_from_argv(self, argv: Sequence[str]) -> None:
        # Parse errors come as CommandError then, instead of a page of usage.
        self._called_from_command_line = False
        parser = self.create_parser(argv[0], argv[1])
        try:
            namespace = parser.parse_args(list(argv[2:]))
        except CommandError as error:
            self._fail(str(error).removeprefix("Error: "), 2)
        handle_default_options(namespace)
        options = vars(namespace)
        positional = options.pop("args", ())
        try:
            self.execute(*positional, **options)
        except CommandError as error:
            if options.get("traceback"):
                raise
            self._fail(str(error), error.returncode)
        except (DatabaseError, ImproperlyConfigured) as error:
            if options.get("traceback"):
                raise
            first = str(error).strip().splitlines()[:1]
            self._fail(f"The database refused: {''.join(first)}", 1)
        except KeyboardInterrupt:
            self._fail("Interrupted.", 130)
        finally:
            connections.close_all()

    def _fail(self, message: str, code: int) -> NoReturn:
        sys.stderr.write(" ".join(message.split()) + "\n")
        sys.exit(code)
