"""The contract's change hints: ``/api/metadata-hashes/...``.

A hash covers everything the listing says of a title, a season or an episode, so it
moves with focal points, placeholders and durations too, which a media-processor's own
does not.  The hash of a title is the same wherever it is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from catalog.fields import JSONValue
from streaming.library.layout import MediaType, iso_time
from streaming.library.shelf import Listing, Title

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def all_titles(listing: Listing, media_type: MediaType) -> dict[str, JSONValue]:
    """Every title's hash, and one over all of them."""
    titles: dict[str, JSONValue] = {}
    for name, title in listing.titles.items():
        titles[name] = {
            "hash": title_hash(title, media_type),
            "contentHash": _content_hash(title) if media_type == "tv" else None,
            "lastModified": _last_modified(title, media_type),
            "generated": _moment(title.described_at),
        }
    return {"hash": _hash_of_all(titles), "titles": titles}


def one_movie(listing: Listing, name: str) -> dict[str, JSONValue] | None:
    title = listing.titles.get(name)
    if title is None:
        return None
    return {
        "title": name,
        "hash": title_hash(title, "movies"),
        "lastModified": _last_modified(title, "movies"),
        "generated": _moment(title.described_at),
    }


def one_show(listing: Listing, name: str) -> dict[str, JSONValue] | None:
    title = listing.titles.get(name)
    if title is None:
        return None
    return {
        "hash": title_hash(title, "tv"),
        "seasons": {
            str(number): {
                "hash": _season_hash(seasons),
                "lastModified": iso_time(title.written_ns),
                "generated": _moment(title.described_at),
            }
            for number, seasons in sorted(_by_number(title).items())
        },
    }


def one_season(listing: Listing, name: str, number: int) -> dict[str, JSONValue] | None:
    title = listing.titles.get(name)
    seasons = _by_number(title).get(number) if title else None
    if title is None or seasons is None:
        return None
    return {
        "hash": _season_hash(seasons),
        "episodes": {
            key: {
                "hash": _sha1(episode),
                "lastModified": episode["mediaLastModified"],
                "generated": _moment(title.described_at),
            }
            for key, episode in _episodes(seasons)
        },
    }


def title_hash(title: Title, media_type: MediaType) -> str:
    if media_type == "movies":
        return _sha1(title.entry)
    show = _decoded(title)
    seasons = show.pop("seasons")
    return _sha1([show, sorted(seasons)])


# Entries are kept as text, a tenth of the memory, and read back as `shows` wrote them.
def _decoded(title: Title) -> dict[str, Any]:
    return msgspec.json.decode(title.entry, type=dict[str, Any])


def _seasons(title: Title) -> dict[str, Any]:
    seasons: dict[str, Any] = _decoded(title)["seasons"]
    return seasons


def _by_number(title: Title) -> dict[int, list[dict[str, Any]]]:
    """Seasons by number; “Specials” and “Season 0” are both number 0."""
    numbered: dict[int, list[dict[str, Any]]] = {}
    for season in _seasons(title).values():
        numbered.setdefault(season["seasonNumber"], []).append(season)
    return numbered


def _episodes(seasons: Iterable[Mapping[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(
        (key, episode)
        for season in seasons
        for key, episode in season["episodes"].items()
    )


def _season_hash(seasons: list[dict[str, Any]]) -> str:
    keys = [key for key, _ in _episodes(seasons)]
    shells = [{k: v for k, v in s.items() if k != "episodes"} for s in seasons]
    return _sha1([shells, keys])


def _content_hash(title: Title) -> str:
    seasons = _seasons(title).values()
    return _sha1(sorted(_sha1(episode) for _, episode in _episodes(seasons)))


def _hash_of_all(titles: Mapping[str, Any]) -> str:
    return _sha1([[n, t["hash"], t["contentHash"]] for n, t in titles.items()])


def _last_modified(title: Title, media_type: MediaType) -> JSONValue:
    """A movie's is that of its video, None without one; a show's of its newest file."""
    if media_type == "tv":
        return iso_time(title.written_ns)
    return None if title.video_ns is None else iso_time(title.video_ns)


def _moment(when: datetime) -> str:
    """The contract's form: UTC, without saying so."""
    return f"{when:%Y-%m-%d %H:%M:%S}"


def _sha1(value: object) -> str:
    text = value if isinstance(value, bytes) else _ENCODER.encode(value)
    return hashlib.sha1(text, usedforsecurity=False).hexdigest()
