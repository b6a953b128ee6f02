"""The table of mergeable fields: the one place that says what a title is made of.

Pure: no Django, no clock.  Columns (`catalog.models.media_fields`), the resolver, the
admin, the API and the generated tests all follow this table; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import isfinite
from typing import Final, TypeAlias

JSONValue: TypeAlias = (
    bool | int | float | str | Sequence["JSONValue"] | Mapping[str, "JSONValue"] | None
)


class Type(StrEnum):
    """How a value is stored and compared."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"  # ISO 8601 text, YYYY-MM-DD
    LIST = "list"  # JSON
    MAP = "map"  # keyed entries


class Merge(StrEnum):
    """How the servers' values become one."""

    FIRST = "first"  # the first server in order that has a value
    KEYED = "keyed"  # entry by entry, each by itself
    PLAYING_FILE = "playing_file"  # whole, from the server of the file played first


ALL: Final = ("movie", "show", "season", "episode")
TOP: Final = ("movie", "show")
PLAYABLE: Final = ("movie", "episode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One mergeable field.

    `cap` bounds what is stored: characters of a text, members of a list, entries of
    a map.  `bit` is the field's place in an observation's `present` mask; it is
    stored, so it never changes and is never given twice.
    """

    name: str
    bit: int
    group: str
    kinds: tuple[str, ...]
    type: Type
    merge: Merge
    cap: int
    label: str


def _first(
    name: str, bit: int, type_: Type, kinds: tuple[str, ...], label: str, cap: int = 200
) -> Field:
    return Field(
        name=name,
        bit=bit,
        group="metadata",
        kinds=kinds,
        type=type_,
        merge=Merge.FIRST,
        cap=cap,
        label=label,
    )


def _playing(group: str, name: str, bit: int, type_: Type, label: str) -> Field:
    return Field(
        name=name,
        bit=bit,
        group=group,
        kinds=PLAYABLE,
        type=type_,
        merge=Merge.PLAYING_FILE,
        cap=200,
        label=label,
    )


def _keyed(
    name: str, bit: int, group: str, kinds: tuple[str, ...], label: str, cap: int = 200
) -> Field:
    return Field(
        name=name,
        bit=bit,
        group=group,
        kinds=kinds,
        type=Type.MAP,
        merge=Merge.KEYED,
        cap=cap,
        label=label,
    )


_T, _I, _N, _D, _L = Type.TEXT, Type.INTEGER, Type.NUMBER, Type.DATE, Type.LIST

FIELDS: Final[tuple[Field, ...]] = (
    _first("title", 0, _T, ALL, "Title", 500),
    _first("original_title", 1, _T, ALL, "Original title", 500),
    _first("sort_title", 2, _T, ALL, "Sort title", 500),
    _first("year", 3, _I, ALL, "Year"),
    _first("release_date", 4, _D, ALL, "Release date"),
    _first("last_air_date", 5, _D, ("show", "season"), "Last air date"),
    _first("overview", 6, _T, ALL, "Overview", 20_000),
    _first("tagline", 7, _T, TOP, "Tagline", 1_000),
    _first("genres", 8, _L, TOP, "Genres"),
    _first("rating", 9, _N, ALL, "Rating"),
    _first("content_rating", 10, _T, ALL, "Content rating", 50),
    _first("runtime_ms", 11, _I, ("movie", "show", "episode"), "Runtime"),
    _first("status", 12, _T, TOP, "Status", 100),
    _first("cast", 13, _L, ALL, "Cast"),
    _first("crew", 14, _L, ALL, "Crew"),
    _first("studios", 15, _L, TOP, "Studios"),
    _first("networks", 16, _L, TOP, "Networks"),
    _first("countries", 17, _L, TOP, "Countries"),
    _first("languages", 18, _L, TOP, "Languages"),
    _first("keywords", 19, _L, TOP, "Keywords"),
    _first("edition", 20, _T, ("movie",), "Edition", 200),
    _first("collection", 21, _T, ("movie",), "Collection", 500),
    _first("trailer_url", 22, _T, ALL, "Trailer", 2_000),
    _first("season_number", 23, _I, ("season", "episode"), "Season number"),
    _first("episode_number", 24, _I, ("episode",), "Episode number"),
    _keyed("external_ids", 25, "metadata", ALL, "External ids", 20),
    _keyed("artwork", 26, "artwork", ALL, "Artwork", 20),
    _keyed("captions", 27, "captions", PLAYABLE, "Captions"),
    _keyed("files", 28, "files", PLAYABLE, "Files"),
    _playing("media_info", "duration_ms", 29, _I, "Duration"),
    _playing("media_info", "width", 30, _I, "Width"),
    _playing("media_info", "height", 31, _I, "Height"),
    _playing("media_info", "video_codec", 32, _T, "Video codec"),
    _playing("media_info", "bitrate", 33, _I, "Bit rate"),
    _playing("media_info", "frame_rate", 34, _N, "Frame rate"),
    _playing("media_info", "audio_tracks", 35, _L, "Audio tracks"),
    _playing("media_info", "subtitle_tracks", 36, _L, "Subtitle tracks"),
    _playing("media_quality", "hdr", 37, _L, "Dynamic range"),
    _playing("media_quality", "bit_depth", 38, _I, "Bit depth"),
    _playing("media_quality", "chroma", 39, _T, "Chroma"),
    _playing("media_quality", "color_space", 40, _T, "Color space"),
    _playing("media_quality", "transfer", 41, _T, "Transfer"),
    _playing("media_quality", "dolby_vision_profile", 42, _T, "Dolby Vision profile"),
    _playing("media_quality", "resolution_label", 43, _T, "Resolution"),
    _playing("media_quality", "spatial_audio", 44, _T, "Spatial audio"),
    Field(
        name="chapters",
        bit=45,
        group="chapters",
        kinds=PLAYABLE,
        type=Type.LIST,
        merge=Merge.FIRST,
        cap=1_000,
        label="Chapters",
    ),
)

BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}
SINGLE: Final = tuple(f for f in FIELDS if f.merge is not Merge.KEYED)
KEYED: Final = tuple(f for f in FIELDS if f.merge is Merge.KEYED)
GROUPS: Final = tuple(dict.fromkeys(f.group for f in FIELDS))

#: What an entry of a keyed field is made of; `external_ids` holds a plain text.
ENTRY_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "artwork": ("url", "placeholder", "focal"),
    "captions": ("url", "label", "last_modified", "pending"),
    "files": ("url", "container", "size_bytes", "modified_at", "fingerprint"),
}
#: Longest texts of keyed entries, as their columns hold them; others have no bound.
ENTRY_LENGTHS: Final[Mapping[tuple[str, str], int]] = {
    ("external_ids", "key"): 30,
    ("external_ids", "value"): 100,
    ("artwork", "key"): 30,
    ("artwork", "focal"): 20,
    ("captions", "key"): 60,
    ("captions", "last_modified"): 40,
    ("files", "container"): 20,
    ("files", "modified_at"): 40,
    ("files", "fingerprint"): 200,
}
#: A title's place among those above it: from its folders, never a matter of values.
PLACES: Final = frozenset({"season_number", "episode_number"})
_LARGE: Final = frozenset({"runtime_ms", "duration_ms", "bitrate"})
ARTWORK_KEYS: Final = ("poster", "backdrop", "logo", "thumbnail")


class UnknownField(LookupError):
    """There is no such field for titles of this kind."""


def named(kind: str | None, text: str) -> tuple[Field, str]:
    """The field and entry key that ``title`` or ``captions.en:hi`` means.

    A keyed field without key means all its entries; without a kind, those of any kind
    will do.  Raises UnknownField.
    """
    name, dot, key = text.partition(".")
    declared = BY_NAME.get(name)
    if declared is None:
        raise UnknownField(f"There is no field named {name!r}.")
    if kind is not None and kind not in declared.kinds:
        raise UnknownField(f"A {kind} has no field {name!r}.")
    if dot and declared.merge is not Merge.KEYED:
        raise UnknownField(f"The field {name!r} has no entries such as {key!r}.")
    if dot and not key:
        raise UnknownField(f"{text!r} names no entry; leave the dot out for all.")
    if key and name == "artwork" and key not in ARTWORK_KEYS:
        known = ", ".join(ARTWORK_KEYS)
        raise UnknownField(f"There is no artwork named {key!r}; there is {known}.")
    return declared, key


@cache
def of_kind(kind: str) -> tuple[Field, ...]:
    """The fields that apply to titles of this kind, in the table's order."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def has_value(value: JSONValue) -> bool:
    """Law 3: absent, null, blank text, empty list and empty map are no value.

    False and 0 are values.
    """
    if value is None:
        return False
    if isinstance(value, str):
        return bool(value.strip())
    # Asked by the million: the plain kinds first, as a `Mapping` takes long to tell.
    if isinstance(value, (dict, list, tuple)):
        return bool(value)
    return bool(value) if isinstance(value, Mapping) else True


def fitting(declared: Field, value: JSONValue) -> JSONValue:
    """The value as its column can hold it, or None (no value) where it cannot.

    Texts and lists are cut at the field's cap; what is of another type, not finite or
    beyond the column's range is no value.  This is the store's guard for every kind
    of server; what a value means is for its adapter to say.
    """
    match declared.type:
        case Type.TEXT:
            return value[: declared.cap] if isinstance(value, str) else None
        case Type.DATE:
            return value if isinstance(value, str) and len(value) == 10 else None
        case Type.INTEGER:
            most = 2**63 if declared.name in _LARGE else 2**31
            whole = isinstance(value, int) and not isinstance(value, bool)
            return value if whole and -most <= value < most else None  # type: ignore[operator]
        case Type.NUMBER:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            # As its column holds it: 7 and 7.0 are one value, with one hash.
            return float(value) if number and isfinite(value) else None  # type: ignore[arg-type]
        case Type.LIST:
            return (
                list(value[: declared.cap]) if isinstance(value, list | tuple) else None
            )
        case Type.MAP:
            return value


def fitting_entry(name: str, key: str, value: JSONValue) -> JSONValue:
    """A keyed entry as its row can hold it, or None where it cannot be held.

    Members that do not fit are dropped one by one; a key or an id that does not fit
    drops the entry, and so does an address that is no value.
    """
    if len(key) > ENTRY_LENGTHS.get((name, "key"), len(key)):
        return None
    members = ENTRY_MEMBERS.get(name)
    if members is None:
        longest = ENTRY_LENGTHS[name, "value"]
        return value if isinstance(value, str) and len(value) <= longest else None
    url = value.get("url") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(url, str) or not has_value(url):
        return None
    return {
        member: _fitting_member(name, member, value.get(member)) for member in members
    }


def _fitting_member(name: str, member: str, value: JSONValue) -> JSONValue:
    if member == "pending":
        return bool(value)
    if member == "size_bytes":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return value if whole and 0 <= value < 2**63 else None  # type: ignore[operator]
    if not isinstance(value, str):
        return None
    longest = ENTRY_LENGTHS.get((name, member))
    return value if longest is None or len(value) <= longest else None
