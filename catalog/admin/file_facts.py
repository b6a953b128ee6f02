"""What a file of a title is like, in badges: picture, sound, size, captions.

Says only what is known of just this file, and of the one that plays first also why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.admin import words
from catalog.admin.offers import Told
from catalog.fields import JSONValue, Merge, of_kind

_RANGES: Final = {
    "dolby_vision": "Dolby Vision",
    "hdr10+": "HDR10+",
    "hdr10": "HDR10",
    "hlg": "HLG",
    "sdr": "SDR",
}
_CODECS: Final = {"hevc": "HEVC", "h265": "HEVC", "h264": "H.264", "avc": "H.264"}
_CHANNELS: Final = {1: "mono", 2: "stereo", 6: "5.1", 7: "6.1", 8: "7.1"}
_MANY: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Badges of quality, and the rest in a line; `first` says why it plays first."""

    badges: list[str]
    line: str
    first: str
    hidden: bool


class FilesTold:
    """The files of a title in the order of play, each with what is known of it."""

    def __init__(self, kind: str, told: Told) -> None:
        files = told.values.entries.get("files", {})
        self._playing = next((k for k, v in files.items() if v.value is not None), None)
        self._several = sum(v.value is not None for v in files.values()) > 1
        self._of_files = told.files
        self._fields = [f.name for f in of_kind(kind) if f.merge is Merge.PLAYING_FILE]
        self._values = told.values.fields
        self._captions = _captions(told)

    def of(self, key: str, source: str, value: JSONValue) -> FileFacts:
        """The facts of one file."""
        if not isinstance(value, Mapping):
            return FileFacts(badges=[], line="", first="", hidden=True)
        is_first = key == self._playing
        said = self._first() if is_first else self._of_files.get(key, {})
        size = value.get("size_bytes")
        container = value.get("container")
        badges = [
            *_picture(said),
            *_sound(said),
            str(container).upper() if container else "",
        ]
        rest = [
            words.size(size) if isinstance(size, int) else "",
            _rate(said.get("bitrate")),
            _length(said.get("duration_ms")),
            _languages("sound", said.get("audio_tracks")),
            _languages("captions inside", said.get("subtitle_tracks")),
            _listed("captions beside", self._captions.get(source, ())),
            "" if said else "its server says nothing else of this file",
        ]
        return FileFacts(
            badges=[badge[:40] for badge in badges if badge],
            line=" · ".join(part for part in rest if part),
            first=self._why(source) if is_first else "",
            hidden=False,
        )

    def _first(self) -> dict[str, JSONValue]:
        """Of the file that plays first the catalog itself speaks: locks and all."""
        return {
            name: self._values[name].value
            for name in self._fields
            if name in self._values and self._values[name].value is not None
        }

    def _why(self, source: str) -> str:
        if not self._several:
            return "the only file"
        for name in self._fields:
            value = self._values.get(name)
            if value is not None and value.source == source and value.rule:
                return words.reason(value.reason, value.rule)
        return "first in the order of servers"


def _captions(told: Told) -> dict[str, list[str]]:
    """The languages each server has captions in, by its name."""
    found: dict[str, list[str]] = {}
    for key, value in told.values.entries.get("captions", {}).items():
        sources = [value.source] if value.value is not None else []
        offered = told.offers.get(("captions", key), ())
        for name in dict.fromkeys([*sources, *(o.server for o in offered)]):
            found.setdefault(name or "", []).append(key)
    return found


def _picture(said: Mapping[str, JSONValue]) -> list[str]:
    height, depth = said.get("height"), said.get("bit_depth")
    label = said.get("resolution_label") or (f"{height}p" if height else "")
    hdr = said.get("hdr")
    kinds = [str(kind) for kind in hdr] if isinstance(hdr, Sequence) else []
    profile = said.get("dolby_vision_profile")
    codec = str(said.get("video_codec") or "")
    return [
        str(label),
        *(
            f"Dolby Vision {profile}"
            if kind == "dolby_vision" and profile
            else _RANGES.get(kind, kind.upper())
            for kind in kinds
        ),
        _CODECS.get(codec.lower(), codec.upper()),
        f"{depth} bit" if depth else "",
    ]


def _sound(said: Mapping[str, JSONValue]) -> list[str]:
    """The track with most channels, and sound from all around."""
    best: tuple[int, str] = (0, "")
    for track in _tracks(said.get("audio_tracks")):
        channels, codec = track.get("channels"), track.get("codec")
        number = channels if isinstance(channels, int) else 0
        if number >= best[0] or not best[1]:
            best = (number, str(codec or "").upper())
    number, codec = best
    around = _CHANNELS.get(number, f"{number} channels") if number else ""
    spatial = str(said.get("spatial_audio") or "")
    atmos = "Dolby Atmos" if "atmos" in spatial.lower() else spatial
    return [f"{codec} {around}".strip(), atmos]


def _rate(value: JSONValue) -> str:
    return f"{value / 1_000_000:.1f} Mbit/s" if isinstance(value, int) and value else ""


def _length(value: JSONValue) -> str:
    return words.duration(value) if isinstance(value, int) else ""


def _languages(what: str, value: JSONValue) -> str:
    tags = (track.get("language") for track in _tracks(value))
    return _listed(what, [str(tag) for tag in tags if tag])


def _listed(what: str, names: Sequence[str]) -> str:
    found = list(dict.fromkeys(names))
    more = f" and {len(found) - _MANY} more" if len(found) > _MANY else ""
    return f"{what} {', '.join(found[:_MANY])}{more}" if found else ""


def _tracks(value: JSONValue) -> list[Mapping[str, JSONValue]]:
    members = (
        value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    )
    return [member for member in members if isinstance(member, Mapping)]
