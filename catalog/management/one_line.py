"""How MediaHub's commands fail: one clear line on stderr, and an exit code.

0 done, 2 bad arguments or an unknown name, 141 when nobody reads the output any
more, other codes as the command says.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from django.core.checks import Tags
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import (
    BaseCommand,
    CommandError,
    handle_default_options,
)
from django.db import DatabaseError, connections

#: How Python shows bytes of the command line that are no UTF-8.
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")
_UNDEFINED_TABLE: Final = "42P01"
#: What a shell reports of a program that SIGPIPE ended.
_PIPE_CLOSED: Final = 141


class BadArgument(CommandError):
    """Something the caller can mend: exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class OneLineCommand(BaseCommand):
    """A command without usage screens and tracebacks for what a person got wrong.

    It starts with the checks of what a person can set.  Those of the code, which load
    every page, are for who changes it: `./hub manage check` does them all.
    """

    requires_system_checks = (Tags.security, Tags.files)

    def run_from_argv(self, argv: Sequence[str]) -> None:
        # Parse errors come as CommandError then, instead of a page of usage.
        self._called_from_command_line = False
        for argument in argv[2:]:
            if _NO_TEXT.search(argument):
                shown = argument.encode(errors="backslashreplace").decode()
                self._fail(f"The argument {shown[:200]} is not valid UTF-8.", 2)
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
            # Here, and not at the end of Python, where its failing cannot be caught.
            sys.stdout.flush()
        except BrokenPipeError:
            _send_the_rest_nowhere()
            sys.exit(_PIPE_CLOSED)
        except CommandError as error:
            if options.get("traceback"):
                raise
            self._fail(str(error), error.returncode)
        except (DatabaseError, ImproperlyConfigured) as error:
            if options.get("traceback"):
                raise
            if _is_without_tables(error):
                self._fail(
                    "The database is not made yet: run ./hub up once, or "
                    "./hub manage migrate.",
                    1,
                )
            first = str(error).strip().splitlines()[:1]
            self._fail(f"The database refused: {''.join(first)}", 1)
        except KeyboardInterrupt:
            self._fail("Interrupted.", 130)
        finally:
            connections.close_all()

    def _fail(self, message: str, code: int) -> NoReturn:
        sys.stderr.write(" ".join(message.split()) + "\n")
        sys.exit(code)


def _is_without_tables(error: Exception) -> bool:
    cause = error.__cause__
    return getattr(
        cause, "sqlstate", None
    ) == _UNDEFINED_TABLE or "no such table" in str(error)


def _send_the_rest_nowhere() -> None:
    """What is still buffered must not fail once more when Python ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
