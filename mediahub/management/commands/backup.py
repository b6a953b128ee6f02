"""backup FILE: everything that cannot be had again, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from catalog.management.one_line import OneLineCommand
from mediahub.backup.dump import write_backup
from mediahub.backup.manifest import BackupError


class Command(OneLineCommand):
    help = "Back up MediaHub into a new file, also while it runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="also the keys that open the servers' secrets: guard such a file",
        )

    def handle(self, *_: Any, file: str, with_keys: bool, **__: Any) -> None:
        try:
            written = write_backup(Path(file), with_keys=with_keys)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Backed up {written.rows:,} rows into {written.path} "
            f"({written.bytes:,} bytes)."
        )
        if with_keys:
            self.stdout.write(
                "It holds the keys to your servers' secrets: whoever has this file "
                "can read them."
            )
        else:
            self.stdout.write(
                "The key that opens your servers' secrets is not in it. It lies in "
                f"{_where()}: keep a copy of it elsewhere, or type the secrets in "
                "again after a restore."
            )


def _where() -> str:
    path = settings.MEDIAHUB_DATA / "credentials.key"
    return str(path) if path.exists() else "MEDIAHUB_CREDENTIAL_KEYS"
