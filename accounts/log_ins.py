"""Where people are logged in: noted now and then, listed, ended.

A visit is written down at most every ten minutes, so that a page costs no write of
its own.  Ending a log-in deletes its session; the row beside it goes along.
"""

from __future__ import annotations

import re
import time
from typing import Final

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import LogIn, User

NOTED_EVERY_SECONDS: Final = 600
_NOTED: Final = "noted"
_BROWSERS: Final = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Chromium": "Chromium",
    "Safari": "Safari",
}
_SYSTEMS: Final = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Tizen": "a Samsung TV",
    "Web0S": "an LG TV",
    "Android TV": "an Android TV",
    "Android": "Android",
    "CrOS": "a Chromebook",
    "Windows": "Windows",
    "Mac OS X": "a Mac",
    "Linux": "Linux",
}


def note(request: HttpRequest) -> None:
    """Write down that this person is here, unless it was done just now."""
    user, session = request.user, request.session
    if not isinstance(user, User) or session.session_key is None:
        return
    noted = session.get(_NOTED)
    if (
        isinstance(noted, list)
        and noted[0] == session.session_key
        and 0 <= time.time() - noted[1] < NOTED_EVERY_SECONDS
    ):
        return
    session[_NOTED] = [session.session_key, time.time()]
    _write_down(request, user)


def begin(*, request: HttpRequest, user: User, **_: object) -> None:
    """A log-in is listed before its first page, so that ending all of them ends it."""
    if request.session.session_key is None:
        request.session.save()
    _write_down(request, user)


def _write_down(request: HttpRequest, user: User) -> None:
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(last_seen_at=now)
    try:
        with transaction.atomic():
            LogIn.objects.update_or_create(
                session_id=request.session.session_key,
                defaults={
                    "user": user,
                    "address": request.META.get("REMOTE_ADDR", "")[:45],
                    "agent": _printable(request.headers.get("User-Agent", "")),
                    "seen_at": now,
                },
            )
    except IntegrityError:
        pass  # logged out meanwhile: there is no such session any more


def of(user: User) -> QuerySet[LogIn]:
    """Where they are logged in now, last seen first."""
    return user.log_ins.filter(session__expire_date__gt=timezone.now()).order_by(
        "-seen_at", "-pk"
    )


@transaction.atomic
def end(user: User, pk: int, *, by: User | None = None) -> bool:
    """End one of their log-ins; that somebody else does is kept."""
    row = LogIn.objects.filter(user=user, pk=pk).first()
    gone, _ = Session.objects.filter(login__user=user, login__pk=pk).delete()
    if gone and row is not None and by not in (None, user):
        about = f"{user}: {device(row.agent)}"
        activity.write(Verb.LOG_IN_ENDED, by=by, about=about, person=user)
    return bool(gone)


@transaction.atomic
def end_everywhere(user: User, *, by: User | None) -> int:
    """End all of somebody's log-ins; how many there were, which is kept."""
    if count := end_all(user):
        about = f"{user}: everywhere"
        activity.write(Verb.LOG_IN_ENDED, by=by, about=about, person=user)
    return count


def end_all(user: User, *, but: str | None = None) -> int:
    """End their log-ins, but for the session `but`; how many there were."""
    log_ins = LogIn.objects.filter(user=user).exclude(session_id=but)
    keys = list(log_ins.values_list("session_id", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def end_others(*, request: HttpRequest, user: User, **_: object) -> None:
    """A new password ends every log-in but the one it was changed in."""
    end_all(user, but=request.session.session_key)


def device(agent: str) -> str:
    """What kind of browser that is, for people: ``Firefox on Windows``."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "An unknown device"


def _printable(text: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", text)[:300]
