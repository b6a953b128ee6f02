"""Good values for every mergeable field: the table the generated tests are fed from.

A field of `catalog.fields` without a line here fails `test_samples`, by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from catalog.fields import ARTWORK_KEYS, JSONValue


class Good(NamedTuple):
    """Three different values: alpha's, beta's, and what alpha says later instead."""

    alpha: JSONValue
    beta: JSONValue
    later: JSONValue


def _texts(what: str) -> Good:
    return Good(f"Alpha's {what}", f"Beta's {what}", f"Alpha's newer {what}")


def _days(year: int) -> Good:
    return Good(f"{year}-01-02", f"{year}-03-04", f"{year}-05-06")


def _lists(what: str) -> Good:
    return Good([f"{what} A", "Both"], ["Both", f"{what} B"], [f"{what} C"])


def _people(member: str) -> Good:
    return Good(
        [{"name": "Ada Alpha", member: "One"}],
        [{"name": "Bo Beta", member: "One"}, {"name": "Bea Beta", member: None}],
        [{"name": "Ada Alpha", member: "Two"}],
    )


#: By the name of the field.
SINGLE_VALUES: Final[Mapping[str, Good]] = {
    "title": _texts("title"),
    "original_title": _texts("original title"),
    "sort_title": _texts("sort title"),
    "year": Good(1999, 2000, 2001),
    "release_date": _days(1999),
    "last_air_date": _days(2005),
    "overview": _texts("overview"),
    "tagline": _texts("tagline"),
    "genres": _lists("Genre"),
    "rating": Good(7.5, 3.25, 9.0),
    "content_rating": Good("PG-13", "FSK 12", "R"),
    "runtime_ms": Good(6_000_000, 6_060_000, 5_000_000_000),
    "status": Good("Released", "Ended", "Returning Series"),
    "cast": _people("character"),
    "crew": _people("job"),
    "studios": _lists("Studio"),
    "networks": _lists("Network"),
    "countries": Good(["FR"], ["DE", "FR"], ["IT"]),
    "languages": Good(["fr"], ["de", "fr"], ["pt-BR"]),
    "keywords": _lists("Keyword"),
    "edition": Good("Extended", "Director's Cut", "Theatrical"),
    "collection": _texts("collection"),
    "trailer_url": Good("http://a/t", "http://b/t", "http://a/t2"),
    "season_number": Good(1, 2, 3),
    "episode_number": Good(1, 2, 3),
    "duration_ms": Good(5_400_000, 5_400_040, 6_000_000),
    "width": Good(3840, 1920, 1280),
    "height": Good(2160, 1080, 720),
    "video_codec": Good("hevc", "h264", "av1"),
    "bitrate": Good(40_000_000, 8_000_000, 90_000_000_000),
    "frame_rate": Good(23.976, 25.0, 24.0),
    "audio_tracks": Good(
        [{"codec": "truehd", "channels": 8}],
        [{"codec": "aac", "channels": 2}],
        [{"codec": "eac3", "channels": 6}, {"codec": "aac", "channels": 2}],
    ),
    "subtitle_tracks": Good([{"language": "en"}], [{"language": "de"}], [{"n": 1}]),
    "hdr": Good(["dolby_vision", "hdr10"], ["sdr"], ["hlg"]),
    "bit_depth": Good(10, 8, 12),
    "chroma": Good("4:2:0", "4:4:4", "4:2:2"),
    "color_space": Good("bt2020nc", "bt709", "bt2020c"),
    "transfer": Good("smpte2084", "bt709", "arib-std-b67"),
    "dolby_vision_profile": Good("8.1", "5", "7"),
    "resolution_label": Good("4K", "1080p", "720p"),
    "spatial_audio": Good("atmos", "dts:x", "auro-3d"),
    "chapters": Good(
        [{"start_ms": 0, "end_ms": 1000, "title": "A"}],
        [{"start_ms": 0, "end_ms": 2000, "title": "B"}],
        [{"start_ms": 0, "end_ms": 3000, "title": "C"}],
    ),
}


def _picture(key: str) -> Good:
    return Good(
        {"url": f"http://a/{key}.jpg?hash=1", "placeholder": "data:a", "focal": "left"},
        {"url": f"http://b/{key}.jpg", "placeholder": None, "focal": None},
        {"url": f"http://a/{key}.jpg?hash=2", "placeholder": None, "focal": "right"},
    )


def _caption(key: str) -> Good:
    def entry(server: str, label: str, moment: str | None) -> JSONValue:
        return {
            "url": f"http://{server}/{key}.srt",
            "label": label,
            "last_modified": moment,
            "pending": False,
        }

    # The same address with another time: a caption that was edited in place.
    return Good(
        entry("a", "From a", "2026-01-01T00:00:00Z"),
        entry("b", "From b", None),
        entry("a", "From a", "2026-02-02T00:00:00Z"),
    )


def _file(name: str) -> Good:
    def entry(size: int, mark: str | None) -> JSONValue:
        return {
            "url": f"http://a/{name}.mp4",
            "container": "mp4",
            "size_bytes": size,
            "modified_at": None,
            "fingerprint": mark,
        }

    # Files are each server's own; what beta would say is never asked.
    return Good(entry(1_000, "aa11"), None, entry(5_000_000_000, "bb22"))


#: By the name of the field and the key of the entry.
ENTRY_VALUES: Final[Mapping[str, Mapping[str, Good]]] = {
    "external_ids": {
        "tmdb": Good("603", "604", "605"),
        "imdb": Good("tt0133093", "tt0234215", "tt0242653"),
        "tvdb": Good("70", "71", "72"),
    },
    "artwork": {key: _picture(key) for key in ARTWORK_KEYS},
    "captions": {key: _caption(key) for key in ("en", "en:hi", "pt-BR:forced")},
    "files": {key: _file(key) for key in ("alpha", "alpha#2")},
}
