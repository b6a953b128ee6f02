"""What a listing shows of a title before any document is asked for.  Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sync.adapters.media_processor import folders, mapping
from sync.types import Glimpse


def of_title(key: str, raw: Any) -> Glimpse:
    """A movie or show: what its folder's name and its ``_id`` tell."""
    folder = folders.parse(key)
    given = raw.get("_id") if isinstance(raw, dict) else None
    given = given if isinstance(given, str) else None
    ids = dict(folder.ids)
    if (tmdb := mapping.tmdb_of(given)) is not None:
        ids["tmdb"] = tmdb
    return Glimpse(
        title=folder.title,
        year=folder.year,
        external_ids=ids,
        fingerprint=mapping.fingerprint(given),
    )


def below(show: Glimpse, season: Any, *episode: Any) -> Glimpse:
    """A season or episode of the show, by the numbers the listing gives."""
    numbers = (raw if isinstance(raw, int) else None for raw in (season, *episode))
    return replace(show, number=tuple(numbers))
