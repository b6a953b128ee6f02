"""Write a backup: every table from one snapshot, while everything else goes on.

The file appears whole under its name or not at all, readable by its owner alone.
Memory stays bounded by a batch of rows, disk beside the file by its largest table.
"""

from __future__ import annotations

import gzip
import json
import os
import secrets
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from catalog.snapshot import snapshot
from mediahub.backup.manifest import (
    FORMAT,
    KEYS,
    MANIFEST,
    BackupError,
    Manifest,
    Part,
    applied_migrations,
    encoded,
    version,
)
from mediahub.backup.tables import Table, kept_tables, packers

_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written."""

    path: Path
    bytes: int
    rows: int


def write_backup(path: Path, *, with_keys: bool = False) -> Written:
    """Back everything up into a new file.  Raises BackupError."""
    path = path.absolute()
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        if path.exists() or path.is_symlink():
            raise FileExistsError
        with _private(unfinished) as file, snapshot() as database:
            rows = _write(file, database, path.parent, with_keys=with_keys)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        _give_its_name(unfinished, path)
    except FileExistsError:
        raise BackupError(f"{path} exists already; choose another name.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupError(f"The backup {path} was not written: {reason}.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return Written(path, size, rows)


def _give_its_name(unfinished: Path, path: Path) -> None:
    try:
        # A file that came up meanwhile is not replaced by a link.
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk that knows no links.
        if path.exists():
            raise FileExistsError from None
        unfinished.rename(path)


def _write(
    file: BinaryIO, database: BaseDatabaseWrapper, folder: Path, *, with_keys: bool
) -> int:
    parts: list[Part] = []
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for table in kept_tables():
            with _scratch(folder) as scratch:
                part = _pack(table, database, scratch)
                scratch.seek(0)
                _add(tar, part.member, scratch, os.fstat(scratch.fileno()).st_size)
            parts.append(part)
        keys = _add_keys(tar) if with_keys else None
        manifest = Manifest(
            product="MediaHub",
            format=FORMAT,
            version=version(),
            made_at=timezone.now().isoformat(),
            vendor=database.vendor,
            migrations=applied_migrations(database),
            tables=parts,
            keys=keys,
        )
        text = encoded(manifest)
        _add(tar, MANIFEST, BytesIO(text), len(text))
    return sum(part.rows for part in parts)


def _pack(table: Table, database: BaseDatabaseWrapper, file: BinaryIO) -> Part:
    digest = _Digest(file)
    rows = size = 0
    pack = packers(table)
    # No name and no time in its head: equal rows give equal bytes.
    with gzip.GzipFile("", "wb", 6, digest, mtime=0) as packed:
        for row in read_rows(table, database):
            values = [
                None if value is None else change(value)
                for value, change in zip(row, pack, strict=True)
            ]
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            line = text.encode() + b"\n"
            packed.write(line)
            rows, size = rows + 1, size + len(line)
    return Part(
        member=f"tables/{table.name}.jsonl.gz",
        sha256=digest.hex(),
        table=table.name,
        columns=list(table.columns),
        rows=rows,
        bytes=size,
    )


def read_rows(table: Table, database: BaseDatabaseWrapper) -> Iterator[tuple[Any, ...]]:
    """All rows of a table as the driver gives them, by key."""
    quote = database.ops.quote_name
    names = ", ".join(quote(name) for name, _ in table.columns)
    with database.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {quote(table.name)} ORDER BY {quote(table.key)}"
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


class _Digest:
    """A file that is digested while it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = sha256()

    def write(self, data: bytes) -> int:
        self._sum.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def hex(self) -> str:
        return self._sum.hexdigest()


def _add(tar: tarfile.TarFile, name: str, data: Any, size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, data)


def _add_keys(tar: tarfile.TarFile) -> Part:
    text = json.dumps({"credentials": settings.MEDIAHUB_CREDENTIAL_KEYS}).encode()
    _add(tar, KEYS, BytesIO(text), len(text))
    return Part(member=KEYS, sha256=sha256(text).hexdigest(), bytes=len(text))


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that its owner alone may read."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "w+b") as file:
        yield file


@contextmanager
def _scratch(folder: Path) -> Iterator[BinaryIO]:
    """A file without a name, on the same disk."""
    path = folder / f".{secrets.token_hex(8)}.unfinished"
    with _private(path) as file:
        path.unlink()
        yield file
