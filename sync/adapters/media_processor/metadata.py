"""The metadata documents (TMDB's shape, enriched by the server) as field values.  Pure.

These files are written by many hands: a member of the wrong type is no value, and the
rest of the document counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from sync.adapters.media_processor import values
from sync.adapters.media_processor.folders import Folder, external_id
from sync.adapters.media_processor.links import web_address
from sync.types import JSONValue

Values: TypeAlias = dict[str, JSONValue]
Document: TypeAlias = Mapping[str, Any]

#: Every single field a metadata document may give: what is reused with it.
FIELDS: Final = frozenset(
    {
        *("title", "original_title", "year", "release_date", "last_air_date"),
        *("overview", "tagline", "genres", "rating", "content_rating", "runtime_ms"),
        *("status", "cast", "crew", "studios", "networks", "countries", "languages"),
        *("keywords", "edition", "collection", "trailer_url"),
    }
)
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}", re.ASCII)
#: A week; real runtimes are far below.
_MINUTES: Final = 7 * 24 * 60
_SEASONS: Final = 10_000


def of_movie(doc: Document, folder: Folder) -> Values:
    found = _of_title(doc, folder, "release_date")
    collection = doc.get("belongs_to_collection")
    if isinstance(collection, dict):
        found["collection"] = values.text(collection.get("name"), 500)
    found["edition"] = folder.edition
    found["runtime_ms"] = _runtime(doc.get("runtime"))
    return _with_value(found)


def of_show(doc: Document, folder: Folder) -> Values:
    found = _of_title(doc, folder, "first_air_date")
    found["last_air_date"] = values.day(doc.get("last_air_date"))
    runtimes = doc.get("episode_run_time")
    if isinstance(runtimes, list) and runtimes:
        found["runtime_ms"] = _runtime(runtimes[0])
    return _with_value(found)


def of_season(
    doc: Document, number: int, folder_name: str
) -> tuple[Values, str | None]:
    """A season's values from its show's document, and its TMDB id."""
    entry = _season_entry(doc, number)
    aired = values.day(entry.get("air_date"))
    found: Values = {
        "title": values.text(entry.get("name"), 500) or values.text(folder_name, 500),
        "overview": values.text(entry.get("overview"), 20_000, lines=True),
        "release_date": aired,
        "year": _year(aired),
        "rating": _rating(entry.get("vote_average")),
    }
    return _with_value(found), external_id("tmdb", entry.get("id"))


def of_episode(doc: Document, derived_name: str | None) -> Values:
    aired = values.day(doc.get("air_date"))
    cast = values.members(doc.get("cast")) + values.members(doc.get("guest_stars"))
    found: Values = {
        "title": values.text(doc.get("name"), 500) or values.text(derived_name, 500),
        "overview": values.text(doc.get("overview"), 20_000, lines=True),
        "release_date": aired,
        "year": _year(aired),
        "rating": _rating(doc.get("vote_average")),
        "runtime_ms": _runtime(doc.get("runtime")),
        "cast": _cast(cast),
        "crew": _crew(doc.get("crew")),
        "trailer_url": web_address(doc.get("trailer_url")),
    }
    return _with_value(found)


def ids(doc: Document) -> dict[str, str]:
    """External ids by scheme."""
    more = doc.get("external_ids")
    others: Document = more if isinstance(more, dict) else {}
    candidates = {
        "tmdb": (doc.get("id"),),
        "imdb": (doc.get("imdb_id"), others.get("imdb_id")),
        "tvdb": (doc.get("tvdb_id"), others.get("tvdb_id")),
    }
    found: dict[str, str] = {}
    for scheme, options in candidates.items():
        for option in options:
            if (known := external_id(scheme, option)) is not None:
                found[scheme] = known
                break
    return found


def _of_title(doc: Document, folder: Folder, date_member: str) -> Values:
    released = values.day(doc.get(date_member))
    title = values.text(doc.get("title"), 500) or values.text(doc.get("name"), 500)
    original = doc.get("original_title") or doc.get("original_name")
    return {
        "title": title or folder.title,
        "original_title": values.text(original, 500),
        "year": _year(released) or folder.year,
        "release_date": released,
        "overview": values.text(doc.get("overview"), 20_000, lines=True),
        "tagline": values.text(doc.get("tagline"), 1_000),
        "genres": values.names(doc.get("genres")),
        "rating": _rating(doc.get("vote_average")),
        "content_rating": values.text(doc.get("rating"), 50),
        "status": values.text(doc.get("status"), 100),
        "cast": _cast(doc.get("cast")),
        "crew": _crew(doc.get("crew")),
        "studios": values.names(doc.get("production_companies")),
        "networks": values.names(doc.get("networks")),
        "countries": _countries(doc),
        "languages": _languages(doc),
        "keywords": _keywords(doc.get("keywords")),
        "trailer_url": web_address(doc.get("trailer_url")),
    }


def _season_entry(doc: Document, number: int) -> Document:
    seasons = doc.get("seasons")
    for entry in seasons[:_SEASONS] if isinstance(seasons, list) else ():
        if isinstance(entry, dict):
            given = entry.get("season_number")
            if given == number and not isinstance(given, bool):
                return entry
    return {}


def _with_value(found: Values) -> Values:
    """Law 3: null, blank text and empty lists are no value; 0 is one."""
    return {k: v for k, v in found.items() if v is not None and v != "" and v != []}


def _year(iso_day: str | None) -> int | None:
    return int(iso_day[:4]) if iso_day else None


def _rating(value: object) -> float | None:
    found = values.number(value, 0, 10)
    return None if found is None else float(found)


def _runtime(minutes: object) -> int | None:
    found = values.number(minutes, 0, _MINUTES)
    return None if found is None else round(found * 60_000)


def _cast(value: object) -> list[JSONValue]:
    return [
        {
            "name": name,
            "character": values.text(entry.get("character"), values.NAME_CAP),
            "profile": web_address(entry.get("profile_path")),
        }
        for entry, name in _people(value)
    ]


def _crew(value: object) -> list[JSONValue]:
    return [
        {"name": name, "job": values.text(entry.get("job"), values.NAME_CAP)}
        for entry, name in _people(value)
    ]


def _people(value: object) -> list[tuple[Document, str]]:
    return [
        (entry, name)
        for entry in values.members(value)
        if isinstance(entry, dict)
        and (name := values.text(entry.get("name"), values.NAME_CAP)) is not None
    ]


def _countries(doc: Document) -> list[str]:
    found = values.names(doc.get("production_countries"), "iso_3166_1")
    found = found or values.names(doc.get("origin_country"))
    return list(dict.fromkeys(c.upper() for c in found if _COUNTRY.fullmatch(c)))


def _languages(doc: Document) -> list[str]:
    listed = values.names(doc.get("languages"), "iso_639_1")
    listed = listed or values.names(doc.get("spoken_languages"), "iso_639_1")
    tags = [tag for tag in map(values.language, listed) if tag]
    if not tags and (original := values.language(doc.get("original_language"))):
        tags = [original]
    return list(dict.fromkeys(tags))


def _keywords(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("keywords") or value.get("results")
    return values.names(value)
