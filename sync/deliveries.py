"""What senders delivered: taken once by its id, or refused and counted.

Refuses to let refusals grow: whoever sends what, they are a few rows a day for each
sender, and a busy database counts none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.if_free import insert_if_free, write_if_free
from sync import triggers
from sync.hints import Hint
from sync.models import Sender, Trigger, WebhookDelivery

#: How long deliveries are shown, and an id starts nothing again.
KEPT: Final = timedelta(days=30)
_ROWS_AT_ONCE: Final = 1000


class OtherBody(Exception):
    """A delivery whose id was taken before, with another body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a delivery asks for, as `triggers.request_sync` takes it."""

    servers: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    groups: Sequence[str] | None = None
    item: UUID | None = None
    hint: Hint | None = None


def take(sender: Sender, wanted: Wanted, *, delivery_id: str, body: bytes) -> int:
    """The request that a delivery starts, or started when it came before.

    Committed with the delivery's row.  Raises OtherBody.
    """
    digest = sha256(body).hexdigest()
    try:
        with transaction.atomic():
            trigger = triggers.request_sync(
                source=Trigger.Source.WEBHOOK,
                servers=wanted.servers,
                kinds=wanted.kinds,
                groups=wanted.groups,
                item=wanted.item,
                hint=wanted.hint,
            )
            WebhookDelivery.objects.create(
                sender=sender,
                delivery_id=delivery_id,
                body_digest=digest,
                status=202,
                trigger=trigger,
            )
    except IntegrityError:
        return _taken_before(sender, delivery_id, digest)
    return trigger.pk


def _taken_before(sender: Sender, delivery_id: str, digest: str) -> int:
    rows = WebhookDelivery.objects.filter(
        sender=sender, delivery_id=delivery_id, trigger__isnull=False
    )
    before, trigger_id = rows.values_list("body_digest", "trigger_id").get()
    if before != digest:
        raise OtherBody
    write_if_free(rows, times=F("times") + 1, last_at=timezone.now())
    return int(trigger_id)


def refuse(sender: Sender | None, *, status: int, reason: str) -> None:
    """Count a refusal, and keep the latest reason, unless the database is busy."""
    now = timezone.now()
    whose = sender.pk if sender is not None else 0
    fold = f"{now:%Y-%m-%d} {whose} {status}"
    rows = WebhookDelivery.objects.filter(fold=fold)
    reason = reason[:200]
    if write_if_free(rows, times=F("times") + 1, last_at=now, reason=reason):
        return
    insert_if_free(
        WebhookDelivery(
            sender=sender,
            status=status,
            reason=reason,
            fold=fold,
            received_at=now,
            last_at=now,
        )
    )


def forget_old() -> None:
    """Let go of deliveries that nobody needs any more, some at a time."""
    old = WebhookDelivery.objects.filter(last_at__lt=timezone.now() - KEPT)
    while some := list(old.values_list("pk", flat=True)[:_ROWS_AT_ONCE]):
        WebhookDelivery.objects.filter(pk__in=some).delete()
