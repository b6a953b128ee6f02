"""What a player is given to play a title: files, captions, chapters, where to go on.

The page and the API give the same.  Addresses are the hub's own; no server's is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from catalog.captions import languages
from catalog.models import Item, MediaFile, Progress, Server
from streaming import formats, indexing, queries
from streaming.film import Film
from streaming.playback import Client, File, Play, Way
from streaming.skipping import skipped

#: A player that is this near the end, or this near the start, begins anew.
RESUME_FROM_MS: Final = 10_000
_CHAPTERS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A title ready to be played by somebody."""

    item: Item
    files: tuple[File, ...]
    captions: tuple[dict[str, str], ...]
    chosen_caption: str
    chapters: tuple[dict[str, Any], ...]
    resume_at_ms: int


def offer(item: Item, user: User, *, locale: str = "en") -> Offer:
    """What this person is offered of this title."""
    captions = tuple(
        {
            "key": row.key,
            "name": languages.caption_name(row.key, locale),
            "language": row.key.split(":")[0],
            "url": reverse("captions", args=[item.public_id, row.key]),
        }
        for row in queries.captions_of(item)
    )
    return Offer(
        item=item,
        files=tuple(known_files(item, queries.files_of(item))),
        captions=tuple(sorted(captions, key=lambda row: row["name"])),
        chosen_caption=languages.choose_caption(
            user.captions, [row["key"] for row in captions]
        ),
        chapters=chapters_of(item),
        resume_at_ms=resume_at(item, user),
    )


def known_files(item: Item, rows: Sequence[MediaFile]) -> list[File]:
    """The files as far as they are known.

    What was read from a file itself comes first.  What the title says of its media is
    said of the file that plays first, and holds for another only where both are the
    same file.
    """
    read = indexing.known(rows)
    found = []
    for row in rows:
        film = read.get(row.pk)
        if isinstance(film, Film):
            found.append(_read(row, film))
            continue
        can_be_cut = film is None
        first = row.position == 0 or (
            row.fingerprint is not None and row.fingerprint == rows[0].fingerprint
        )
        made = _known(item, row) if first else _bare(row)
        found.append(made if can_be_cut else replace(made, can_be_cut=False))
    return found


def resume_at(item: Item, user: User) -> int:
    """Where this person goes on, in milliseconds; 0 for the start."""
    row = Progress.objects.filter(user=user, item=item).first()
    if row is None or row.finished or row.position_ms < RESUME_FROM_MS:
        return 0
    return row.position_ms


def play_url(item: Item, play: Play, client: Client) -> str:
    """The address this player plays a file from: what was decided is in it."""
    if play.way is Way.DIRECT:
        return reverse("stream", args=[item.public_id, play.file.key])
    url = reverse("hls", args=[item.public_id, play.file.key, "master.m3u8"])
    said: dict[str, str] = {}
    if client.audio:
        said["audio"] = ",".join(sorted(client.audio))
    if play.way is Way.TRANSCODE:
        said["video"] = "h264"
        if client.max_height:
            said["height"] = str(client.max_height)
        if client.max_bitrate:
            said["bitrate"] = str(client.max_bitrate)
    return f"{url}?{urlencode(said)}" if said else url


def _known(item: Item, row: MediaFile) -> File:
    tracks = item.audio_tracks if isinstance(item.audio_tracks, list) else []
    codecs = [
        formats.audio_of(track.get("codec"))
        for track in tracks
        if isinstance(track, dict) and isinstance(track.get("codec"), str)
    ]
    return File(
        key=row.key,
        server=_server(row),
        answers=_answers(row.server),
        container=_container(row),
        video=formats.video_of(item.video_codec),
        audio=tuple(codec for codec in codecs if codec),
        hdr=tuple(str(kind) for kind in item.hdr or ()),
        height=item.height,
        bitrate=item.bitrate,
        duration_ms=item.duration_ms,
        fingerprint=row.fingerprint,
    )


def _read(row: MediaFile, film: Film) -> File:
    picture = film.picture
    codecs = [formats.audio_of(track.codec) for track in film.sounds]
    return File(
        key=row.key,
        server=_server(row),
        answers=_answers(row.server),
        container=formats.container_of(film.container) or _container(row),
        video=formats.video_of(picture.codec) if picture else None,
        audio=tuple(codec for codec in codecs if codec),
        hdr=(picture.hdr,) if picture and picture.hdr else (),
        height=picture.height if picture else None,
        bitrate=film.bitrate,
        duration_ms=film.duration_ms,
        fingerprint=row.fingerprint,
        bits=picture.bits if picture else None,
        can_be_cut=picture is not None,
    )


def _bare(row: MediaFile) -> File:
    return File(
        key=row.key,
        server=_server(row),
        answers=_answers(row.server),
        container=_container(row),
        fingerprint=row.fingerprint,
    )


def _container(row: MediaFile) -> formats.Container | None:
    """As the server says, else as the file is called."""
    ending = row.url.partition("?")[0].partition("#")[0].rpartition(".")[2]
    return formats.container_of(row.container) or formats.container_of(ending)


def _server(row: MediaFile) -> str:
    return row.server.name if row.server else ""


def _answers(server: Server | None) -> bool:
    return server is None or server.health in {Server.Health.UNKNOWN, Server.Health.OK}


def chapters_of(item: Item) -> tuple[dict[str, Any], ...]:
    """The title's chapters, those that make sense; `skip` says which may be skipped."""
    chapters = item.chapters if isinstance(item.chapters, list) else []
    return tuple(
        {
            "start_ms": chapter["start_ms"],
            "end_ms": chapter["end_ms"],
            "title": str(chapter.get("title") or f"Chapter {number}"),
            "skip": skipped(
                str(chapter.get("title") or ""),
                chapter["end_ms"] - chapter["start_ms"],
            ),
        }
        for number, chapter in enumerate(chapters[:_CHAPTERS], 1)
        if isinstance(chapter, dict)
        and type(chapter.get("start_ms")) is int
        and type(chapter.get("end_ms")) is int
        and 0 <= chapter["start_ms"] < chapter["end_ms"]
    )
