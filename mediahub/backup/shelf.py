"""The backups that MediaHub makes by itself: where they lie, and which are kept.

Only files of the names it gives are ever looked at or deleted, and none is deleted
before a new one is whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from mediahub.backup.dump import write_backup
from mediahub.backup.manifest import BackupError
from sync import leases

_NAME: Final = re.compile(r"mediahub-(\d{8}T\d{6})Z\.tar")
_STAMP: Final = "%Y%m%dT%H%M%S"
_LEASE: Final = "backup"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup on the shelf."""

    path: Path
    made_at: datetime
    bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last backup that was due went."""

    at: datetime
    error: str


def folder() -> Path:
    """Where they lie."""
    return Path(settings.MEDIAHUB_DATA) / "backups"


def kept() -> list[Kept]:
    """The backups on the shelf, the newest first."""
    found = []
    for path in folder().glob("mediahub-*.tar"):
        if (name := _NAME.fullmatch(path.name)) is None:
            continue
        with suppress(OSError, ValueError):
            made_at = datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)
            found.append(Kept(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def superfluous(
    moments: Iterable[datetime], *, daily: int, weekly: int
) -> set[datetime]:
    """Which may go: not the newest of the last days, nor of the weeks before them.

    Days and weeks without any do not count, so that a machine that was off for a
    month keeps what it has.
    """
    newest_first = sorted(moments, reverse=True)
    days: dict[Any, datetime] = {}
    for moment in newest_first:
        days.setdefault(moment.date(), moment)
    stay = set(list(days.values())[:daily])
    weeks: dict[Any, datetime] = {}
    oldest = min((moment.date() for moment in stay), default=None)
    for moment in newest_first:
        if oldest is None or moment.date() < oldest:
            weeks.setdefault(moment.isocalendar()[:2], moment)
    stay |= set(list(weeks.values())[:weekly])
    return set(newest_first) - stay


def back_up_now(*, daily: int, weekly: int) -> Path | None:
    """Make a backup and let old ones go; None where somebody else is at it.

    Raises BackupError once the failure is noted.
    """
    held = leases.take(_LEASE)
    if held is None:
        return None
    with held:
        now = timezone.now().astimezone(UTC)
        path = folder() / f"mediahub-{now.strftime(_STAMP)}Z.tar"
        try:
            try:
                folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise BackupError(
                    f"{folder()} cannot be made: {error.strerror}."
                ) from None
            _sweep()
            write_backup(path)
        except BackupError as error:
            _note(now, str(error))
            raise
        _note(now, "")
        going = superfluous((one.made_at for one in kept()), daily=daily, weekly=weekly)
        for one in kept():
            if one.made_at in going and one.path != path:
                with suppress(OSError):
                    one.path.unlink()
    return path


def last_outcome() -> Outcome | None:
    """How the last one went; None where none was due yet, or it could not be noted."""
    try:
        said = json.loads((folder() / "last.json").read_text())
        return Outcome(datetime.fromisoformat(said["at"]), str(said["error"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note(at: datetime, error: str) -> None:
    # In place: a full disk still takes it once the file is there.
    text = json.dumps({"at": at.isoformat(), "error": error[:500]})
    with suppress(OSError):
        path = folder() / "last.json"
        path.touch(mode=0o600)
        with path.open("r+") as file:
            file.write(text)
            file.truncate()


def _sweep() -> None:
    """What a backup that was killed left behind; nobody else is at it now."""
    for left in folder().glob(".*.unfinished"):
        with suppress(OSError):
            left.unlink()
