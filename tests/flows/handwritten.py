"""What the two recorded servers make together, written by hand from their payloads.

Each value stands once per server that has it (`Both`, `OnlyA`, `OnlyB`), so the same
table says what is right in either order.  Nothing here is computed by MediaHub; the
numbers and addresses are copied from tests/payloads/media_processor.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from tests.replay import PAYLOADS


class Both(NamedTuple):
    """Both servers have a value: the better one's counts, because of its priority."""

    a: Any
    b: Any


class OnlyA(NamedTuple):
    a: Any


class OnlyB(NamedTuple):
    b: Any


Said: TypeAlias = Both | OnlyA | OnlyB


@dataclass(frozen=True, slots=True)
class Title:
    """One title of the catalog; all of these are available."""

    fields: Mapping[str, Said]
    external_ids: Mapping[str, Said] = field(default_factory=dict)
    artwork: Mapping[str, Said] = field(default_factory=dict)
    captions: Mapping[str, Said] = field(default_factory=dict)
    files: Mapping[str, Said] = field(default_factory=dict)


def same(value: Any) -> Both:
    """Both servers say the same."""
    return Both(value, value)


def each(by_name: Mapping[str, Any]) -> dict[str, Said]:
    """Both servers say the same of each."""
    return {name: same(value) for name, value in by_name.items()}


def only_a(by_name: Mapping[str, Any]) -> dict[str, Said]:
    return {name: OnlyA(value) for name, value in by_name.items()}


def only_b(by_name: Mapping[str, Any]) -> dict[str, Said]:
    return {name: OnlyB(value) for name, value in by_name.items()}


def image(url: str, placeholder: str | None = None, focal: str | None = None) -> Any:
    """An artwork entry; `placeholder` names a file of the recorded libraries."""
    data = None
    if placeholder is not None:
        text = (PAYLOADS / placeholder).read_text().strip()
        assert base64.b64decode(text).startswith(b"\x89PNG")
        data = f"data:image/png;base64,{text}"
    return {"url": url, "placeholder": data, "focal": focal}


def caption(url: str, label: str, modified: str) -> Any:
    return {
        "url": url,
        "label": label,
        "last_modified": modified,
        "pending": False,
    }


def file(url: str, kib: float, modified: str, fingerprint: str) -> Any:
    """A file; the payload counts kibibytes, we count bytes."""
    assert (kib * 1024).is_integer()
    return {
        "url": url,
        "container": "mp4",
        "size_bytes": int(kib * 1024),
        "modified_at": modified,
        "fingerprint": fingerprint,
    }


#: Every recorded file is H.264 at 24/1 with one AAC track "eng", 8-bit SDR (BT.709),
#: colour space YUV, and smaller than a DVD's picture.
_ALIKE: Final = {
    "video_codec": "h264",
    "frame_rate": 24,
    "hdr": ["sdr"],
    "bit_depth": 8,
    "color_space": "YUV",
    "transfer": "BT.709",
    "resolution_label": "480p",
}


def media(size: str, duration: int, video_bitrate: int, audio_bitrate: int) -> Any:
    """What is known of one file, in our units."""
    width, height = size.split("x")
    return _ALIKE | {
        "duration_ms": duration,
        "width": int(width),
        "height": int(height),
        "bitrate": video_bitrate,
        "audio_tracks": [
            {
                "codec": "aac",
                "channels": 2,
                "sample_rate": 48000,
                "bitrate": audio_bitrate,
                "language": "en",
            }
        ],
    }


def both_media(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Said]:
    return {name: Both(a[name], b[name]) for name in a}


def decided(said: Said, first: str) -> dict[str, Any]:
    """The export's three members, when server `first` is the better one."""
    match said:
        case Both():
            value, source, reason = getattr(said, first), first, "priority"
        case OnlyA(a=value):
            source, reason = "a", "only_source"
        case OnlyB(b=value):
            source, reason = "b", "only_source"
    return {"value": value, "source": source, "reason": reason}


def exported(
    titles: Mapping[tuple[Any, ...], Title], first: str, addresses: Mapping[str, str]
) -> dict[tuple[Any, ...], Any]:
    """The whole export by kind and path; ``a:/…`` becomes an address of server a."""

    def addressed(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: addressed(v) for k, v in value.items()}
        if isinstance(value, str) and value[:3] in ("a:/", "b:/"):
            return addresses[value[0]] + value[2:]
        return value

    def all_of(by_name: Mapping[str, Said]) -> dict[str, Any]:
        return {name: addressed(decided(said, first)) for name, said in by_name.items()}

    found = {}
    for path, title in titles.items():
        entries = {
            name: all_of(getattr(title, name))
            for name in ("external_ids", "artwork", "captions", "files")
        }
        found[path] = {
            "kind": path[0],
            "path": list(path[1:]),
            "available": True,
            "fields": all_of(title.fields),
            "entries": {name: held for name, held in entries.items() if held},
        }
    return found
