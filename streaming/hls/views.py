"""The addresses of a film in pieces: playlists, and the pieces they name."""

from __future__ import annotations

import logging
import re
import uuid
from contextlib import ExitStack
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.audience import Audience, open_to
from catalog.captions import languages
from catalog.listing import shown_item
from catalog.models import MediaFile
from catalog.viewing import WATCHED_KINDS
from streaming import film as films
from streaming import queries
from streaming.asking import AskingError, ask
from streaming.delivery import refusal
from streaming.film import Film
from streaming.hls import playlists
from streaming.hls.captions import captions_of, timed
from streaming.hls.rungs import offered
from streaming.hls.sounds import EVERYWHERE, sounds_of
from streaming.hls.turns import CONVERTED, converting, turn
from streaming.indexing import Unknown, learn, open_file, version_of
from streaming.listener import Listener
from streaming.passes import with_pass
from streaming.remote import RemoteFile, UnreachableError
from streaming.sandbox.rungs import RUNGS
from streaming.views import viewer

logger = logging.getLogger(__name__)

PLAYLIST: Final = "application/vnd.apple.mpegurl"
_SECONDS: Final = 30.0
#: A piece whose pictures are converted; the player waits no longer.
_DEAR_SECONDS: Final = 45.0
_AGAIN_SECONDS: Final = 5
_PIECE_BYTES: Final = 512 * 1024 * 1024
_VIDEO: Final = "|".join(["copy", *RUNGS])
_TRACK: Final = re.compile(rf"(v)(\d{{1,3}})-({_VIDEO})|(a)(\d{{1,3}})-(copy|aac)")
_ASKED: Final = re.compile(
    rf"(?P<what>v\d{{1,3}}-(?:{_VIDEO})|a\d{{1,3}}-(?:copy|aac))"
    r"(?:\.m3u8|-(?P<init>init)\.mp4|-(?P<piece>\d{1,6})\.m4s)"
)
_CAPTIONS: Final = re.compile(r"c-(?P<key>[A-Za-z0-9:-]{1,80})\.(?P<ending>m3u8|vtt)")
#: Characters of a version in an address.
_MARK: Final = 16
_KEPT_SECONDS: Final = 3600


@with_pass
@open_to(Audience.VIEWERS)
@require_safe
def hls(
    request: HttpRequest, public_id: uuid.UUID, key: str, name: str
) -> HttpResponseBase:
    """``master.m3u8``, ``v0-copy.m3u8``, ``a1-aac-init.mp4``, ``v0-copy-12.m4s``,
    ``c-en.m3u8``, ``c-en.vtt``.
    """
    item = shown_item(WATCHED_KINDS, public_id)
    file = queries.file_of(item, key) if item else None
    if item is None or file is None:
        return refusal(404, "This file is no longer there.")
    captions = _CAPTIONS.fullmatch(name)
    if captions is not None and captions["ending"] == "vtt":
        return timed(request, queries.caption_of(item, captions["key"]))
    asked = captions or _ASKED.fullmatch(name)
    if asked is None and name != "master.m3u8":
        return refusal(404, "There is no such part of the film.")
    listener = Listener(request)
    try:
        with ExitStack() as held:
            if _is_dear(asked):
                held.enter_context(converting(viewer(request).pk, listener.is_gone))
            held.enter_context(turn(listener.is_gone))
            far = held.enter_context(open_file(file, is_gone=listener.is_gone))
            found = learn(file, far, is_gone=listener.is_gone)
            if isinstance(found, Unknown):
                return refusal(415, found.words)
            return _answer(request, file, far, found, asked)
    except UnreachableError as error:
        logger.info("%s of %s: %s", name, file.key, error)
        server = file.server.name if file.server else "The server"
        return refusal(502, f"{server} does not give this file.")
    except AskingError as error:
        logger.warning("%s of %s: %s (%s)", name, file.key, error.words, error.code)
        retry_after = _AGAIN_SECONDS if error.code == "busy" else None
        status = _STATUS.get(error.code, 502)
        return refusal(status, error.words, retry_after=retry_after)


def _is_dear(asked: re.Match[str] | None) -> bool:
    """Whether pictures are to be converted."""
    if asked is None or asked.re is not _ASKED:
        return False
    if asked["init"] is None and asked["piece"] is None:
        return False
    return _track(asked["what"])[2] in RUNGS


_STATUS: Final = {"too_slow": 504, "busy": 503, "unreadable": 415}


def _answer(
    request: HttpRequest,
    file: MediaFile,
    far: RemoteFile,
    film: Film,
    asked: re.Match[str] | None,
) -> HttpResponse:
    version = version_of(far)[:_MARK]
    if asked is None:
        return _master(request, file, film)
    if asked.re is _CAPTIONS:
        vtt = f"c-{asked['key']}.vtt"
        return _playlist(playlists.whole(film, vtt, _addresses(request, file, {})))
    kind, number, made = _track(asked["what"])
    track = film.track(number, kind)
    if track is None or film.video is None or film.picture is None:
        return refusal(404, "There is no such track.")
    if made in RUNGS and _is_hdr(film):
        return refusal(415, _HDR)
    if asked["init"] is None and asked["piece"] is None:
        address = _addresses(request, file, {"v": version})
        return _playlist(playlists.track(film, asked["what"], address))
    if request.GET.get("v", "") != version:
        return refusal(410, "The file has changed.")
    try:
        start, end = films.span(film, int(asked["piece"] or 0))
    except IndexError:
        return refusal(404, "The film has no such piece.")
    body = ask(
        far,
        {
            "do": "piece",
            # Of every core that converts, at most so long.
            "seconds": int(_DEAR_SECONDS * CONVERTED),
            "as": made,
            "part": "init" if asked["init"] else "piece",
            "rate": film.picture.rate,
            "piece": {
                "track": number,
                "start": start,
                "end": end,
                "time_base": film.video.time_base,
                "reorder": film.video.reorder,
                "zero_us": film.zero_us,
            },
        },
        seconds=_DEAR_SECONDS if made in RUNGS else _SECONDS,
        most_read=_PIECE_BYTES,
        is_gone=Listener(request).is_gone,
    )
    response = HttpResponse(body, content_type="video/mp4")
    response.headers["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    return response


def _master(request: HttpRequest, file: MediaFile, film: Film) -> HttpResponse:
    """With the film's own pictures, or with converted ones where that was decided."""
    if film.picture is None:
        return refusal(415, "The file has no pictures.")
    qualities = [playlists.as_it_is(film)]
    if request.GET.get("video") == "h264":
        if _is_hdr(film):
            return refusal(415, _HDR)
        rungs = offered(
            film,
            max_height=_limit(request, "height"),
            max_bitrate=_limit(request, "bitrate"),
        )
        qualities = [playlists.converted(film, *rung) for rung in rungs]
    plays = frozenset(request.GET.get("audio", "").split(",")) | EVERYWHERE
    sounds = sounds_of(film, plays, languages.language_name)
    item: Any = file.item
    address, captions = _addresses(request, file, {}), captions_of(item)
    return _playlist(playlists.master(film, qualities, sounds, address, captions))


_HDR: Final = "This file is HDR, which MediaHub does not convert."
_LIMIT: Final = re.compile(r"[1-9]\d{0,18}")


def _limit(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if _LIMIT.fullmatch(said) else None


def _is_hdr(film: Film) -> bool:
    return film.picture is not None and film.picture.hdr not in (None, "sdr")


def _addresses(
    request: HttpRequest, file: MediaFile, more: dict[str, str]
) -> playlists.Address:
    """Addresses of parts of this film, with the pass that let the player in."""
    query = more | {k: v for k in ("pass",) if (v := request.GET.get(k))}
    tail = f"?{urlencode(query)}" if query else ""
    item: Any = file.item

    def address(name: str) -> str:
        return reverse("hls", args=[item.public_id, file.key, name]) + tail

    return address


def _track(what: str) -> tuple[str, int, str]:
    match = _TRACK.fullmatch(what)
    if match is None:
        raise ValueError(what)
    letter, number, made = (found for found in match.groups() if found)
    return ("video" if letter == "v" else "audio"), int(number), made


def _playlist(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=PLAYLIST)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
