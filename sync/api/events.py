"""`runs/<id>/events`: a run as Server-Sent Events, read from its rows.

Each stream holds a thread of the web server, so there are few at once and none lasts
long; who is refused, or cannot listen, asks the run's own address every second or
two and reads the same.  An event `run` comes whenever something differs, a comment
as a heartbeat in between, and `end` when the run is over; a stream that ends without
it is to be opened again, as browsers do by themselves.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import Any, Final

from django.conf import settings
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from accounts.api.access import Guarded
from sync.api.runs import found_run, run_now
from sync.models import Run

_POLL: Final = 0.5  # seconds; counters are written at most twice a second
_HEARTBEAT: Final = 15.0  # seconds; below the patience of proxies
_places: Final = BoundedSemaphore(settings.MEDIAHUB_EVENT_STREAMS)


class TooManyStreams(APIException):
    """Every place for a listener is taken."""

    status_code = 503
    default_detail = "Too many listeners at once. Ask the run's own address instead."
    wait = 2


class RunEvents(Guarded):
    """The run's events; GET alone, for a HEAD would hold a thread for nothing."""

    read_needs = "sync.view_run"
    sync_scope = frozenset({"GET"})
    http_method_names = ["get", "options"]

    def perform_content_negotiation(
        self,
        request: Request,
        force: Any = False,  # noqa: FBT002
    ) -> tuple[BaseRenderer, str]:
        # Browsers ask for text/event-stream, which only refusals are not.
        return JSONRenderer(), "application/json"

    @extend_schema(
        responses={(200, "text/event-stream"): OpenApiResponse(OpenApiTypes.STR)}
    )
    def get(self, request: Request, id: int) -> StreamingHttpResponse:  # noqa: A002
        run = found_run(id)
        if not _places.acquire(blocking=False):
            raise TooManyStreams
        answer = StreamingHttpResponse(_Stream(run), content_type="text/event-stream")
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["X-Accel-Buffering"] = "no"
        return answer


class _Stream:
    """The events of a run; gives its place back when closed, read or not."""

    def __init__(self, run: Run) -> None:
        self._events = _events(run)
        self._holds_place = True

    def __iter__(self) -> Iterator[bytes]:
        return self._events

    def close(self) -> None:
        if self._holds_place:
            self._holds_place = False
            _places.release()


def _events(run: Run) -> Iterator[bytes]:
    ends = time.monotonic() + settings.MEDIAHUB_EVENT_SECONDS
    said, spoken = "", time.monotonic()
    yield b"retry: 2000\n\n"
    while True:
        now = json.dumps(run_now(run), cls=JSONEncoder)
        if now != said:
            said, spoken = now, time.monotonic()
            yield f"event: run\ndata: {now}\n\n".encode()
        if run.is_finished:
            yield f"event: end\ndata: {now}\n\n".encode()
            return
        if time.monotonic() >= ends:
            return
        if time.monotonic() - spoken >= _HEARTBEAT:
            spoken = time.monotonic()
            yield b": still here\n\n"
        time.sleep(_POLL)
        run.refresh_from_db()
