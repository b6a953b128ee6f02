"""Which adapter speaks to which kind of server.  A new kind is a folder and a line."""

from __future__ import annotations

from typing import Final

from doors.http import Limits
from sync.adapters.base import ServerAdapter
from sync.adapters.by_hand.adapter import (
    BY_HAND,
    CAPTIONS,
    ByHand,
    CaptionsByHand,
)
from sync.adapters.media_processor.adapter import SCAN_SECONDS, MediaProcessor
from sync.types import ServerConfig

__all__ = [
    "BY_HAND",
    "CAPTIONS",
    "KINDS",
    "LABELS",
    "OWN",
    "SCAN_SECONDS",
    "UnknownKindError",
    "adapter_for",
    "check_kind",
    "has_files",
]

_ADAPTERS: Final[dict[str, type[MediaProcessor | ByHand]]] = {
    MediaProcessor.kind: MediaProcessor,
    ByHand.kind: ByHand,
    CaptionsByHand.kind: CaptionsByHand,
}
#: The kinds of the curators' own servers, which come with what is first added by hand.
OWN: Final = frozenset({BY_HAND, CAPTIONS})
#: The kinds people add.
KINDS: Final[tuple[str, ...]] = tuple(kind for kind in _ADAPTERS if kind not in OWN)
LABELS: Final[dict[str, str]] = {kind: _ADAPTERS[kind].label for kind in KINDS}
_COMING: Final = ("jellyfin", "emby", "plex", "folder", "tmdb", "omdb")


class UnknownKindError(ValueError):
    """A kind of server that cannot be spoken to; the message is for a person."""


def check_kind(kind: str) -> None:
    """Raise UnknownKindError unless servers of this kind can be added."""
    if kind in _ADAPTERS:
        return
    if kind in _COMING:
        raise UnknownKindError(
            f"Servers of the kind {kind} are not available yet; "
            f"available: {', '.join(KINDS)}."
        )
    raise UnknownKindError(
        f'There is no server kind "{kind[:50]}"; available: {", ".join(KINDS)}.'
    )


def has_files(kind: str) -> bool:
    """Whether servers of this kind offer files, and so create titles."""
    check_kind(kind)
    return _ADAPTERS[kind].has_files


def adapter_for(
    config: ServerConfig,
    *,
    limits: Limits | None = None,
    deadline_seconds: float | None = None,
) -> ServerAdapter:
    """The adapter of a server.  `deadline_seconds` bounds a whole scan."""
    check_kind(config.kind)
    seconds = SCAN_SECONDS if deadline_seconds is None else deadline_seconds
    return _ADAPTERS[config.kind](config, limits, seconds)
