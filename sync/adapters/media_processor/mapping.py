"""Payload and details to an observed item.  Pure, and called for every title.

The parts that come from detail documents (metadata, chapters, placeholders) are handed
in as `Details`, whether just read or reused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.adapters.media_processor import captions, media, values
from sync.adapters.media_processor.faults import BadItemError
from sync.adapters.media_processor.folders import external_id
from sync.adapters.media_processor.links import Links, file_name, sibling
from sync.adapters.media_processor.payloads import Episode, Movie, Season, Show, mapping
from sync.types import JSONValue, ObservedItem

FOCAL: Final = frozenset({"left", "left-center", "center", "right-center", "right"})
FILES: Final = 200
SEASON_NUMBERS: Final = range(10_000)
EPISODE_NUMBERS: Final = range(1_000_000)


@dataclass(slots=True, kw_only=True)
class Details:
    """What the detail documents of one item say."""

    values: Mapping[str, JSONValue] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    chapters: list[JSONValue] = field(default_factory=list)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)


def fingerprint(given: str | None) -> str | None:
    """The media fingerprint in ``_id``; an id of TMDB there is none."""
    if not given or given.startswith("tmdb_") or len(given) > 200:
        return None
    return given if given.isascii() and given.isalnum() else None


def tmdb_of(given: str | None) -> str | None:
    """The TMDB id in an ``_id`` such as tmdb_603."""
    if given is None or not given.startswith("tmdb_"):
        return None
    return external_id("tmdb", given.removeprefix("tmdb_"))


def movie(
    key: str, payload: Movie, details: Details, links: Links, token: str
) -> ObservedItem:
    urls = payload.urls
    found = dict(details.values)
    files = _movie_files(payload, links)
    if files:
        found.update(_movie_media(payload, files[0][0]))
    if details.chapters:
        found["chapters"] = details.chapters
    artwork: dict[str, Mapping[str, JSONValue]] = {}
    if urls is not None:
        focal = _focal(payload.focal, payload.focal_suggested)
        images = (
            ("poster", urls.poster, None),
            ("backdrop", urls.backdrop, focal),
            ("logo", urls.logo, None),
        )
        artwork = _artwork(images, details, links)
    return ObservedItem(
        kind="movie",
        remote_key=key,
        values=found,
        external_ids=details.ids,
        artwork=artwork,
        captions=captions.entries(mapping(urls.subtitles), links) if urls else {},
        files=[entry for _, entry in files],
        fingerprint=fingerprint(payload.id),
        listing_token=token,
        detail_tokens=details.tokens,
    )


def show(
    key: str, payload: Show, details: Details, links: Links, token: str
) -> ObservedItem:
    focal = _focal(payload.focal, payload.focal_suggested)
    images = (
        ("poster", payload.poster, None),
        ("backdrop", payload.backdrop, focal),
        ("logo", payload.logo, None),
    )
    return ObservedItem(
        kind="show",
        remote_key=key,
        values=details.values,
        external_ids=details.ids,
        artwork=_artwork(images, details, links),
        listing_token=token,
        detail_tokens=details.tokens,
    )


def season(
    key: str, parent: str, payload: Season, details: Details, links: Links, token: str
) -> ObservedItem:
    return ObservedItem(
        kind="season",
        remote_key=key,
        parent_key=parent,
        values={**details.values, "season_number": payload.number},
        external_ids=details.ids,
        artwork=_artwork((("poster", payload.poster, None),), details, links),
        listing_token=token,
        detail_tokens=details.tokens,
    )


def episode(
    key: str,
    parent: str,
    season_number: int,
    payload: Episode,
    details: Details,
    links: Links,
    token: str,
) -> ObservedItem:
    found = {
        **details.values,
        "season_number": season_number,
        "episode_number": payload.number,
    }
    files: list[Mapping[str, JSONValue]] = []
    url = links.absolute(payload.video)
    if url is not None:
        files = [_file(url, payload.filename or file_name(url), payload)]
        info = media.info(payload.technical, payload.length, payload.dimensions)
        found.update(info)
        found.update(media.quality(payload.quality, payload.hdr, _size(info)))
    if details.chapters:
        found["chapters"] = details.chapters
    return ObservedItem(
        kind="episode",
        remote_key=key,
        parent_key=parent,
        values=found,
        external_ids=details.ids,
        artwork=_artwork((("thumbnail", payload.thumbnail, None),), details, links),
        captions=captions.entries(mapping(payload.subtitles), links),
        files=files,
        fingerprint=fingerprint(payload.id),
        listing_token=token,
        detail_tokens=details.tokens,
    )


def check_number(number: int, allowed: range, what: str) -> None:
    if number not in allowed:
        raise BadItemError(
            "bad_number",
            f"The {what} number {str(number)[:30]} is impossible.",
            str(number)[:100],
        )


def _movie_files(
    payload: Movie, links: Links
) -> list[tuple[str, Mapping[str, JSONValue]]]:
    """The video files of a folder by name; what is known of one belongs to it alone."""
    urls = payload.urls
    described = links.absolute(urls.mp4) if urls else None
    if urls is None or described is None:
        return []
    own = file_name(described)
    listed: Iterable[str] = {
        name
        for name in (*mapping(payload.length), *(payload.file_names or ()))
        if name.lower().endswith(".mp4") and "/" not in name
    }
    found: list[tuple[str, Mapping[str, JSONValue]]] = []
    for name in sorted({own, *listed})[:FILES]:
        if name == own:
            found.append((name, _file(described, name, payload)))
        else:
            found.append((name, _file(sibling(described, name), name, None)))
    return found


def _file(
    url: str, name: str, described: Movie | Episode | None
) -> Mapping[str, JSONValue]:
    modified: str | None = None
    if isinstance(described, Movie):
        modified = described.urls.modified if described.urls else None
    elif described is not None:
        modified = described.modified
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return {
        "url": url,
        "container": extension if extension.isalnum() and extension.isascii() else None,
        "size_bytes": media.size_bytes(described.technical) if described else None,
        "modified_at": values.moment(modified),
        "fingerprint": fingerprint(described.id) if described else None,
    }


def _movie_media(payload: Movie, first: str) -> dict[str, JSONValue]:
    """media_info and media_quality of the folder's first file."""
    length = mapping(payload.length).get(first)
    dimensions = mapping(payload.dimensions).get(first)
    length = length if isinstance(length, int | float) else None
    dimensions = dimensions if isinstance(dimensions, str) else None
    described = payload.urls.mp4 if payload.urls else None
    if described is not None and file_name(described) == first:
        info = media.info(payload.technical, length, dimensions)
        return info | media.quality(payload.quality, payload.hdr, _size(info))
    info = media.info(None, length, dimensions)
    return info | media.quality(None, None, _size(info))


def _size(info: Mapping[str, Any]) -> tuple[int, int] | None:
    width, height = info.get("width"), info.get("height")
    return (width, height) if width and height else None


def _focal(*candidates: str | None) -> str | None:
    return next((word for word in candidates if word in FOCAL), None)


def _artwork(
    images: Iterable[tuple[str, str | None, str | None]], details: Details, links: Links
) -> dict[str, Mapping[str, JSONValue]]:
    found: dict[str, Mapping[str, JSONValue]] = {}
    for key, path, focal in images:
        url = links.absolute(path)
        if url is not None:
            found[key] = {
                "url": url,
                "placeholder": details.placeholders.get(key),
                "focal": focal,
            }
    return found
