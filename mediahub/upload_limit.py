"""No upload fills the disk: a file is kept up to a size above all that views take.

A view therefore finds it too large by its own cap, and says so in its own words.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler

#: Above every cap of a view.
MOST_BYTES: Final = 16 * 1024 * 1024


class NoLargeFiles(FileUploadHandler):
    """The first of the handlers: what it drops reaches none of the others."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start < MOST_BYTES else None

    def file_complete(self, file_size: int) -> Any:
        return None
