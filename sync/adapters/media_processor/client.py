"""HTTP with one media-processor: its API, which gets the secret, and its files, which
never do.

The paths of this contract are named here and nowhere else.
"""

from __future__ import annotations

import tempfile
from typing import BinaryIO, Final, Literal, TypeAlias, TypeVar

import ijson
import msgspec

from doors.http import Answer, Deadline, Door, Limits, OutboundError, endpoint
from sync.adapters.media_processor import hashes
from sync.adapters.media_processor.hashes import TitleHashes
from sync.adapters.media_processor.links import segment
from sync.adapters.media_processor.listing import ListingBrokenError
from sync.adapters.media_processor.payloads import EpisodeHashes, TitleHash
from sync.types import ServerConfig

Section: TypeAlias = Literal["movies", "tv"]
SECTIONS: Final[tuple[Section, ...]] = ("movies", "tv")
#: Ten thousand titles take two mebibytes.
_HASH_BYTES: Final = 16 * 1024 * 1024
H = TypeVar("H", bound=msgspec.Struct)


class Client:
    """One scan's or one check's conversation with a server."""

    def __init__(
        self, config: ServerConfig, limits: Limits, deadline: Deadline
    ) -> None:
        self._api = config.api_url.rstrip("/")
        self._secret = config.secret
        self._deadline = deadline
        self._limits = limits
        allowed = set()
        for url in (config.api_url, config.media_url):
            # A malformed address fails where it is used, with a message of its own.
            try:
                allowed.add(endpoint(url))
            except OutboundError:
                continue
        self.door = Door(allowed=frozenset(allowed), limits=limits)

    def close(self) -> None:
        self.door.close()

    def listing(self, section: Section, etag: str | None, to: BinaryIO) -> Answer:
        headers = self._headers()
        if etag is not None:
            headers["If-None-Match"] = etag
        return self.door.spool(
            self.listing_url(section), headers, deadline=self._deadline, to=to
        )

    def listing_url(self, section: Section) -> str:
        return f"{self._api}/media/{section}"

    def listing_start(self, section: Section, size: int) -> bytes:
        """The first bytes of a listing, to see whether it is given at all."""
        url = self.listing_url(section)
        answer = self.door.peek(url, self._headers(), deadline=self._deadline, cap=size)
        return answer.body

    def go_on(self, section: Section) -> None:
        """Raise OutboundError if this conversation is over, while nothing is asked."""
        self.door.check(self.listing_url(section), deadline=self._deadline)

    def health(self) -> bytes:
        url = f"{self._api}/api/health"
        return self.door.get(url, deadline=self._deadline).body

    def title_hashes(self, section: Section) -> TitleHashes:
        """The bulk hashes by title, if any.  They are hints, so no fault is one."""
        url = f"{self._api}/api/metadata-hashes/{section}"
        try:
            with tempfile.TemporaryFile() as file:
                self.door.spool(
                    url, deadline=self._deadline, cap=_HASH_BYTES, attempts=1, to=file
                )
                file.seek(0)
                return hashes.read(file)
        except (
            OutboundError,
            OSError,
            ValueError,
            ListingBrokenError,
            ijson.JSONError,
        ):
            return hashes.NO_HASHES

    def episode_hashes(self, show: str, season: int) -> dict[str, TitleHash] | None:
        """The hashes of a season's episodes, or None."""
        url = f"{self._api}/api/metadata-hashes/tv/{segment(show)}/{season}"
        found = self._hint(url, EpisodeHashes)
        return found.episodes if found else None

    def document(self, url: str) -> Answer:
        """A file of the library, whole."""
        return self.door.get(url, deadline=self._deadline)

    def file_start(self, url: str) -> Answer:
        headers = {"Range": "bytes=0-1023", "Accept-Encoding": "identity"}
        return self.door.peek(url, headers, deadline=self._deadline, cap=1024)

    def _hint(self, url: str, payload: type[H]) -> H | None:
        try:
            answer = self.door.get(
                url, deadline=self._deadline, cap=_HASH_BYTES, attempts=1
            )
            return msgspec.json.decode(answer.body, type=payload)
        except (OutboundError, msgspec.MsgspecError, RecursionError, UnicodeError):
            return None

    def _headers(self) -> dict[str, str]:
        return {"x-webhook-id": self._secret} if self._secret else {}
