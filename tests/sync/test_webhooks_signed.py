"""Signed webhooks: one delivery is one request, and its signature is the proof."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.middleware import clock
from sync import senders
from sync.models import Sender, Trigger, WebhookDelivery
from sync.senders import Proofs
from tests.sync.signing import OTHER, SECRET, said, send, signature
from tests.sync.signing import lamp as lamp
from tests.sync.signing import sender as sender


def test_a_signed_delivery_is_a_committed_request(
    sender: Client,
    lamp: Proofs,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def publish(*args: Any, **options: Any) -> None:
        raise AssertionError("a request must not speak to the broker")

    monkeypatch.setattr(current_app, "send_task", publish)
    clock.zone()
    # Who it is; the request and the delivery in one transaction.
    with django_assert_num_queries(5):
        answer = send(sender)
    trigger = Trigger.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {"trigger": trigger.pk}
    assert (trigger.source, trigger.servers, trigger.run) == ("webhook", None, None)
    row = WebhookDelivery.objects.get()
    assert (row.sender, row.delivery_id) == (lamp.sender, "msg_1")
    assert (row.status, row.trigger) == (202, trigger)
    assert not answer.cookies


def test_a_secret_as_the_specification_has_it(sender: Client, db: None) -> None:
    """The example of the specification's own text."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert (
        signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}',
                  secret)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )  # fmt: skip
    senders.add_sender(name="Lamp", secret=secret)
    assert send(sender, secret=secret).status_code == 202


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_again_gets_the_same_and_starts_nothing(
    sender: Client, lamp: Proofs
) -> None:
    first = send(sender, at=int(time.time()) - 20)
    again = send(sender)
    assert again.status_code == first.status_code == 202
    assert again.json() == first.json()
    assert Trigger.objects.count() == 1
    assert WebhookDelivery.objects.get().times == 2
    status = send(sender, b'{"servers": null}')
    assert status.status_code == 409
    assert "another body" in status.json()["detail"]
    assert Trigger.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_many_times_at_once_is_one(lamp: Proofs) -> None:
    together = threading.Barrier(6)
    given: list[tuple[int, str]] = []

    def deliver() -> None:
        together.wait()
        answer = send(Client())
        given.append((answer.status_code, answer.content.decode()))
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 6
    assert len(set(given)) == 1
    assert given[0][0] == 202
    assert Trigger.objects.count() == 1


def test_ids_are_a_senders_own(sender: Client, lamp: Proofs) -> None:
    senders.add_sender(name="Desk", secret=OTHER)
    one = send(sender).json()
    other = send(sender, slug="desk", secret=OTHER).json()
    assert one != other
    assert Trigger.objects.count() == 2


def test_one_of_several_signatures_is_enough(sender: Client, lamp: Proofs) -> None:
    now = int(time.time())
    right = signature("msg_1", now, b"{}")
    wrong = [signature("msg_1", now, b"{}", OTHER)] * 4
    several = {"webhook-signature": " ".join(["v1a,AAAA", *wrong, right])}
    assert send(sender, at=now, headers=several).status_code == 202


def test_of_many_signatures_only_five_are_compared(
    sender: Client, lamp: Proofs
) -> None:
    now = int(time.time())
    right = signature("msg_1", now, b"{}")
    wrong = [signature("msg_1", now, b"{}", OTHER)] * 49
    many = {"webhook-signature": " ".join([*wrong, right])}
    assert said(send(sender, at=now, headers=many))[0] == 401


def test_after_a_rotation_the_secret_before_holds_for_a_while(
    sender: Client, lamp: Proofs
) -> None:
    turned = senders.rotate(lamp.sender)
    assert turned.secret != SECRET
    assert send(sender, number="old").status_code == 202
    assert send(sender, number="new", secret=turned.secret).status_code == 202
    Sender.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert send(sender, number="late").status_code == 401
    assert send(sender, number="new_2", secret=turned.secret).status_code == 202
    senders.rotate(lamp.sender, hours=0)
    assert send(sender, number="new_3", secret=turned.secret).status_code == 401


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_only_post(sender: Client, lamp: Proofs, method: str) -> None:
    for address in ("/webhooks/lamp/", f"/webhooks/lamp/{lamp.token}/"):
        answer = getattr(sender, method)(address)
        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
