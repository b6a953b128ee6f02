"""Every field that a media-processor can carry, over real HTTP and real folders.

What it can carry at all is a list here, held against the field table: a field that
is added there, or learnt by the adapter, has to be put into it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

from catalog.fields import ARTWORK_KEYS, FIELDS, GROUPS
from tests.flows.conftest import Shelf, Shelves
from tests.flows.hub import Hub
from tests.library_factory import Episode, make_movie, make_show
from tests.library_files import info_of


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEDIA: Final = _names(
    "duration_ms width height video_codec bitrate frame_rate audio_tracks"
    " hdr bit_depth color_space transfer resolution_label"
)
_TITLE: Final = _names(
    "title original_title year release_date overview tagline genres rating"
    " content_rating runtime_ms status cast crew studios networks countries languages"
    " keywords trailer_url external_ids.tmdb external_ids.imdb external_ids.tvdb"
    " artwork.poster artwork.backdrop artwork.logo"
)
#: Files are named for a language and the hearing impaired, for nothing else.
_CAPTIONS: Final = _names("captions.en captions.en:hi captions.de")
_PLAYED: Final = _MEDIA | _CAPTIONS | {"chapters"}
CARRIED: Final = {
    "movie": _TITLE | _PLAYED | {"edition", "collection"},
    "show": _TITLE | {"last_air_date"},
    "season": _names(
        "title year release_date overview rating season_number external_ids.tmdb"
        " artwork.poster"
    ),
    "episode": _PLAYED
    | _names(
        "title year release_date overview rating runtime_ms cast crew trailer_url"
        " season_number episode_number artwork.thumbnail external_ids.tmdb"
        " external_ids.imdb external_ids.tvdb"
    ),
}
#: What the format of a media-processor has no place for.
NOT_CARRIED: Final = {
    "movie": _names(
        "sort_title subtitle_tracks chroma dolby_vision_profile spatial_audio"
        " artwork.thumbnail"
    ),
    "show": _names("sort_title artwork.thumbnail"),
    "season": _names(
        "original_title sort_title last_air_date content_rating cast crew trailer_url"
        " artwork.backdrop artwork.logo artwork.thumbnail external_ids.imdb"
        " external_ids.tvdb"
    ),
    "episode": _names(
        "original_title sort_title content_rating subtitle_tracks chroma"
        " dolby_vision_profile spatial_audio artwork.poster artwork.backdrop"
        " artwork.logo"
    ),
}
#: What names of folders and files say, and the id that makes them one title.
_KEPT: Final = {
    "movie": _names("title year edition external_ids.tmdb"),
    "show": _names("title external_ids.tmdb"),
    "season": _names("title season_number"),
    # Its own file stays, and is described by itself: it has no sound.
    "episode": _names("title season_number episode_number files.a")
    | (_MEDIA - {"audio_tracks"}),
}


def _media(server: str) -> dict[str, Any]:
    """A file's description in which no value of the two servers is the same."""
    is_a = server == "a"
    described = info_of(f"every field {server}")
    more = described["additionalMetadata"]
    more["duration"] = 90_000 if is_a else 80_000
    more["audio"] = [{"codec": "aac", "channels": 2 if is_a else 6, "language": "en"}]
    more["video"] = [
        {
            "codec": "hevc" if is_a else "h264",
            "frame_rate": "24/1" if is_a else "25/1",
            "bitrate": 9_000 if is_a else 8_000,
            "width": 3840 if is_a else 1280,
            "height": 2160 if is_a else 720,
        }
    ]
    quality = described["mediaQuality"]
    quality["bitDepth"] = 10 if is_a else 8
    quality["colorSpace"] = "BT.2020" if is_a else "BT.709"
    quality["transferCharacteristics"] = "PQ" if is_a else "BT.709"
    quality["isHDR"] = is_a
    return described | {
        "hdr": "HDR10" if is_a else None,
        "length": more["duration"],
        "dimensions": "3840x2160" if is_a else "1280x720",
    }


def _people(server: str) -> dict[str, Any]:
    return {
        "cast": [{"name": f"Ann {server}", "character": "X"}],
        "crew": [{"name": f"Bob {server}", "job": "Director"}],
    }


def _day(server: str, day: int = 1) -> str:
    return f"2001-0{1 if server == 'a' else 2}-0{day}"


def _document(server: str, name: str, number: int) -> dict[str, Any]:
    """What films and shows have in common; ids agree, all else differs."""
    return {
        "id": number,
        "imdb_id": f"tt000000{number}",
        "external_ids": {"tvdb_id": 1_000 + number},
        f"original_{name}": f"Original of {server}",
        "overview": f"Overview of {server}",
        "tagline": f"Tagline of {server}",
        "genres": [{"name": f"Genre {server}"}],
        "vote_average": 7.5 if server == "a" else 3.0,
        "rating": "R" if server == "a" else "PG",
        "status": f"Status {server}",
        "production_companies": [{"name": f"Studio {server}"}],
        "networks": [{"name": f"Network {server}"}],
        "origin_country": ["FR" if server == "a" else "DE"],
        "languages": ["fr" if server == "a" else "de"],
        "keywords": [{"name": f"Keyword {server}"}],
        "trailer_url": f"https://videos.example/{server}",
        **_people(server),
    }


def _fill(root: Path, server: str) -> None:
    """A movie, and a show with a season and an episode, with all there can be."""
    make_movie(
        root,
        "Full (2001) {edition-Extended}",
        metadata=_document(server, "title", 7)
        | {
            "title": f"Full of {server}",
            "release_date": _day(server),
            "runtime": 90 if server == "a" else 80,
            "belongs_to_collection": {"name": f"Collection {server}"},
        },
        info=_media(server),
        images=["poster.jpg", "backdrop.jpg", "logo.png"],
        captions=["en", "en.hi", "de"],
        chapters=_chapters(server),
    )
    make_show(
        root,
        "Whole",
        {
            "Season 1": [
                Episode(
                    number=1,
                    title="Part",
                    metadata={
                        "id": 71,
                        "external_ids": {"imdb_id": "tt0000071", "tvdb_id": 1071},
                        "name": f"Part of {server}",
                        "overview": f"Episode of {server}",
                        "air_date": _day(server, 3),
                        "vote_average": 7.5 if server == "a" else 3.0,
                        "runtime": 45 if server == "a" else 44,
                        "trailer_url": f"https://videos.example/{server}/1",
                        "season_number": 1,
                        "episode_number": 1,
                        **_people(server),
                    },
                    info=_media(server),
                    thumbnail=True,
                    captions=["en", "en.hi", "de"],
                    chapters=_chapters(server),
                )
            ]
        },
        metadata=_document(server, "name", 8)
        | {
            "name": f"Whole of {server}",
            "first_air_date": _day(server),
            "last_air_date": _day(server, 9),
            "episode_run_time": [45 if server == "a" else 44],
            "seasons": [
                {
                    "id": 81,
                    "season_number": 1,
                    "name": f"Season of {server}",
                    "overview": f"Season overview of {server}",
                    "air_date": _day(server, 2),
                    "vote_average": 7.5 if server == "a" else 3.0,
                }
            ],
        },
        images=["show_poster.jpg", "show_backdrop.jpg", "show_logo.png"],
        season_images=["season_poster.jpg"],
    )


def _chapters(server: str) -> str:
    return f"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nChapter of {server}\n"


def _bare(root: Path) -> None:
    """The same folders with names and one id alone; an episode is its file."""
    make_movie(root, "Full (2001) {edition-Extended}", videos=[], metadata={"id": 7})
    make_show(
        root,
        "Whole",
        {"Season 1": [Episode(number=1, title="Part")]},
        metadata={"id": 8},
    )


class _Cupboard:
    """A shelf's folders, put away and put back as they were, times and all."""

    def __init__(self, shelf: Shelf, away: Path) -> None:
        self._shelf, self._away = shelf.folder, away

    def put_away(self) -> None:
        for name in ("movies/Full (2001) {edition-Extended}", "tv/Whole"):
            target = self._away / name
            target.parent.mkdir(parents=True)
            (self._shelf / name).rename(target)
        _bare(self._shelf)

    def put_back(self) -> None:
        for name in ("movies/Full (2001) {edition-Extended}", "tv/Whole"):
            shutil.rmtree(self._shelf / name)
            (self._away / name).rename(self._shelf / name)


def _sources(hub: Hub) -> dict[str, dict[str, str]]:
    """Where every value of every title comes from; a title stands for its kind."""
    found: dict[str, dict[str, str]] = {}
    for item in json.loads(hub.export())["items"]:
        sources = {n: f["source"] for n, f in item["fields"].items()}
        for name, entries in item["entries"].items():
            sources |= {f"{name}.{key}": e["source"] for key, e in entries.items()}
        assert item["kind"] not in found, "a title of both servers is one"
        found[item["kind"]] = sources
    return found


def test_the_list_is_the_field_table() -> None:
    for kind, carried in CARRIED.items():
        keyed = {"external_ids": ("tmdb", "imdb", "tvdb"), "artwork": ARTWORK_KEYS}
        declared: set[str] = set()
        for field in FIELDS:
            if kind in field.kinds and field.name not in ("captions", "files"):
                declared |= {
                    f"{field.name}.{k}" for k in keyed.get(field.name, ())
                } or {field.name}
        held = {name for name in carried if not name.startswith("captions.")}
        assert held | NOT_CARRIED[kind] == declared, kind
        assert not held & NOT_CARRIED[kind], kind
    assert "files" in GROUPS


def test_what_a_media_processor_carries_goes_and_comes_back(
    hub: Hub, shelves: Shelves, tmp_path: Path
) -> None:
    _fill(shelves.a.folder, "a")
    _fill(shelves.b.folder, "b")
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync()
    before, sources = hub.export(), _sources(hub)
    for kind, carried in CARRIED.items():
        files = {"files.a": "a", "files.b": "b"} if "width" in carried else {}
        assert sources[kind] == dict.fromkeys(carried, "a") | files, kind
    assert hub.sync()["writes"] == 0
    hub.sync("b"), hub.sync("a")
    assert hub.export() == before

    a = _Cupboard(shelves.a, tmp_path / "a")
    b = _Cupboard(shelves.b, tmp_path / "b")
    a.put_away()
    hub.sync()
    assert hub.sync()["writes"] == 0
    for kind, found in _sources(hub).items():
        of_a = {name for name, source in found.items() if source == "a"}
        assert of_a == _KEPT[kind], kind
        gaps = {"audio_tracks"} if kind == "episode" else set()
        assert found.keys() - {"files.a", "files.b"} == CARRIED[kind] - gaps, kind

    b.put_away()
    hub.sync()
    assert hub.sync()["writes"] == 0
    for kind, found in _sources(hub).items():
        assert found.keys() - {"files.b"} == _KEPT[kind], kind

    b.put_back()
    hub.sync()
    a.put_back()
    hub.sync()
    assert hub.export() == before
