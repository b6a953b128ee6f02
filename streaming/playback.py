"""Which file plays and how, for a player that says what it can.  Pure.

The order of the files is the merge's (law 2); nothing here prefers a server.  A file
plays as it is (direct), in pieces that hold the same pictures (remux) where only its
container or its sound is in the way, or, after every file that need not be, with its
pictures converted (transcode).  It is passed over for a named reason: what the player
cannot play, or a server that last did not answer.  What is not known of a file is no
reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from streaming.formats import Codec, Container, mime_of

#: Two files whose lengths differ by no more are taken for the same cut.
SAME_CUT_MS: Final = 1000


class Reason(StrEnum):
    """Why a file is not the one that plays."""

    CONTAINER = "container_not_supported"
    VIDEO = "video_codec_not_supported"
    AUDIO = "audio_codec_not_supported"
    HDR = "hdr_not_supported"
    HEIGHT = "height_over_limit"
    BITRATE = "bitrate_over_limit"
    SERVER = "server_not_answering"
    NONE = "no_file"


class Way(StrEnum):
    """How a file is played."""

    DIRECT = "direct"
    REMUX = "remux"
    TRANSCODE = "transcode"


#: In the way of a file as it is, and not of the same pictures in pieces.
_REPACKED: Final = frozenset({Reason.CONTAINER, Reason.AUDIO})
#: What pieces can hold.
_CARRIED: Final = frozenset({"h264", "hevc", "av1", "vp9"})
#: What can be read piece by piece.
_OPENED: Final = frozenset({"mp4", "mov", "mkv", "webm", "ts", "avi"})
#: In the way of the pictures, and not of others made of them.
_CONVERTED: Final = frozenset({Reason.VIDEO, Reason.HEIGHT, Reason.BITRATE})
#: No player says that it plays H.264 in more than so many bits, and none does.
_BITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as far as it is known; only that of the first server is known well."""

    key: str
    server: str
    answers: bool = True
    container: Container | None = None
    video: Codec | None = None
    audio: tuple[Codec, ...] = ()
    hdr: tuple[str, ...] = ()
    height: int | None = None
    bits: int | None = None
    bitrate: int | None = None
    duration_ms: int | None = None
    fingerprint: str | None = None
    #: Whether it may be sent in pieces, as far as is known.
    can_be_cut: bool = True

    @property
    def mime(self) -> str | None:
        """What a browser is asked whether it can play."""
        return mime_of(
            self.container, self.video, self.audio[0] if self.audio else None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What a player can; None where it does not say."""

    containers: frozenset[str] | None = None
    #: By codec, whether it shows HDR; None for unsaid.
    video: Mapping[str, bool | None] | None = None
    audio: frozenset[str] | None = None
    max_bitrate: int | None = None
    max_height: int | None = None
    #: Whether it plays films in pieces (HLS); None for unsaid.
    hls: bool | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """A file, and how it is played."""

    file: File
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What plays, what may stand in, and why files do not play, or not as they are."""

    play: Play | None
    fallbacks: tuple[Play, ...] = ()
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)

    @property
    def file(self) -> File | None:
        return self.play.file if self.play else None

    @property
    def way(self) -> str:
        """``direct``, ``remux``, ``transcode`` or ``refused``."""
        return str(self.play.way) if self.play else "refused"


def decide(files: Sequence[File], client: Client) -> Decision:
    """The first file the player can play, of a server that answers.

    To convert pictures is dear: it comes after every file that plays otherwise. A file
    stands in for itself in pieces too: for a player that promised more than it keeps.
    """
    reasons = {file.key: refusals(file, client) for file in files}
    plays = [
        Play(file, way)
        for file in files
        for way in _ways(file, reasons[file.key], client)
    ]
    plays.sort(key=lambda play: (not play.file.answers, play.way is Way.TRANSCODE))
    for file in files:
        if not file.answers:
            reasons[file.key] = (*reasons[file.key], Reason.SERVER)
    told = {key: found for key, found in reasons.items() if found}
    if not plays:
        return Decision(play=None, reasons=told)
    return Decision(play=plays[0], fallbacks=tuple(plays[1:]), reasons=told)


def _ways(file: File, reasons: Sequence[Reason], client: Client) -> tuple[Way, ...]:
    found = [] if reasons else [Way.DIRECT]
    if client.hls is not False and _opens(file):
        if _REPACKED.issuperset(reasons) and _carries(file):
            found.append(Way.REMUX)
        if not _is_hdr(file):
            found.append(Way.TRANSCODE)
    return tuple(found)


def _opens(file: File) -> bool:
    """Whether it can be read piece by piece, as far as is known."""
    known = file.container is None or file.container.name in _OPENED
    return known and file.can_be_cut and (file.container or file.video) is not None


def _carries(file: File) -> bool:
    """Whether pieces can hold its pictures as they are."""
    return file.video is not None and file.video.name in _CARRIED


def refusals(file: File, client: Client) -> tuple[Reason, ...]:
    """Why the player cannot play a file; () where nothing known speaks against it."""
    found = []
    if _lacks(client.containers, file.container.name if file.container else None):
        found.append(Reason.CONTAINER)
    if client.video is not None and file.video is not None:
        if file.video.name not in client.video or _is_deep(file):
            found.append(Reason.VIDEO)
        elif _is_hdr(file) and client.video[file.video.name] is False:
            found.append(Reason.HDR)
    if file.audio and all(_lacks(client.audio, codec.name) for codec in file.audio):
        found.append(Reason.AUDIO)
    if _over(file.height, client.max_height):
        found.append(Reason.HEIGHT)
    if _over(file.bitrate, client.max_bitrate):
        found.append(Reason.BITRATE)
    if _is_hdr(file) and not _CONVERTED.isdisjoint(found):
        # It could be converted, if it were not for this.
        found.append(Reason.HDR)
    return tuple(found)


def same_cut(one: File, other: File) -> bool | None:
    """Whether a second of one is the same second of the other; None for unknown."""
    if one.fingerprint and one.fingerprint == other.fingerprint:
        return True
    if one.duration_ms is None or other.duration_ms is None:
        return None
    return abs(one.duration_ms - other.duration_ms) <= SAME_CUT_MS


def describe(file: File) -> str:
    """What a file is, in words: ``HEVC video with DTS sound in a Matroska file``."""
    parts = [f"{file.video.label} video"] if file.video else []
    if file.audio:
        sound = f"{file.audio[0].label} sound"
        parts.append(f"with {sound}" if parts else sound)
    where = file.container.label if file.container else "a file of an unknown kind"
    return " ".join([*parts, "in", where]) if parts else where


def advise(file: File) -> str:
    """What a person can do about a file that does not play."""
    sound = file.audio[0].name if file.audio else ""
    if file.video and file.video.name == "hevc":
        return "Try Safari, or Edge on a computer that plays HEVC."
    if sound in {"ac3", "eac3"}:
        return "Try Safari or Edge."
    if sound in {"dts", "truehd"} or (file.video and file.video.name not in _COMMON):
        return "No browser plays this; an MP4 file with H.264 and AAC plays everywhere."
    if file.container and file.container.name == "mkv":
        return "Try Chrome or Edge."
    return "Try another browser, or ask for an MP4 file with H.264 and AAC."


_COMMON: Final = frozenset({"h264", "hevc", "av1", "vp9", "vp8"})


def _is_hdr(file: File) -> bool:
    return any(kind != "sdr" for kind in file.hdr)


def _is_deep(file: File) -> bool:
    is_h264 = file.video is not None and file.video.name == "h264"
    return is_h264 and file.bits is not None and file.bits > _BITS


def _lacks(known: frozenset[str] | None, name: str | None) -> bool:
    return known is not None and name is not None and name not in known


def _over(value: int | None, limit: int | None) -> bool:
    return value is not None and limit is not None and value > limit
