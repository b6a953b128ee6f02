"""Whether MediaHub is up: `/healthz`, for people, supervisors and containers.

Answers whatever host name it is asked under and needs no account; says which parts
are up and nothing else. Never waits long: the worker and the reconciler leave
signs of life in the database, and the broker has a second to answer.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from mediahub.broker_address import broker_socket
from mediahub.demo import servers
from sync.models import Heartbeat

BROKER_SECONDS = 1.0
BROKER_KEPT_SECONDS = 3.0
# Six times the pause between two signs of life, so that one slow write is no alarm.
SIGN_OF_LIFE = timedelta(seconds=30)
PARTS_WITH_SIGNS = ("worker", "reconciler")


class HealthMiddleware:
    """Answers `/healthz` before host names, sessions and log-ins are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != "/healthz":
            return self._get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        return healthz()


def healthz() -> JsonResponse:
    parts = {"web": True, **_database_and_signs(), "broker": _broker.is_up()}
    if settings.MEDIAHUB_DEMO:
        parts["demo"] = parts["database"] and _demo_is_synced()
    down = sorted(part for part, is_up in parts.items() if not is_up)
    body = {
        "status": "down" if down else "up",
        "parts": {part: "up" if is_up else "down" for part, is_up in parts.items()},
        "down": down,
    }
    response = JsonResponse(
        body, status=503 if down else 200, headers={"Cache-Control": "no-store"}
    )
    # A supervisor asks several times a second: an answer of 503 is no error to log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _database_and_signs() -> dict[str, bool]:
    since = timezone.now() - SIGN_OF_LIFE
    try:
        connection.close_if_unusable_or_obsolete()
        seen = set(
            Heartbeat.objects.filter(
                part__in=PARTS_WITH_SIGNS, seen_at__gte=since
            ).values_list("part", flat=True)
        )
    except DatabaseError:
        return {"database": False, **dict.fromkeys(PARTS_WITH_SIGNS, False)}
    return {"database": True, **{part: part in seen for part in PARTS_WITH_SIGNS}}


def _demo_is_synced() -> bool:
    """With `--demo`, MediaHub is up once there is something to see."""
    try:
        return servers.is_synced()
    except DatabaseError:
        return False


class BrokerState:
    """The broker's last answer, kept for a moment so that askers share one ping."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._is_up = False

    def is_up(self) -> bool:
        with self._lock:
            if time.monotonic() - self._asked_at > BROKER_KEPT_SECONDS:
                self._is_up = _broker_answers()
                self._asked_at = time.monotonic()
            return self._is_up


_broker = BrokerState()


def _broker_answers() -> bool:
    if settings.MEDIAHUB_BROKER_FOLDER and not settings.REDIS_URL:
        return Path(settings.MEDIAHUB_BROKER_FOLDER).is_dir()
    address = settings.REDIS_URL or f"unix://{broker_socket(settings.MEDIAHUB_DATA)}"
    try:
        client = redis.Redis.from_url(
            address,
            socket_timeout=BROKER_SECONDS,
            socket_connect_timeout=BROKER_SECONDS,
            retry=None,
        )
    except ValueError:
        return False
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
