"""What must be true before the parts start: one supervisor, a database of today.

Refuses a data folder that another `hub up` is using. Copies an SQLite database
aside before it is migrated, so that an update can be taken back.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

KEPT_BACKUPS = 5


class CopyError(Exception):
    """The database could not be copied aside; it is as it was."""


class InUseError(Exception):
    """Another `hub up` holds the data folder."""


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder. The kernel lets go of it however this process ends."""
    path = data / "run" / "up.lock"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUseError(
                f"MediaHub is already running on {data}; end it first, or set "
                "MEDIAHUB_DATA to another folder."
            ) from None
        yield


def migrate(data: Path) -> str:
    """Bring the database up to date and say what was done."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return "up to date"
    had_tables = bool(executor.loader.applied_migrations)
    copy = back_up(data) if had_tables else None
    call_command("migrate", interactive=False, verbosity=0)
    if copy is not None:
        return f"updated; the one before is {copy}"
    return "updated" if had_tables else "made"


def back_up(data: Path) -> Path | None:
    """Copy an SQLite database whole, even while it is being written to.

    Raises CopyError, and leaves nothing half made.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(name).is_file():
        return None
    folder = data / "backups"
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = folder / f"mediahub-{moment}.sqlite3"
    unfinished = copy.with_suffix(".unfinished")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with (
            closing(sqlite3.connect(name)) as source,
            closing(sqlite3.connect(unfinished)) as target,
        ):
            source.backup(target)
        unfinished.chmod(0o600)
        unfinished.rename(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            unfinished.unlink()
        reason = getattr(error, "strerror", None) or str(error)
        raise CopyError(
            f"The database was not copied to {folder} ({reason}), so it was left as "
            "it is: make room there, or make the folder writable."
        ) from None
    for old in sorted(folder.glob("mediahub-*.sqlite3"))[:-KEPT_BACKUPS]:
        old.unlink()
    return copy
