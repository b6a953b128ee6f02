"""What a backup says of itself: its last member, so that half a file has none."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEYS: Final = "keys.json"
MEMBER: Final = re.compile(r"tables/[a-z][a-z0-9_]{0,120}\.jsonl\.gz")


class BackupError(Exception):
    """A backup or a restore that cannot be done; one sentence with the way out."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One member: how it is checked, and what it holds."""

    member: str
    sha256: str
    table: str = ""
    columns: list[tuple[str, str]] = []
    rows: int = 0
    #: Of its lines, not compressed.
    bytes: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of a backup."""

    product: str
    format: int
    version: str
    made_at: str
    vendor: str
    migrations: dict[str, list[str]]
    tables: list[Part]
    keys: Part | None = None


class _Beginning(msgspec.Struct):
    """What every format has, so that a newer one is told from a broken one."""

    product: str
    format: int


def encoded(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decoded(text: bytes) -> Manifest:
    """The manifest; BackupError where it is none, or of a newer MediaHub."""
    try:
        start = msgspec.json.decode(text, type=_Beginning)
        if start.product != "MediaHub":
            raise BackupError("This is no backup of MediaHub.")
        if start.format > FORMAT:
            raise BackupError(
                f"This backup has format {start.format}; this MediaHub reads up to "
                f"{FORMAT}. Update MediaHub, then restore."
            )
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError:
        raise BackupError(
            "This backup is damaged: what it says of itself cannot be read."
        ) from None


def applied_migrations(connection: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """The database's migrations by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def version() -> str:
    """The newest heading of the changes: a number, or ``Unreleased``."""
    try:
        text = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    except OSError:
        return "unknown"
    found = re.search(r"^## (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else "unknown"
