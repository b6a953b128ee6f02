"""The playlists of a film (RFC 8216), written from its index.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from streaming.film import Film, Track, pieces
from streaming.hls.rungs import SOUND_BITS
from streaming.sandbox.rungs import Made, Rung

#: What a film without a stated bit rate is taken for, in bits a second.
_USUAL: Final = 8_000_000
#: RFC 8216, 4.3.4.1.
_FOR_THE_DEAF: Final = (
    "public.accessibility.transcribes-spoken-dialog,"
    "public.accessibility.describes-music-and-sound"
)
_QUOTED: Final = re.compile(r'["\r\n]')


@dataclass(frozen=True, slots=True)
class Sound:
    """One choice of sound: a track, how it is called, and how it is sent."""

    track: Track
    name: str
    language: str
    what: str
    codec_string: str

    @property
    def is_converted(self) -> bool:
        return self.what.endswith("-aac")

    @property
    def channels(self) -> int:
        return 2 if self.is_converted else self.track.channels or 2


@dataclass(frozen=True, slots=True)
class Captions:
    """One choice of captions, by its key."""

    key: str
    name: str
    language: str

    @property
    def is_forced(self) -> bool:
        return self.key.endswith(":forced")

    @property
    def is_for_the_deaf(self) -> bool:
        return self.key.endswith(":hi")


Address = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One choice of pictures, and how they are sent; `bandwidth` is with a sound."""

    what: str
    codec_string: str
    width: int
    height: int
    bandwidth: int


def as_it_is(film: Film) -> Quality:
    """The film's own pictures."""
    picture = _picture(film)
    return Quality(
        what=f"v{picture.number}-copy",
        codec_string=picture.codec_string or "",
        width=picture.width or 0,
        height=picture.height or 0,
        bandwidth=film.bitrate or picture.bitrate or _USUAL,
    )


def converted(film: Film, rung: Rung, pictures: Made) -> Quality:
    """Pictures of a rung."""
    return Quality(
        what=f"v{_picture(film).number}-{rung.name}",
        codec_string=pictures.codec_string,
        width=pictures.width,
        height=pictures.height,
        bandwidth=pictures.most + SOUND_BITS,
    )


def master(
    film: Film,
    qualities: Sequence[Quality],
    sounds: Sequence[Sound],
    address: Address,
    captions: Sequence[Captions] = (),
) -> str:
    """All there is of a film: pictures, sounds and captions, the first sound by itself.

    `address` makes an address of what is asked for: ``v0-copy.m3u8``.
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [
        _media(
            TYPE="AUDIO",
            GROUP_ID=_quoted("sound"),
            NAME=_quoted(sound.name),
            LANGUAGE=_quoted(sound.language),
            DEFAULT="NO" if number else "YES",
            AUTOSELECT="YES",
            CHANNELS=_quoted(str(sound.channels)),
            URI=_quoted(address(f"{sound.what}.m3u8")),
        )
        for number, sound in enumerate(sounds)
    ]
    lines += [_captions(one, address) for one in captions]
    rate = _picture(film).rate
    for quality in qualities:
        codecs = [quality.codec_string, *(s.codec_string for s in sounds)]
        said = {
            "BANDWIDTH": str(quality.bandwidth),
            "CODECS": _quoted(",".join(dict.fromkeys(filter(None, codecs)))),
            "RESOLUTION": f"{quality.width}x{quality.height}",
        }
        if rate:
            said["FRAME-RATE"] = f"{float(Fraction(*rate)):.3f}"
        if sounds:
            said["AUDIO"] = _quoted("sound")
        if captions:
            said["SUBTITLES"] = _quoted("captions")
        lines.append("#EXT-X-STREAM-INF:" + _attributes(said))
        lines.append(address(f"{quality.what}.m3u8"))
    return "\n".join(lines) + "\n"


def _picture(film: Film) -> Track:
    if film.picture is None:
        raise ValueError("a film without pictures")
    return film.picture


def track(film: Film, what: str, address: Address) -> str:
    """The pieces of one track, which are all as long as those of the others."""
    spans = pieces(film)
    longest = max((end - start for start, end in spans), default=Fraction(1))
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{ceil(longest)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-MAP:URI={_quoted(address(f'{what}-init.mp4'))}",
    ]
    for number, (start, end) in enumerate(spans):
        lines.append(f"#EXTINF:{float(end - start):.6f},")
        lines.append(address(f"{what}-{number}.m4s"))
    lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def whole(film: Film, what: str, address: Address) -> str:
    """A track that is one piece: captions, which are small."""
    seconds = Fraction(film.duration_ms or 1000, 1000)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{ceil(seconds)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXTINF:{float(seconds):.6f},",
        address(what),
        "#EXT-X-ENDLIST",
    ]
    return "\n".join(lines) + "\n"


def _captions(one: Captions, address: Address) -> str:
    said = {
        "TYPE": "SUBTITLES",
        "GROUP_ID": _quoted("captions"),
        "NAME": _quoted(one.name),
        "LANGUAGE": _quoted(one.language),
        "DEFAULT": "NO",
        "AUTOSELECT": "YES",
        "FORCED": "YES" if one.is_forced else "NO",
    }
    if one.is_for_the_deaf:
        said["CHARACTERISTICS"] = _quoted(_FOR_THE_DEAF)
    return _media(**said, URI=_quoted(address(f"c-{one.key}.m3u8")))


def _media(**said: str) -> str:
    named = {name.replace("_", "-"): value for name, value in said.items()}
    return "#EXT-X-MEDIA:" + _attributes(named)


def _attributes(said: dict[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in said.items())


def _quoted(text: str) -> str:
    return '"' + _QUOTED.sub(" ", text) + '"'
