"""The curators' own server: they store what it says, so nothing is ever asked."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import ClassVar, Final

from doors.http import Limits
from sync.types import (
    CheckResult,
    Known,
    ListingUnchanged,
    ScanEvent,
    ScanRequest,
    ServerConfig,
)

#: The kind of the one server that has the titles added by hand.
BY_HAND: Final = "by-hand"
#: The kind of the one server that has the captions people uploaded.
CAPTIONS: Final = "captions-by-hand"


class ByHand:
    """Answers to every question that nothing has changed."""

    kind: ClassVar[str] = BY_HAND
    label: ClassVar[str] = "added by hand"
    has_files: ClassVar[bool] = True

    def __init__(
        self,
        config: ServerConfig,
        limits: Limits | None = None,
        deadline_seconds: float = 0.0,
    ) -> None:
        self._name = config.name

    def scan(
        self, request: ScanRequest, known: Known
    ) -> Generator[ScanEvent, None, None]:
        """One event: what curators said of these kinds is what is stored."""
        yield ListingUnchanged(kinds=request.kinds)

    def check(self) -> Iterator[CheckResult]:
        """One answer, for there is nothing to reach."""
        yield CheckResult(
            part="api",
            ok=True,
            message=f"{self._name} are kept here: there is nothing to ask.",
        )


class CaptionsByHand(ByHand):
    """The server of uploaded captions: it describes titles that others have.

    Without files of its own it keeps no title available, however many captions it has.
    """

    kind: ClassVar[str] = CAPTIONS
    label: ClassVar[str] = "captions uploaded by hand"
    has_files: ClassVar[bool] = False
