"""The contract of a server kind: few methods, typed values, no Django.

An adapter knows one server and its protocol.  It never sees a priority, another
server or the catalog.  Whatever goes wrong becomes an event or a check result; an
exception out of `scan` is a bug.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import ClassVar, Protocol

from sync.types import CheckResult, Known, ScanEvent, ScanRequest, ServerConfig


class ServerAdapter(Protocol):
    """One server, spoken to in the language of its kind."""

    kind: ClassVar[str]
    label: ClassVar[str]
    #: Whether its items have files.  Only such servers create titles or keep them
    #: available; describers (TMDB, OMDb) never do.
    has_files: ClassVar[bool]

    def __init__(self, config: ServerConfig) -> None: ...

    def scan(
        self, request: ScanRequest, known: Known
    ) -> Generator[ScanEvent, None, None]:
        """Read the listings side by side and yield what they say, as it is read.

        Every asked kind ends with exactly one of ListingRead, ListingUnchanged or
        ListingFailed.  A parent comes before its children.  Memory stays bounded
        whatever the length of the listing.  `request.watch` is told of every item
        before it is read, and may forbid it.  Closing the iterator ends all requests.
        """

    def check(self) -> Iterator[CheckResult]:
        """Try the API, the secret, the prefix and one static file, each by itself."""
