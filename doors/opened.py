"""A body that is read piece by piece while somebody waits for it, such as a film.

There is no time by which it has to end; only the pace is kept, and only while we wait
for the other end.  A reader that goes away closes it: the connection is then cut, for
what is left of the body may be gigabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Final

from urllib3.response import BaseHTTPResponse

from doors import verdicts
from doors.failures import OutboundError, place
from doors.pacing import Attempt, Deadline, underway

#: The most that is taken from the connection at once.
PIECE_BYTES: Final = 64 * 1024


class Opened:
    """An answer whose header has come, and its body to be read in turn.

    Header names are in lower case.  Not to be shared between threads.
    """

    def __init__(self, raw: BaseHTTPResponse, url: str, attempt: Attempt) -> None:
        self.status = raw.status
        self.headers: Mapping[str, str] = {
            name.lower(): value for name, value in raw.headers.items()
        }
        self._raw: BaseHTTPResponse | None = raw
        self._url = url
        self._attempt = attempt
        attempt.deadline = Deadline(inf)

    def read(self, most: int = PIECE_BYTES) -> bytes:
        """What has come, at most so much; b"" at the end.  Raises OutboundError."""
        if self._raw is None:
            return b""
        with underway(self._attempt):
            try:
                data = self._raw.read1(most, decode_content=False)
            except Exception as error:
                self.close()
                known = verdicts.of_failure(self._url, error)
                if known is None:
                    raise
                raise known from None
        if not data:
            # Read to its end: the connection may serve the next request.
            raw, self._raw = self._raw, None
            raw.release_conn()
        return data

    def require_plain(self) -> None:
        """Refuse a body whose bytes are not the file's own.  Raises OutboundError."""
        encoding = self.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity"):
            self.close()
            raise OutboundError(
                "bad_encoding",
                f"{place(self._url)} answered in an encoding that was not asked for.",
            )

    def close(self) -> None:
        """Cut the connection, unless all was read.  May be called again."""
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()
