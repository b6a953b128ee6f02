"""What is kept of webhooks' deliveries, and what becomes of them without a database."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from sync import deliveries, senders
from sync.models import Trigger, WebhookDelivery
from sync.reconcile import Reconciler
from sync.senders import Proofs
from tests.sync.signing import OTHER, send
from tests.sync.signing import lamp as lamp
from tests.sync.signing import sender as sender


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_refusals_is_a_few_rows(sender: Client, lamp: Proofs) -> None:
    for number in range(30):
        send(sender, number=f"m{number}", secret=OTHER)
        send(sender, slug=f"nobody{number}")
        send(
            sender,
            json.dumps({"servers": [f"s{number}"]}).encode(),
            number=f"n{number}",
        )
    rows = WebhookDelivery.objects.order_by("status", "pk")
    found = [(row.sender_id, row.status, row.times) for row in rows]
    assert sorted(found, key=str) == sorted(
        [(lamp.sender.pk, 400, 30), (lamp.sender.pk, 401, 30), (None, 401, 30)],
        key=str,
    )
    assert rows.filter(sender=lamp.sender, status=400).get().reason.endswith("'s29'.")
    senders.change_sender(lamp.sender, enabled=False)
    send(sender, number="off")
    assert rows.filter(sender=lamp.sender, status=401).get().reason == "It is off."


@pytest.mark.django_db(transaction=True)
def test_without_a_database_nothing_is_promised(sender: Client, lamp: Proofs) -> None:
    for doomed in ("SELECT", 'INSERT INTO "SYNC_TRIGGER', 'INSERT INTO "SYNC_WEB'):

        def away(execute: Any, sql: str, *rest: Any, doomed: str = doomed) -> Any:
            if sql.lstrip().upper().startswith(doomed):
                raise OperationalError("the server closed the connection")
            return execute(sql, *rest)

        with connection.execute_wrapper(away):
            answer = send(sender)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert not Trigger.objects.exists()
        with connection.execute_wrapper(away):
            refused = send(sender, secret=OTHER)
        assert refused.status_code in {401, 503}
    assert send(sender).status_code == 202


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_delays_no_refusal(lamp: Proofs) -> None:
    """Whoever writes for long, a stranger is answered, and is simply not counted."""
    answers: list[int] = []

    def stranger() -> None:
        answers.append(send(Client(), secret=OTHER).status_code)
        connection.close()

    deliveries.refuse(lamp.sender, status=401, reason="before")
    with transaction.atomic():
        WebhookDelivery.objects.select_for_update().get()
        WebhookDelivery.objects.update(times=7)
        thread = threading.Thread(target=stranger)
        thread.start()
        thread.join(timeout=15)
    assert answers == [401]
    assert WebhookDelivery.objects.get().times == 7


@pytest.mark.django_db(transaction=True)
def test_old_deliveries_are_forgotten_and_their_requests_stay(
    sender: Client, lamp: Proofs
) -> None:
    send(sender)
    send(sender, secret=OTHER)
    deliveries.forget_old()
    assert WebhookDelivery.objects.count() == 2
    WebhookDelivery.objects.update(last_at=timezone.now() - timedelta(days=31))
    Reconciler().look()
    assert WebhookDelivery.objects.count() == 0
    assert Trigger.objects.count() == 1
