"""No upload fills the disk: a larger file than any that is asked for is not kept.

The view that asked for it finds no file then, and says why by the request's length.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

#: Above every cap of a view.
MOST_BYTES: Final = 16 * 1024 * 1024


class NoLargeFiles(FileUploadHandler):
    """The first of the handlers: what it skips reaches none of the others."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
