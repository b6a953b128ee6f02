"""Webhooks of programs we know nothing of: signed, or at an address that is the proof.

The delivery and the request to sync are one commit, and then it is acknowledged; the
reconciler takes it from there.  A stranger, a disabled sender and a wrong proof are
answered alike, after the same work.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, TypeAlias

from django.db import Error as DatabaseAway
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts.audience import Audience, open_to
from sync import deliveries, senders
from sync.deliveries import Heard
from sync.models import Sender
from sync.webhooks import answers, signature
from sync.webhooks.asked import Asked, wanted
from sync.webhooks.body import BodyError, must_be_json, read_raw, shaped
from sync.webhooks.heard import heard
from sync.webhooks.signature import Unproven

logger = logging.getLogger(__name__)

#: What a stranger's signature is compared with.
_NOBODYS: Final = b"\0" * 32

#: Given who the address names and the body: the sender, and the delivery's id if it has
#: one.  Raises Unproven.
Proof: TypeAlias = Callable[[Sender | None, bytes], tuple[Sender, str]]
#: The call as it is kept, given its body where that could be read.
Keep: TypeAlias = Callable[[bytes | None], Heard]


@csrf_exempt
@open_to(Audience.PROGRAMS)
def signed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """POST: a delivery that is signed by Standard Webhooks."""

    def proof(sender: Sender | None, body: bytes) -> tuple[Sender, str]:
        claim = signature.claim_of(request.headers, now=time.time())
        found = sender.secrets(timezone.now()) if sender is not None else []
        keys = [senders.secret_bytes(secret) for secret in found]
        is_signed = claim.is_signed(body, keys or [_NOBODYS])
        if not (is_signed and keys and sender is not None and sender.enabled):
            raise Unproven(
                401,
                "webhook-signature is not of an enabled webhook's secret at this "
                "address; compare the address and the secret.",
            )
        if body:
            must_be_json(request)
        return sender, claim.id

    return _answer(request, slug, proof, lambda body: heard(request, body))


@csrf_exempt
@open_to(Audience.PROGRAMS)
def with_token(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """POST: a delivery of a sender that can set no header, not even a type."""

    def proof(sender: Sender | None, body: bytes) -> tuple[Sender, str]:
        digest = senders.token_digest(token)
        known = sender.token_digests(timezone.now()) if sender is not None else []
        matches = [constant_time_compare(digest, one) for one in known or ["none"]]
        if not (any(matches) and sender is not None and sender.enabled):
            raise Unproven(401, "This is no address of an enabled webhook; compare it.")
        return sender, signature.delivery_id(request.headers)

    def keep(body: bytes | None) -> Heard:
        return heard(request, body, token=senders.token_digest(token))

    return _answer(request, slug, proof, keep)


def _answer(request: HttpRequest, slug: str, proof: Proof, keep: Keep) -> HttpResponse:
    if request.method != "POST":
        return answers.only_post()
    sender: Sender | None = None
    body: bytes | None = None
    try:
        sender = Sender.objects.filter(slug=slug).first()
        body = read_raw(request)
        return _take(body, sender, proof, keep)
    except (BodyError, Unproven) as refusal:
        status, detail = refusal.status, refusal.detail
    except deliveries.OtherBody:
        status = 409
        detail = "This webhook-id was taken before, with another body."
    except DatabaseAway as error:
        logger.warning("A webhook was not stored (%s).", type(error).__name__)
        return answers.later()
    _count(sender, status, detail, keep(body))
    return answers.problem(status, detail)


def _take(body: bytes, named: Sender | None, proof: Proof, keep: Keep) -> HttpResponse:
    sender, number = proof(named, body)
    asked = wanted(shaped(body, Asked), sender)
    trigger = deliveries.take(
        sender, asked, delivery_id=number, body=body, heard=keep(body)
    )
    return answers.accepted(trigger=trigger)


def _count(sender: Sender | None, status: int, detail: str, heard: Heard) -> None:
    reason = detail
    if sender is not None and status == 401:
        if not sender.enabled:
            reason = "It is off."
        elif sender.secret_is_lost:
            reason = "Its stored secret cannot be read; rotate it."
    try:
        deliveries.refuse(sender, status=status, reason=reason, heard=heard)
    except DatabaseAway as error:
        # The refusal is told all the same.
        logger.warning("A refusal was not counted (%s).", type(error).__name__)
