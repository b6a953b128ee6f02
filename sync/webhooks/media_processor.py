"""The two addresses an unchanged media-processor calls.

It shows the secret it shares with MediaHub in `X-Webhook-ID`, the same in both
directions.  "sync" says "look again" and nothing more; "system status" is a word
about its own load, for people.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Final, Literal, TypeAlias, TypeVar

import msgspec
from django.db import Error as DatabaseAway
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts.audience import Audience, open_to
from catalog.models import Server
from catalog.models.secret import secret_digest
from sync import statuses, triggers
from sync.adapters.media_processor.values import text
from sync.models import ServerStatus, Trigger
from sync.webhooks import answers
from sync.webhooks.body import BodyError, read_body

logger = logging.getLogger(__name__)

KIND: Final = "media-processor"
_WORDS: Final = 500
#: What of an incident is kept; its list of updates may be long and is not shown.
_INCIDENT: Final = ("id", "status", "startTime", "latestUpdate", "message")

Body = TypeVar("Body", bound=msgspec.Struct)
View: TypeAlias = Callable[..., HttpResponseBase]


class Nothing(msgspec.Struct):
    """An object of which nothing is used."""


class SystemStatus(msgspec.Struct, rename="camel"):
    """A word about load; only what is used."""

    status: Literal["normal", "elevated", "heavy", "critical"]
    message: str | None = None
    incident: dict[str, object] | None = None
    server_url: str | None = None


def webhook(
    shape: type[Body],
) -> Callable[[Callable[[list[Server], Body], HttpResponse]], View]:
    """A view that is given the servers whose secret was shown, and the body.

    Several servers may share a secret; at least one is given.  Needs no session and
    no CSRF token: the secret is proof enough, and a browser never holds it.
    """

    # Looked up here, where one thread is alone: see `media_processor.payloads`.
    msgspec.json.Decoder(shape)

    def decorate(act: Callable[[list[Server], Body], HttpResponse]) -> View:
        @csrf_exempt
        @open_to(Audience.PROGRAMS)
        @wraps(act)
        def view(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                return answers.only_post()
            try:
                senders = _senders(request.headers.get("X-Webhook-ID", ""))
                if not senders:
                    return answers.unknown_sender()
                return act(senders, read_body(request, shape))
            except BodyError as error:
                return answers.problem(error.status, error.detail)
            except DatabaseAway as error:
                logger.warning("A webhook was not stored (%s).", type(error).__name__)
                return answers.later()

        return view

    return decorate


@webhook(Nothing)
def sync(senders: list[Server], body: Nothing) -> HttpResponse:
    """Ask for a sync of the sender; the reconciler takes it from there."""
    trigger = triggers.request_sync(
        source=Trigger.Source.WEBHOOK, servers=[server.slug for server in senders]
    )
    return answers.accepted(trigger=trigger.pk)


@webhook(SystemStatus)
def system_status(senders: list[Server], body: SystemStatus) -> HttpResponse:
    """Keep what the sender says of its load."""
    statuses.keep_status(
        _meant(senders, body.server_url),
        status=ServerStatus.Status(body.status),
        message=text(body.message, _WORDS) or "",
        incident=_incident(body.incident),
    )
    return answers.accepted(status=body.status)


def _senders(shown: str) -> list[Server]:
    """Enabled servers with this secret.  Every secret costs one digest, one look."""
    digest = secret_digest(shown) or "none"
    found = Server.objects.enabled().filter(kind=KIND, secret_digest=digest)
    return [
        server
        for server in found.defer("secret").order_by("priority")
        if constant_time_compare(server.secret_digest, digest)
    ]


def _meant(senders: list[Server], url: str | None) -> list[Server]:
    """Which of several with one secret speaks; all, where its address does not tell."""
    named = [server for server in senders if server.api_url == (url or "").rstrip("/")]
    return named or senders


def _incident(said: dict[str, object] | None) -> dict[str, str] | None:
    if said is None:
        return None
    kept = {name: text(said.get(name), _WORDS) for name in _INCIDENT}
    return {name: value for name, value in kept.items() if value is not None} or None
