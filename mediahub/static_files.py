"""Scripts and styles on their way to browsers: sent packed, wherever that pays.

WhiteNoise serves the files from where they are and sends a packed copy where one lies
beside a file.  Here the copies lie in the data folder instead, made on the first start
that needs them and called after what is in them, so that none is ever out of date.
Where one cannot be written, or is gone again, the file is sent as it is.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final
from wsgiref.headers import Headers

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

_PACKABLE: Final = (".css", ".js", ".svg")
#: A smaller file fits into one packet as it is.
_LEAST_BYTES: Final = 1024


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise's, with packed copies of its own."""

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> Any:
        """The file and its packed copy; as it is while files are being edited."""
        copy = None
        if stat_cache is not None and path.endswith(_PACKABLE):
            folder = settings.MEDIAHUB_DATA / "cache" / "static"
            copy = packed_copy(Path(path), stat_cache[path].st_mtime_ns, folder)
        if copy is None:
            return super().get_static_file(path, url, stat_cache=stat_cache)
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return _Packed(path, headers.items(), encodings={"gzip": str(copy)})


class _Packed(StaticFile):  # type: ignore[misc]
    """A file with a packed copy, which somebody may throw away at any time."""

    def get_response(self, method: str, request_headers: Mapping[str, Any]) -> Any:
        try:
            return super().get_response(method, request_headers)
        except FileNotFoundError:
            plain = {**request_headers, "HTTP_ACCEPT_ENCODING": ""}
            return super().get_response(method, plain)


@cache
def packed_copy(file: Path, _changed_at: int, folder: Path) -> Path | None:
    """Where a file's packed copy lies; None where it is better sent as it is."""
    whole = file.read_bytes()
    if len(whole) < _LEAST_BYTES:
        return None
    copy = folder / f"{hashlib.sha256(whole).hexdigest()[:32]}.gz"
    with suppress(OSError):
        if not copy.exists():
            _write(gzip.compress(whole, mtime=0), copy)
        return copy
    return None


def _write(packed: bytes, copy: Path) -> None:
    """Whole or not at all: another process may be writing the same."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=copy.parent, prefix=".new-")
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
        half.replace(copy)
    except OSError:
        half.unlink()
        raise
