"""The operator's word on one folder: ``tmdb.config``.

Only what the listing repeats is read.  A file that cannot be understood counts as
absent, with a warning.  It is never served: it may hold more than viewers should see.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import msgspec

from streaming.library.folders import Folder
from streaming.library.layout import FOCAL_POINTS, SETTINGS_NAME
from streaming.library.media import read_document

logger = logging.getLogger(__name__)


class _Document(msgspec.Struct):
    tmdb_id: int | str | None = None
    backdrop_focal: str | None = None


# Looked up here, where one thread is alone: see `library.media`.
msgspec.json.Decoder(_Document)


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """What the operator set, or nothing."""

    fallback_id: str | None = None
    backdrop_focal: str | None = None

    @classmethod
    def read(cls, folder: Folder) -> FolderSettings:
        if SETTINGS_NAME not in folder.files:
            return cls()
        path = f"{folder.path}/{SETTINGS_NAME}"
        data = read_document(path)
        if data is None:
            return cls()
        try:
            document = msgspec.json.decode(data, type=_Document)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            logger.warning("%s cannot be understood: %s.", path, error)
            return cls()
        focal = document.backdrop_focal
        return cls(
            fallback_id=f"tmdb_{document.tmdb_id}" if document.tmdb_id else None,
            backdrop_focal=focal if focal in FOCAL_POINTS else None,
        )
