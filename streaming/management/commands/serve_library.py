"""``serve_library``: a small file server for a folder of movies and shows.

It speaks the media-processor contract, so the folder can be added as a server of that
kind.  It needs no database and no broker.  Bad arguments end with 2 and one line.
"""

from __future__ import annotations

import functools
import os
import re
from typing import Any, Final, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from streaming.library.app import LibraryApp
from streaming.library.layout import MEDIA_TYPES
from streaming.library.server import LibraryServer, ListenError, address_of, listen

BAD_ARGUMENTS: Final = 2
_PREFIX: Final = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


class Command(BaseCommand):
    help = "Serve a folder of movies and shows like a media-processor does."
    requires_system_checks = []
    requires_migrations_checks = False

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if getattr(self, "_called_from_command_line", False):
            # argparse would print its usage above the one line that matters.
            refuse = functools.partial(_refuse, parser)
            parser.error = refuse  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", help="the library: a folder that holds movies/ and tv/"
        )
        parser.add_argument(
            "--port", type=int, required=True, help="0 lets the system choose"
        )
        parser.add_argument(
            "--secret", required=True, help="what clients send as x-webhook-id"
        )
        parser.add_argument(
            "--prefix", default="", help="put before all addresses, such as /media"
        )
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = _checked_folder(options["folder"])
        prefix = _checked_prefix(options["prefix"])
        secret = _checked_secret(options["secret"])
        if not 0 <= options["port"] <= 65535:
            raise _bad(f"--port {options['port']} is not a port: use 0 to 65535.")
        try:
            listener = listen(options["host"], options["port"])
        except ListenError as error:
            raise _bad(str(error)) from error
        address = address_of(listener)

        def announce() -> None:
            self.stdout.write(f"Serving {folder} at {address}")
            self.stdout.flush()

        LibraryServer(
            LibraryApp(folder, secret=secret, prefix=prefix), listener, announce
        ).run()


def _checked_folder(given: str) -> str:
    if "\0" in given:
        raise _bad("The folder's name holds a NUL character.")
    folder = os.path.realpath(given)
    if not os.path.isdir(folder):  # noqa: PTH112 - text in, text out
        raise _bad(f"{given} is not a folder: name the one that holds movies/ and tv/.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise _bad(f"{given} cannot be read: give this user the right to read it.")
    if not any(os.path.isdir(f"{folder}/{kind}") for kind in MEDIA_TYPES):  # noqa: PTH112
        raise _bad(
            f"{given} holds neither movies/ nor tv/: make one of them, or name the "
            "folder above them."
        )
    return folder


def _checked_prefix(given: str) -> str:
    prefix = given.strip("/")
    prefix = f"/{prefix}" if prefix else ""
    if not _PREFIX.fullmatch(prefix):
        raise _bad(
            f"--prefix {given!r} cannot stand in an address: use letters, digits, "
            "dots, dashes and slashes, such as /media."
        )
    return prefix


def _checked_secret(given: str) -> str:
    if not given or given != given.strip() or not given.isascii():
        raise _bad(
            "--secret must be visible ASCII without spaces around it: "
            "it is sent as a header."
        )
    if not given.isprintable():
        raise _bad("--secret holds a control character; a header cannot carry it.")
    return given


def _bad(message: str) -> CommandError:
    return CommandError(message, returncode=BAD_ARGUMENTS)


def _refuse(parser: CommandParser, message: str) -> NoReturn:
    parser.exit(BAD_ARGUMENTS, f"serve_library: {message}\n")
