"""Read a backup without believing it: everything is checked before anything is touched.

Nothing is ever unpacked to a name that the file gives.  What is read at once has a cap,
and so has what may come out of what is packed.
"""

from __future__ import annotations

import gzip
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from django.db import connection

from mediahub.backup.manifest import (
    KEYS,
    MANIFEST,
    MEMBER,
    BackupError,
    Manifest,
    Part,
    applied_migrations,
    decoded,
)
from mediahub.backup.tables import Table, kept_tables, unpackers

_MOST_MEMBERS: Final = 500
_MANIFEST_BYTES: Final = 4 * 1024 * 1024
_KEYS_BYTES: Final = 64 * 1024
_LINE_BYTES: Final = 64 * 1024 * 1024
#: gzip packs rows of a catalog 5 to 30 times; nothing honest comes near this.
_MOST_PACKED: Final = 300
_BLOCK: Final = 1024 * 1024


class Backup:
    """An opened backup whose members are those its manifest names, each once."""

    def __init__(self, path: Path, tar: tarfile.TarFile) -> None:
        self.path = path
        self._tar = tar
        self._members = self._read_members()
        self.manifest = self._read_manifest()

    def _read_members(self) -> dict[str, tarfile.TarInfo]:
        found: dict[str, tarfile.TarInfo] = {}
        for member in self._tar:
            if len(found) >= _MOST_MEMBERS:
                raise BackupError(f"{self.path} holds too many files; it is no backup.")
            name = member.name
            is_plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE}
            if not is_plain or member.issparse() or name in found:
                raise BackupError(f"{self.path} is no backup of MediaHub.")
            if name not in {MANIFEST, KEYS} and not MEMBER.fullmatch(name):
                raise BackupError(f"{self.path} is no backup of MediaHub.")
            found[name] = member
        return found

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._members:
            raise BackupError(
                f"{self.path} is no backup of MediaHub, or its end is missing."
            )
        manifest = decoded(self._read(MANIFEST, _MANIFEST_BYTES))
        named = [part.member for part in manifest.tables]
        if manifest.keys is not None:
            named.append(manifest.keys.member)
        if sorted([*named, MANIFEST]) != sorted(self._members):
            raise BackupError(f"{self.path} is damaged: files in it are missing.")
        return manifest

    def _read(self, name: str, most: int) -> bytes:
        if self._members[name].size > most:
            raise BackupError(f"{self.path} is damaged: {name} is too large.")
        with self.open(name) as file:
            return file.read()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member as it is stored."""
        file = self._tar.extractfile(self._members[name])
        if file is None:
            raise BackupError(f"{self.path} is damaged.")
        with file:
            yield file

    def keys(self) -> list[str]:
        """The keys in it; none where it was made without."""
        part = self.manifest.keys
        if part is None:
            return []
        text = self._read(KEYS, _KEYS_BYTES)
        if sha256(text).hexdigest() != part.sha256:
            raise BackupError(f"{self.path} is damaged: its keys are not as written.")
        try:
            found = json.loads(text)["credentials"]
        except (ValueError, KeyError, TypeError):
            found = None
        if not isinstance(found, list) or not all(isinstance(k, str) for k in found):
            raise BackupError(f"{self.path} is damaged: its keys cannot be read.")
        return found

    def rows(self, table: Table, part: Part) -> Iterator[list[Any]]:
        """The rows of a table as this database's driver takes them."""
        unpack = unpackers(table, connection)
        number = 0
        for number, line in enumerate(self._lines(part), 1):
            try:
                values = json.loads(line)
                if type(values) is not list:
                    raise TypeError("no row")
                yield [
                    None if value is None else change(value)
                    for value, change in zip(values, unpack, strict=True)
                ]
            except (ValueError, TypeError, ArithmeticError, RecursionError):
                raise BackupError(
                    f"{self.path} is damaged: row {number} of {table.name} cannot be "
                    "read."
                ) from None
        if number != part.rows:
            raise BackupError(
                f"{self.path} is damaged: {table.name} has {number} of {part.rows} "
                "rows."
            )

    def _lines(self, part: Part) -> Iterator[bytes]:
        left = part.bytes
        try:
            with (
                self.open(part.member) as stored,
                gzip.GzipFile(fileobj=stored) as file,
            ):
                while line := file.readline(min(left, _LINE_BYTES) + 1):
                    left -= len(line)
                    if left < 0 or not line.endswith(b"\n"):
                        raise BackupError(
                            f"{self.path} is damaged: {part.table} is longer than it "
                            "says."
                        )
                    yield line
        except (OSError, EOFError, zlib.error):
            raise BackupError(
                f"{self.path} is damaged: {part.table} cannot be unpacked."
            ) from None

    def check_bytes(self) -> None:
        """Check that it is as it was written.  Needs no database."""
        for part in self.manifest.tables:
            self._check_bytes(part)
        self.keys()

    def verify(self) -> list[tuple[Table, Part]]:
        """Check every row of it, and that it fits this MediaHub, once it is migrated.

        Returns its tables in the order to load them.  Raises BackupError.
        """
        self._check_migrations()
        pairs = self._pairs()
        for table, part in pairs:
            for _ in self.rows(table, part):
                pass
        return pairs

    def _check_bytes(self, part: Part) -> None:
        stored = self._members[part.member].size
        if part.bytes > _BLOCK + stored * _MOST_PACKED:
            raise BackupError(
                f"{self.path} was not read: {part.member} would unpack to "
                f"{part.bytes:,} bytes."
            )
        digest = sha256()
        with self.open(part.member) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        if digest.hexdigest() != part.sha256:
            raise BackupError(
                f"{self.path} is damaged: {part.member} is not as it was written."
            )

    def _check_migrations(self) -> None:
        theirs = {(a, n) for a, ns in self.manifest.migrations.items() for n in ns}
        ours = {(a, n) for a, ns in applied_migrations(connection).items() for n in ns}
        if theirs - ours:
            raise BackupError(
                f"This backup is of a newer MediaHub ({self.manifest.version}). "
                "Update this one, run ./hub manage migrate, then restore."
            )
        if ours - theirs:
            raise BackupError(
                f"This backup is of an older MediaHub ({self.manifest.version}). "
                "Restore it with that version into an empty data folder, then update."
            )

    def _pairs(self) -> list[tuple[Table, Part]]:
        parts = {part.table: part for part in self.manifest.tables}
        tables = kept_tables()
        if len(parts) != len(self.manifest.tables) or parts.keys() != {
            table.name for table in tables
        }:
            raise BackupError(f"{self.path} is damaged: its tables are not ours.")
        for table in tables:
            if parts[table.name].columns != list(table.columns):
                raise BackupError(
                    f"{self.path} is damaged: {table.name} has other columns."
                )
        return [(table, parts[table.name]) for table in tables]


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup.  Raises BackupError."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            yield Backup(path, tar)
    except (tarfile.TarError, EOFError, UnicodeDecodeError, OverflowError):
        raise BackupError(f"{path} is no backup of MediaHub, or is damaged.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupError(f"{path} cannot be read: {reason}.") from None
