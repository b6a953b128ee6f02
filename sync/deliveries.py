"""What senders delivered: taken once by its id, or refused and counted.

Refuses to let refusals grow: whoever sends what, they are a few rows a day for each
sender, and a busy database counts none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from catalog.if_free import insert_if_free, write_if_free
from sync import triggers
from sync.hints import Hint
from sync.models import Sender, Trigger, WebhookDelivery

#: How long deliveries are shown, and an id starts nothing again.
KEPT: Final = timedelta(days=30)
_ROWS_AT_ONCE: Final = 1000
#: A longer body is not kept, and its delivery cannot be replayed.
LONGEST_KEPT: Final = 16 * 1024


class OtherBody(Exception):
    """A delivery whose id was taken before, with another body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What of a call is kept beside it: no secrets, and no body that is long."""

    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    proof: Mapping[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """As a delivery's row has it."""
        body = self.body
        kept = body is not None and len(body) <= LONGEST_KEPT
        return {
            "headers": dict(self.headers),
            "body": body if kept else None,
            "proof": dict(self.proof),
        }


NOTHING: Final = Heard()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Of a replay: the delivery that is handled once more, and who asks for it."""

    of: WebhookDelivery
    by: User | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a delivery asks for, as `triggers.request_sync` takes it."""

    servers: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    groups: Sequence[str] | None = None
    item: UUID | None = None
    hint: Hint | None = None


def take(
    sender: Sender,
    wanted: Wanted,
    *,
    delivery_id: str,
    body: bytes,
    heard: Heard = NOTHING,
) -> int:
    """The request that a delivery starts, or started when it came before.

    Committed with the delivery's row.  Raises OtherBody.
    """
    digest = sha256(body).hexdigest()
    try:
        with transaction.atomic():
            trigger = _request(wanted, None)
            WebhookDelivery.objects.create(
                sender=sender,
                delivery_id=delivery_id,
                body_digest=digest,
                status=202,
                trigger=trigger,
                **heard.columns(),
            )
    except IntegrityError:
        return _taken_before(sender, delivery_id, digest)
    return trigger.pk


@transaction.atomic
def take_again(
    sender: Sender, wanted: Wanted, *, heard: Heard, origin: Origin
) -> WebhookDelivery:
    """The delivery of a replay that is taken: a request of its own."""
    return WebhookDelivery.objects.create(
        sender=sender,
        body_digest=sha256(heard.body or b"").hexdigest(),
        status=202,
        trigger=_request(wanted, origin.by),
        replay_of=origin.of,
        by=origin.by,
        **heard.columns(),
    )


def refuse_again(
    sender: Sender, *, status: int, reason: str, heard: Heard, origin: Origin
) -> WebhookDelivery:
    """The delivery of a replay that is refused; each has a row, for a person asked."""
    return WebhookDelivery.objects.create(
        sender=sender,
        status=status,
        reason=reason[:200],
        fold=f"replay {uuid4()}",
        replay_of=origin.of,
        by=origin.by,
        **heard.columns(),
    )


def _request(wanted: Wanted, by: User | None) -> Trigger:
    return triggers.request_sync(
        source=Trigger.Source.WEBHOOK,
        servers=wanted.servers,
        kinds=wanted.kinds,
        groups=wanted.groups,
        item=wanted.item,
        hint=wanted.hint,
        by=by,
    )


def _taken_before(sender: Sender, delivery_id: str, digest: str) -> int:
    rows = WebhookDelivery.objects.filter(
        sender=sender, delivery_id=delivery_id, trigger__isnull=False
    )
    before, trigger_id = rows.values_list("body_digest", "trigger_id").get()
    if before != digest:
        raise OtherBody
    write_if_free(rows, times=F("times") + 1, last_at=timezone.now())
    return int(trigger_id)


def refuse(
    sender: Sender | None, *, status: int, reason: str, heard: Heard = NOTHING
) -> None:
    """Count a refusal, and keep the latest of them, unless the database is busy.

    Of a sender that nobody knows no word is kept.
    """
    kept = heard.columns() if sender is not None else {}
    now = timezone.now()
    whose = sender.pk if sender is not None else 0
    fold = f"{now:%Y-%m-%d} {whose} {status}"
    rows = WebhookDelivery.objects.filter(fold=fold)
    reason = reason[:200]
    if write_if_free(rows, times=F("times") + 1, last_at=now, reason=reason, **kept):
        return
    insert_if_free(
        WebhookDelivery(
            sender=sender,
            status=status,
            reason=reason,
            fold=fold,
            received_at=now,
            last_at=now,
            **kept,
        )
    )


def forget_old() -> None:
    """Let go of deliveries that nobody needs any more, some at a time."""
    old = WebhookDelivery.objects.filter(last_at__lt=timezone.now() - KEPT)
    while some := list(old.values_list("pk", flat=True)[:_ROWS_AT_ONCE]):
        WebhookDelivery.objects.filter(pk__in=some).delete()
