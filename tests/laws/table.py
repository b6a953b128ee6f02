"""The mergeable fields once more, written down by hand.

The oracle shares no code with what it judges, so it has a table of its own: a field
that is forgotten, or merged by another rule, is seen here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

FIRST: Final = "first"
KEYED: Final = "keyed"
OF_PLAYING_FILE: Final = "of the playing file"


class Declared(NamedTuple):
    """How one field is merged, its group, and which kinds of titles have it."""

    name: str
    merged: str
    kinds: tuple[str, ...]
    group: str


_ALL: Final = "movie show season episode"
_PLAYABLE: Final = "movie episode"
_ROWS: Final = (
    (
        "metadata",
        FIRST,
        _ALL,
        "title original_title sort_title year release_date overview rating",
    ),
    ("metadata", FIRST, _ALL, "content_rating cast crew trailer_url"),
    ("metadata", FIRST, "show season", "last_air_date"),
    (
        "metadata",
        FIRST,
        "movie show",
        "tagline genres status studios networks countries",
    ),
    ("metadata", FIRST, "movie show", "languages keywords"),
    ("metadata", FIRST, "movie show episode", "runtime_ms"),
    ("metadata", FIRST, "movie", "edition collection"),
    ("metadata", FIRST, "season episode", "season_number"),
    ("metadata", FIRST, "episode", "episode_number"),
    ("chapters", FIRST, _PLAYABLE, "chapters"),
    ("metadata", KEYED, _ALL, "external_ids"),
    ("artwork", KEYED, _ALL, "artwork"),
    ("captions", KEYED, _PLAYABLE, "captions"),
    ("files", KEYED, _PLAYABLE, "files"),
    ("media_info", OF_PLAYING_FILE, _PLAYABLE, "duration_ms width height bitrate"),
    ("media_info", OF_PLAYING_FILE, _PLAYABLE, "video_codec frame_rate"),
    ("media_info", OF_PLAYING_FILE, _PLAYABLE, "audio_tracks subtitle_tracks"),
    ("media_quality", OF_PLAYING_FILE, _PLAYABLE, "hdr bit_depth chroma color_space"),
    ("media_quality", OF_PLAYING_FILE, _PLAYABLE, "transfer dolby_vision_profile"),
    ("media_quality", OF_PLAYING_FILE, _PLAYABLE, "resolution_label spatial_audio"),
)

TABLE: Final = tuple(
    Declared(name, merged, tuple(kinds.split()), group)
    for group, merged, kinds, names in _ROWS
    for name in names.split()
)
OF_KIND: Final = {
    kind: tuple(declared for declared in TABLE if kind in declared.kinds)
    for kind in _ALL.split()
}
GROUPS: Final = tuple(dict.fromkeys(declared.group for declared in TABLE))
GROUPS_OF: Final = {
    kind: frozenset(declared.group for declared in of_kind)
    for kind, of_kind in OF_KIND.items()
}
