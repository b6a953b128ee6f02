"""The last lines of the parts' own log files, newest first.

Refuses to open anything else: a part is one of four names, its file is looked for in
the log folder alone, and no link is followed.  Of each file a bounded end is read.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

PARTS: Final = ("web", "worker", "scheduler", "reconciler")
LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
#: The end of a part's files that is read, and what of one entry is kept.
MOST_BYTES: Final = 1024 * 1024
_LONGEST: Final = 4000
_LINE: Final = re.compile(
    r"(\d{4}-\d\d-\d\dT[\d:.]+Z) (DEBUG|INFO|WARNING|ERROR|CRITICAL) ([\w.]+): (.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event, with the lines that belong to it; a plain line has no moment."""

    part: str
    at: datetime | None
    level: str
    logger: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are shown."""

    part: str = ""
    level: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, entry: Entry) -> bool:
        """Whether this one is; `text` is looked for in what is shown."""
        at_least = LEVELS.index(self.level) if self.level in LEVELS else 0
        return (
            LEVELS.index(entry.level) >= at_least
            and self.text.casefold() in f"{entry.logger} {entry.text}".casefold()
            and not (self.since and (entry.at is None or entry.at < self.since))
            and not (self.until and (entry.at is None or entry.at > self.until))
        )


def entries(folder: Path, part: str = "") -> list[Entry]:
    """All that is read of one part, or of all of them, the newest first."""
    parts = [part] if part in PARTS else PARTS
    found = [entry for name in parts for entry in _of(folder, name)]
    # Later lines of one file come later, also within one moment.
    oldest = datetime.min.replace(tzinfo=UTC)
    found.sort(key=lambda entry: entry.at or oldest)
    return found[::-1]


def _of(folder: Path, part: str) -> list[Entry]:
    newest = _end(folder / f"{part}.log", MOST_BYTES)
    older = _end(folder / f"{part}.log.1", MOST_BYTES - len(newest))
    text = (older + newest).decode("utf-8", errors="replace")
    return list(_parsed(part, text.splitlines()))


def _end(path: Path, size: int) -> bytes:
    """The last bytes of a plain file, from the start of a line."""
    if size <= 0:
        return b""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    about = os.fstat(number)
    if not stat.S_ISREG(about.st_mode):
        os.close(number)
        return b""
    with os.fdopen(number, "rb") as file:
        whole = about.st_size
        start = max(0, whole - size)
        try:
            file.seek(start)
            raw = file.read(size)
        except OSError:
            return b""
    return raw.partition(b"\n")[2] if start else raw


def _parsed(part: str, lines: Iterable[str]) -> Iterator[Entry]:
    """Entries in their order; what does not begin one belongs to the one before."""
    held: Entry | None = None
    for line in lines:
        begun = _begun(part, line)
        if begun is None and held is not None:
            text = f"{held.text}\n{line}"[:_LONGEST]
            held = Entry(
                part=part,
                at=held.at,
                level=held.level,
                logger=held.logger,
                text=text,
            )
            continue
        if held is not None:
            yield held
        held = begun or Entry(
            part=part, at=None, level="INFO", logger="", text=line[:_LONGEST]
        )
    if held is not None:
        yield held


def _begun(part: str, line: str) -> Entry | None:
    if found := _LINE.fullmatch(line):
        at, level, logger, text = found.groups()
    elif line.startswith("{"):
        try:
            said = json.loads(line)
            at, level = str(said["timestamp"]), str(said["level"]).upper()
            logger, text = str(said.get("logger", "")), str(said["event"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if trace := said.get("exception"):
            text = f"{text}\n{trace}"
    else:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if level not in LEVELS or moment.tzinfo is None:
        return None
    return Entry(
        part=part,
        at=moment.astimezone(UTC),
        level=level,
        logger=logger,
        text=text[:_LONGEST],
    )
