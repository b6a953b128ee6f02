"""A delivery's page: what came, why it was refused, and the same once more."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from sync import deliveries, senders
from sync.models import Trigger, WebhookDelivery
from sync.senders import Proofs
from tests.sync import desk
from tests.sync.signing import OTHER, SECRET, send
from tests.sync.signing import lamp as lamp
from tests.sync.signing import sender as sender

pytestmark = pytest.mark.django_db(transaction=True)
BODY = b'{"kinds": ["tv"], "apiKey": "never-shown-7731", "note": "<script>"}'


def replayed(client: Client, row: WebhookDelivery) -> WebhookDelivery:
    answer = client.post(f"/admin/sync/webhookdelivery/{row.pk}/replay/")
    assert answer.status_code == 302, answer.content
    new = WebhookDelivery.objects.order_by("-pk")[0]
    assert answer["Location"] == desk.page_url(new)
    return new


def test_what_came_is_shown_without_its_secrets(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    send(sender, BODY, headers={"x-note": "hello", "authorization": "Bearer abc-77"})
    page = desk.text_of(olgas, desk.page_url(WebhookDelivery.objects.get()))
    for shown in ("X-Note", "hello", "tv", "&lt;script&gt;", "[hidden]"):
        assert shown in page, shown
    for hidden in ("never-shown-7731", "abc-77", "<script>&quot;", SECRET):
        assert hidden not in page, hidden
    kept = WebhookDelivery.objects.get()
    assert "abc-77" not in str(kept.headers)
    assert kept.headers["Webhook-Signature"] == "[hidden]"


def test_a_taken_one_is_handled_once_more(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    send(sender, BODY)
    first = WebhookDelivery.objects.get()
    new = replayed(olgas, first)
    assert (new.replay_of, new.is_taken, new.delivery_id) == (first, True, "")
    assert new.by is not None
    assert new.trigger is not None
    assert new.trigger.kinds == ["tv"]
    assert Trigger.objects.filter(source="webhook").count() == 2
    assert desk.page_url(first) in desk.text_of(olgas, desk.page_url(new))
    assert desk.page_url(new) in desk.text_of(olgas, desk.page_url(first))
    # And it can be replayed itself.
    assert replayed(olgas, new).replay_of == new
    # Its sender must still be on.
    senders.change_sender(lamp.sender, enabled=False)
    refused = replayed(olgas, first)
    assert (refused.is_taken, refused.reason) == (False, "The sender is off.")


def test_a_bad_signature_is_judged_by_the_secret_of_today(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    assert send(sender, BODY, secret=OTHER).status_code == 401
    first = WebhookDelivery.objects.get()
    page = desk.text_of(olgas, desk.page_url(first))
    assert "Why it was refused" in page
    assert "Give the program the sender" in page
    assert not replayed(olgas, first).is_taken
    assert not Trigger.objects.exists()
    senders.rotate(lamp.sender, secret=OTHER)
    assert replayed(olgas, first).is_taken
    assert Trigger.objects.count() == 1


def test_an_old_timestamp_stays_too_old(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    send(sender, BODY, at=int(time.time()) - 4000)
    again = replayed(olgas, WebhookDelivery.objects.get())
    assert (again.is_taken, again.status) == (False, 401)
    assert "minutes from the time" in again.reason


def test_a_token_is_judged_by_the_token_of_today(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    url = f"/webhooks/lamp/{lamp.token}/"
    senders.change_sender(lamp.sender, enabled=False)
    assert sender.post(url, BODY, content_type="text/plain").status_code == 401
    first = WebhookDelivery.objects.get()
    assert lamp.token not in str(first.proof)
    assert not replayed(olgas, first).is_taken
    senders.change_sender(lamp.sender, enabled=True)
    assert replayed(olgas, first).is_taken
    senders.rotate(lamp.sender, hours=0)
    assert not replayed(olgas, first).is_taken


def test_what_it_may_not_ask_for_it_may_ask_when_let(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    senders.change_sender(lamp.sender, reach=senders.Reach(kinds=["movies"]))
    assert send(sender, BODY).status_code == 403
    first = WebhookDelivery.objects.get()
    assert replayed(olgas, first).status == 403
    senders.change_sender(lamp.sender, reach=senders.EVERYTHING)
    assert replayed(olgas, first).is_taken


def test_strangers_and_long_bodies_are_not_kept(
    sender: Client, lamp: Proofs, olgas: Client
) -> None:
    send(sender, BODY, slug="nobody")
    send(sender, b'{"x": "%s"}' % (b"y" * deliveries.LONGEST_KEPT))
    for row in WebhookDelivery.objects.all():
        assert row.body is None
        page = desk.text_of(olgas, desk.page_url(row))
        assert "Its body was not kept" in page
        assert ">Replay<" not in page
        answer = olgas.post(f"/admin/sync/webhookdelivery/{row.pk}/replay/")
        assert answer["Location"] == desk.page_url(row)
    assert WebhookDelivery.objects.count() == 2
    assert not WebhookDelivery.objects.get(sender=None).headers


def test_a_replay_needs_its_permissions_and_a_post(
    sender: Client, lamp: Proofs
) -> None:
    send(sender, BODY)
    row = WebhookDelivery.objects.get()
    url = f"/admin/sync/webhookdelivery/{row.pk}/replay/"
    looks = desk.permitted("looks", "view_webhookdelivery")
    assert ">Replay<" not in desk.text_of(looks, desk.page_url(row))
    assert looks.post(url).status_code == 403
    syncs = desk.permitted("syncs", "add_trigger")
    assert syncs.post(url).status_code == 403
    both = desk.permitted("both", "view_webhookdelivery", "add_trigger")
    assert both.get(url).status_code == 405
    replayed(both, row)
    assert both.post(url.replace(str(row.pk), "999999")).status_code == 404
