"""Signed calls of a webhook as a program makes them, and what a refusal must be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any, Final

import pytest
from django.test import Client

from sync import senders
from sync.models import Trigger
from sync.senders import Proofs

SECRET: Final = "whsec_" + base64.b64encode(b"k" * 32).decode()
OTHER: Final = "whsec_" + base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def sender() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def lamp(db: None) -> Proofs:
    return senders.add_sender(name="Lamp", secret=SECRET)


def signature(number: str, timestamp: object, body: bytes, secret: str = SECRET) -> str:
    """Made here anew, so that the product's own code does not prove itself."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{number}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def send(
    client: Client,
    body: bytes = b"{}",
    *,
    slug: str = "lamp",
    number: str = "msg_1",
    at: object = None,
    secret: str = SECRET,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
) -> Any:
    at = int(time.time()) if at is None else at
    own = {
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(number, at, body, secret),
    }
    return client.post(
        f"/webhooks/{slug}/",
        body,
        content_type=content_type,
        headers={**own, **(headers or {})},
    )


def said(answer: Any) -> tuple[int, str]:
    """A refusal is a problem document with a sentence, and promises nothing."""
    assert 400 <= answer.status_code < 500, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"].endswith(".")
    assert not Trigger.objects.exclude(source="settings").exists()
    return answer.status_code, problem["detail"]
