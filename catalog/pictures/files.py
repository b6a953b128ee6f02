"""Where drawings are kept: the storage called "artwork", a folder by default.

A file appears whole or not at all.  A storage that fails is said in the log and is
otherwise like an empty one: pictures are then fetched, shown and not kept.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from catalog.pictures.addresses import file_name
from doors.front import artwork_headers

_log = logging.getLogger(__name__)


class WholeFiles(FileSystemStorage):
    """Files in a folder, each written beside its place and then moved there."""

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: what has it already is the same drawing."""
        return name


def storage() -> Storage:
    """The storage of drawings."""
    return storages["artwork"]


def keep(key: str, digest: str, drawings: Mapping[int, bytes]) -> bool:
    """Keep all drawings of a picture, or none; whether they are kept."""
    try:
        for width, content in drawings.items():
            storage().save(file_name(key, digest, width), ContentFile(content))
    except Exception as error:  # every storage has errors of its own
        _log.warning("A picture could not be kept: %s", _named(error))
        drop(key, digest, drawings)
        return False
    return True


def read(key: str, digest: str, width: int) -> bytes | None:
    """A drawing; None if it is not there or the storage does not give it."""
    try:
        with storage().open(file_name(key, digest, width)) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None
    except Exception as error:  # as above
        _log.warning("A kept picture could not be read: %s", _named(error))
        return None


def sent_by_nginx(key: str, digest: str, width: int) -> dict[str, str] | None:
    """The headers that let the nginx in front send a drawing.

    None without such an nginx, with another storage than a folder, or if it is gone.
    """
    place = storage()
    if not settings.MEDIAHUB_ACCEL or not isinstance(place, FileSystemStorage):
        return None
    name = file_name(key, digest, width)
    return artwork_headers(name) if place.exists(name) else None


def drop(key: str, digest: str, widths: Iterable[int]) -> None:
    """Forget these drawings, as far as the storage lets us."""
    for width in widths:
        with contextlib.suppress(Exception):
            storage().delete(file_name(key, digest, width))


def _named(error: Exception) -> str:
    """What went wrong, without addresses or keys that a library may repeat."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
