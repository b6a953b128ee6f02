"""`/artwork/<title>/<picture>/<width>.webp`: a picture of a title for who is logged in.

What is kept is given at once, and asked for again behind the answer once it is a day
old.  What is not kept is fetched while the browser waits, a few at a time.  A failure
is a short answer without a word about servers; the page then shows its stand-in.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from accounts.audience import Audience, open_to
from accounts.roles import Role, role_of
from catalog.models import Alias, Artwork, Picture
from catalog.pictures import files, keeping, sources
from catalog.pictures.addresses import key_of, version_of
from catalog.pictures.failures import Busy, PictureFailed
from catalog.pictures.sizes import WIDTHS

_seconds = int(keeping.BROWSERS_KEEP.total_seconds())
_LONG: Final = f"private, max-age={_seconds}, immutable"
#: For an address whose version is not, or no longer, that of the picture; and where
#: it could not be noted that a browser has it, as such pictures alone are looked after.
_SHORT: Final = "private, max-age=300"
_MINUTE: Final = "private, max-age=60"
_RETRY_SECONDS: Final = 3


@open_to(Audience.VIEWERS)
@require_safe
def artwork(
    request: HttpRequest, public_id: uuid.UUID, key: str, width: int
) -> HttpResponse:
    """One picture of a title in one of the declared widths."""
    found = _artwork(request, public_id, key) if width in WIDTHS.get(key, ()) else None
    return shown(request, found, width)


def shown(request: HttpRequest, row: Artwork | None, width: int) -> HttpResponse:
    """The answer to who may see this picture; an entry need not be a stored one.

    Whoever calls answers for its address: it is asked for as it stands.
    """
    if row is None:
        return _without(404)
    try:
        return _answer(request, row, width)
    except PictureFailed as failure:
        return _without(502 if failure.is_connection else 404)
    except (Busy, OperationalError):
        # A database that a long write keeps busy is back in a moment, too.
        return _without(503)


def _artwork(request: HttpRequest, public_id: uuid.UUID, key: str) -> Artwork | None:
    rows = Artwork.objects.select_related("server").defer("server__secret")
    role = role_of(request.user)
    if role is None or role < Role.READER:
        rows = rows.filter(item__available=True)
    rows = rows.filter(key=key)
    row = rows.filter(item__public_id=public_id).first()
    if row is not None:
        return row
    alias = Alias.objects.filter(public_id=public_id).values("item")
    return rows.filter(item__in=alias).first()


def _answer(request: HttpRequest, row: Artwork, width: int) -> HttpResponse:
    name = key_of(row)
    picture = Picture.objects.filter(key=name).first()
    if picture is not None and picture.widths:
        etag = _etag(picture, width)
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponse(status=304)
            _ask_again_if_old(row, picture)
            return _kept_for(request, response, name, picture, etag)
        kept = _kept(picture, _drawn(picture.widths, width))
        if kept is not None:
            _ask_again_if_old(row, picture)
            return _kept_for(request, kept, name, picture, etag)
    if (failure := keeping.remembered(picture)) is not None:
        raise failure
    fetched = keeping.fetch(sources.source_of(row, name))
    content = _drawing(fetched, width)
    if content is None:
        raise Busy
    return _given(request, content, name, fetched.picture, width)


def _kept(picture: Picture, drawn: int) -> HttpResponse | None:
    """A drawing that is kept: sent by nginx where it can see the folder."""
    by_nginx = files.sent_by_nginx(picture.key, picture.digest, drawn)
    if by_nginx is not None:
        return HttpResponse(headers={"Content-Type": "image/webp", **by_nginx})
    content = files.read(picture.key, picture.digest, drawn)
    if content is None:
        return None
    return HttpResponse(content, content_type="image/webp")


def _drawing(fetched: keeping.Fetched, width: int) -> bytes | None:
    """Just drawn here, or else kept by who has drawn it."""
    picture, drawings = fetched.picture, fetched.drawings
    if drawings:
        return drawings[_drawn(list(drawings), width)]
    return files.read(picture.key, picture.digest, _drawn(picture.widths, width))


def _drawn(widths: list[int], width: int) -> int:
    """The drawing that fills this width; the widest there is, if none does."""
    return min((w for w in widths if w >= width), default=max(widths))


def _given(
    request: HttpRequest, content: bytes, name: str, picture: Picture, width: int
) -> HttpResponse:
    response = HttpResponse(content, content_type="image/webp")
    return _kept_for(request, response, name, picture, _etag(picture, width))


def _kept_for(
    request: HttpRequest, response: HttpResponse, name: str, picture: Picture, etag: str
) -> HttpResponse:
    is_seen = keeping.note_seen(picture)
    is_current = request.GET.get("v") == version_of(name, picture)
    headers: Mapping[str, str] = {
        "ETag": etag,
        "Cache-Control": _LONG if is_seen and is_current else _SHORT,
    }
    for header, value in headers.items():
        response[header] = value
    return response


def _etag(picture: Picture, width: int) -> str:
    return f'"{picture.digest[:16]}-{width}"'


def _ask_again_if_old(row: Artwork, picture: Picture) -> None:
    if timezone.now() - picture.asked_at < keeping.FRESH:
        return
    keeping.refresh(sources.source_of(row, picture.key))


def _without(status: int) -> HttpResponse:
    """No picture: few bytes, kept for a moment so that nobody asks in a circle."""
    response = HttpResponse(status=status, content_type="text/plain")
    response["Cache-Control"] = _MINUTE if status == 404 else "no-store"
    # Django would write a line for each picture of a server that is down.
    response._has_been_logged = True  # type: ignore[attr-defined]
    if status == 503:
        response["Retry-After"] = str(_RETRY_SECONDS)
    return response
