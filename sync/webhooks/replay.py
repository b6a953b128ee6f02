"""Handling a kept delivery once more, as a person at the desk asks.

What it says is judged anew: by the secrets, the tokens and the reach that its sender
has today.  A signature is held to the moment it came at, not to now.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.audience import Audience, open_to
from accounts.models import User
from sync import deliveries, senders
from sync.deliveries import Heard
from sync.models import Sender, WebhookDelivery
from sync.webhooks import signature
from sync.webhooks.asked import Asked, wanted
from sync.webhooks.body import BodyError, shaped
from sync.webhooks.signature import Unproven

#: Asking for a sync, and looking at what was delivered.
NEEDS = ("sync.add_trigger", "sync.view_webhookdelivery")


@open_to(Audience.READERS)
def replay_view(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: handle it once more; leads to the new delivery."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not (isinstance(request.user, User) and request.user.has_perms(NEEDS)):
        raise PermissionDenied
    rows = WebhookDelivery.objects.select_related("sender")
    delivery = rows.filter(pk=pk).first()
    if delivery is None:
        raise Http404("This delivery is no longer kept.")
    if not delivery.can_be_replayed:
        messages.error(request, "What it said was not kept, so it cannot be replayed.")
        return HttpResponseRedirect(_page(delivery))
    again = replay(delivery, by=request.user)
    if again.is_taken:
        messages.success(request, f"Replayed, and taken as request {again.trigger_id}.")
    else:
        messages.error(request, f"Replayed, and refused: {again.reason}")
    return HttpResponseRedirect(_page(again))


def replay(delivery: WebhookDelivery, *, by: User | None) -> WebhookDelivery:
    """A new delivery of what this one said, which points to it."""
    sender, body = delivery.sender, delivery.body
    if sender is None or body is None:
        raise ValueError("Nothing is kept of this delivery.")
    raw = bytes(body)
    said = Heard(headers=delivery.headers, body=raw, proof=delivery.proof)
    origin = deliveries.Origin(of=delivery, by=by)
    try:
        _prove(delivery, sender, raw)
        asked = wanted(shaped(raw, Asked), sender)
    except (BodyError, Unproven) as refusal:
        return deliveries.refuse_again(
            sender,
            status=refusal.status,
            reason=refusal.detail,
            heard=said,
            origin=origin,
        )
    return deliveries.take_again(sender, asked, heard=said, origin=origin)


def _prove(delivery: WebhookDelivery, sender: Sender, body: bytes) -> None:
    """Raises Unproven and BodyError."""
    if not sender.enabled:
        raise Unproven(401, "The sender is off.")
    if delivery.is_taken:
        return  # it was proven when it came
    proof = delivery.proof
    now = timezone.now()
    if token := proof.get("token"):
        known = sender.token_digests(now)
        if not any(constant_time_compare(token, one) for one in known):
            raise Unproven(401, "The token in its address is not this sender\u2019s.")
        return
    claim = signature.claim_of(proof, now=delivery.last_at.timestamp())
    keys = [senders.secret_bytes(secret) for secret in sender.secrets(now)]
    if not keys or not claim.is_signed(body, keys):
        raise Unproven(401, "Its signature is not of this sender\u2019s secret.")
    if body and proof.get("type") != "application/json":
        raise BodyError(415, "Its body was not sent as application/json.")


def _page(delivery: WebhookDelivery) -> str:
    return reverse("admin:sync_webhookdelivery_change", args=[delivery.pk])
