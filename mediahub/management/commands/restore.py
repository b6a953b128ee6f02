"""restore FILE: a backup in the place of what is stored here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from accounts.models import User
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import Item, Server
from mediahub.backup.in_use import who_uses_it
from mediahub.backup.load import load
from mediahub.backup.manifest import BackupError
from mediahub.backup.verify import opened
from mediahub.supervisor import prepare
from sync.models import Lease


class Command(OneLineCommand):
    help = "Restore a backup. MediaHub must not be running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--replace", action="store_true", help="even where something is stored"
        )

    def handle(self, *_: Any, file: str, replace: bool, **__: Any) -> None:
        path = Path(file)
        try:
            if not path.is_file():
                raise BadArgument(f"There is no file {path}.")
            with prepare.only_one(settings.MEDIAHUB_DATA):
                self._restore(path, replace=replace)
        except prepare.InUseError:
            raise CommandError(
                f"MediaHub is running on {settings.MEDIAHUB_DATA}: end ./hub up first."
            ) from None
        except (BackupError, prepare.CopyError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"Nothing was restored: {error.strerror}.") from None

    def _restore(self, path: Path, *, replace: bool) -> None:
        with opened(path) as backup:
            backup.check_bytes()
            replaces = _has_tables() and self._replaces(allowed=replace)
            prepare.migrate(settings.MEDIAHUB_DATA)
            pairs = backup.verify()
            aside = prepare.back_up(settings.MEDIAHUB_DATA) if replaces else None
            after = load(backup, pairs)
            rows = sum(part.rows for _, part in pairs)
            made_at = backup.manifest.made_at[:16].replace("T", " ")
        self.stdout.write(f"Restored {rows:,} rows from the backup of {made_at} UTC.")
        if aside is not None:
            self.stdout.write(f"What was here before is {aside}.")
        if after.interrupted:
            syncs = "sync" if after.interrupted == 1 else "syncs"
            self.stdout.write(f"{after.interrupted} interrupted {syncs} noted as over.")
        for name in after.without_secret:
            self.stdout.write(
                f"{name} needs its secret again: ./hub manage set_server {name} "
                "--secret …"
            )
        if after.without_secret:
            self.stdout.write(
                "Or put the credentials.key that belongs to the backup into "
                f"{settings.MEDIAHUB_DATA}."
            )

    def _replaces(self, *, allowed: bool) -> bool:
        """Whether something is here that the backup replaces.  Raises BackupError."""
        if (user := who_uses_it()) is not None:
            raise BackupError(f"{user} Nothing was restored.")
        is_here = any(m._default_manager.exists() for m in (User, Server, Item))
        if is_here and not allowed:
            raise BackupError(
                "Something is stored here already. Add --replace to put the backup in "
                "its place."
            )
        return is_here


def _has_tables() -> bool:
    return Lease._meta.db_table in connection.introspection.table_names()
