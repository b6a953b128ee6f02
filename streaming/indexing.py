"""What a file is, read once from itself and kept: `known` and `learn`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from django.utils import timezone

from catalog.models import MediaFile
from streaming import film, outside
from streaming.asking import AskingError, ask
from streaming.film import Film
from streaming.models import MediaIndex
from streaming.remote import RemoteFile

#: Headers and tables of a long film, at most.
_TABLE_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long reading may take; files up to `whole_bytes` may be read as a whole."""

    seconds: float
    whole_bytes: int


#: While somebody waits for the first picture, and while nobody does.
WAITED_FOR: Final = Patience(20.0, 64 * 1024 * 1024)
IN_THE_BACKGROUND: Final = Patience(900.0, 64 * 1024**3)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why a file's inside is not known, with one of `MediaIndex.State`."""

    state: str
    words: str


def open_file(
    file: MediaFile, *, is_gone: Callable[[], bool] | None = None
) -> RemoteFile:
    """The file, to be read here and there.  Raises UnreachableError."""
    return RemoteFile(outside.door_to(file.server), file.url, is_gone=is_gone)


def known(files: Iterable[MediaFile]) -> dict[int, Film | Unknown]:
    """By the files' primary keys, what is kept of them, of whichever version.

    Asks nobody but the database.
    """
    addresses = {file.pk: _address(file) for file in files}
    rows = MediaIndex.objects.filter(address__in=set(addresses.values()))
    kept = {row.address: row for row in rows}
    found: dict[int, Film | Unknown] = {}
    for pk, address in addresses.items():
        row = kept.get(address)
        if row is None:
            continue
        read = _read(row) if row.state == MediaIndex.State.KNOWN else None
        found[pk] = read or Unknown(row.state, row.words)
    return found


def learn(
    file: MediaFile,
    remote: RemoteFile,
    *,
    is_gone: Callable[[], bool] | None = None,
    patience: Patience = WAITED_FOR,
) -> Film | Unknown:
    """What this version of the file is; read from it where that is not known yet.

    Raises AskingError where it cannot be told now.
    """
    version = version_of(remote)
    row = MediaIndex.objects.filter(address=_address(file), version=version).first()
    if row is not None:
        may_do_more = (
            row.state == MediaIndex.State.NO_TABLE
            and remote.size <= patience.whole_bytes
        )
        if row.state != MediaIndex.State.KNOWN and not may_do_more:
            return Unknown(row.state, row.words)
        if row.state == MediaIndex.State.KNOWN and (read := _read(row)) is not None:
            return read
    try:
        told = json.loads(
            ask(
                remote,
                {"do": "index", "may_scan": remote.size <= patience.whole_bytes},
                seconds=patience.seconds,
                most_read=max(_TABLE_BYTES, 2 * patience.whole_bytes),
                is_gone=is_gone,
            )
        )
        found = film.read(told)
    except AskingError as error:
        if error.code not in (MediaIndex.State.NO_TABLE, MediaIndex.State.UNREADABLE):
            raise
        _keep(file, version, error.code, words=error.words)
        return Unknown(error.code, error.words)
    except (ValueError, msgspec.ValidationError):
        raise AskingError("died", "The file's reader said nonsense.") from None
    _keep(file, version, MediaIndex.State.KNOWN, told=told)
    return found


def version_of(remote: RemoteFile) -> str:
    """Tells this file from another at the same address."""
    said = f"{remote.size}\n{remote.version}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()


def _keep(
    file: MediaFile,
    version: str,
    state: str,
    *,
    told: dict[str, object] | None = None,
    words: str = "",
) -> None:
    MediaIndex.objects.bulk_create(
        [
            MediaIndex(
                server=file.server,
                address=_address(file),
                version=version,
                state=state,
                told=told or {},
                words=words[:300],
                at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["server", "version", "state", "told", "words", "at"],
    )


def _read(row: MediaIndex) -> Film | None:
    try:
        return film.read(row.told)
    except msgspec.ValidationError:
        return None


def _address(file: MediaFile) -> str:
    said = f"{file.server_id}\n{file.url}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()
