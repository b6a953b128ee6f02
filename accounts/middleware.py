"""What every request gets: the household's clock, a note of who is here, and the
page for what was tried too often.

The household is read from a copy that is at most some seconds old: no request waits
for it.
"""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts import attempts, log_ins
from accounts.attempts import TooOften
from accounts.models import Household

_KEPT_SECONDS: Final = 15.0
_OF_PASSWORDS: Final = (attempts.LOG_IN, attempts.LOG_INS, attempts.OLD_PASSWORD)

Respond = Callable[[HttpRequest], HttpResponseBase]


class Clock:
    """The time zone of the household, asked for every few seconds."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Ask again at the next request."""
        self._read_at = float("-inf")
        self._zone: zoneinfo.ZoneInfo | None = None

    def zone(self) -> zoneinfo.ZoneInfo | None:
        """None for the installation's own: there is no household, or no database."""
        if time.monotonic() - self._read_at > _KEPT_SECONDS:
            self._zone = _read_zone()
            self._read_at = time.monotonic()
        return self._zone


clock = Clock()


def _read_zone() -> zoneinfo.ZoneInfo | None:
    try:
        name = Household.objects.filter(pk=1).values_list("time_zone", flat=True)
        return next((zoneinfo.ZoneInfo(zone) for zone in name), None)
    except (DatabaseError, zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


class HouseholdMiddleware:
    """After log-in is known."""

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        zone = clock.zone()
        if zone is not None:
            timezone.activate(zone)
        try:
            if request.user.is_authenticated:
                log_ins.note(request)
            return self._get_response(request)
        finally:
            timezone.deactivate()

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, TooOften):
            return None
        seconds = exception.seconds(timezone.now())
        answer = render(
            request,
            "accounts/too_often.html",
            {
                "until": exception.until,
                "minutes": -(-seconds // 60),
                "is_one_name": exception.limit is attempts.LOG_IN,
                "is_password": exception.limit in _OF_PASSWORDS,
                "is_report": exception.limit is attempts.PROBLEM,
            },
            status=429,
        )
        answer.headers["Retry-After"] = str(seconds)
        return answer
