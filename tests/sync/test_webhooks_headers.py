"""Headers of signed webhooks that are refused, and strangers, who all get the same."""

from __future__ import annotations

import base64
import time
from typing import Final

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.middleware import clock
from sync import senders
from sync.senders import Proofs
from tests.sync.signing import OTHER, SECRET, said, send, signature
from tests.sync.signing import lamp as lamp
from tests.sync.signing import sender as sender

NOW: Final = int(time.time())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        # B01 to B04: what is no signature
        ({"webhook-signature": ""}, 401),
        ({"webhook-signature": "v1"}, 401),
        ({"webhook-signature": "v1,"}, 401),
        ({"webhook-signature": "v1,%%%"}, 401),
        ({"webhook-signature": "v1,AA="}, 401),
        ({"webhook-signature": "v1,ümläut"}, 401),
        ({"webhook-signature": ", , ,"}, 401),
        ({"webhook-signature": "v2," + "A" * 44}, 401),
        ({"webhook-signature": "v1," + "A" * 8000}, 401),
        # B07 and B22: what is no time
        *(
            ({"webhook-timestamp": text}, 401)
            for text in ("", "nan", "inf", "1e99", "12.5", "-5", "9" * 30, "１６７")
        ),
        *(({"webhook-timestamp": text}, 401) for text in ("0", " 1", "+1", "1_0")),
        # B11: what is no id
        *(
            ({"webhook-id": text}, 400)
            for text in ("x" * 10_000, "x" * 129, "a.b", "a b", "ä", "a\0", "a\n")
        ),
        ({"webhook-id": ""}, 401),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_headers_that_are_refused(
    sender: Client, lamp: Proofs, headers: dict[str, str], status: int
) -> None:
    assert said(send(sender, headers=headers))[0] == status


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp"])
def test_headers_that_are_missing(sender: Client, lamp: Proofs, missing: str) -> None:
    answer = sender.post(
        "/webhooks/lamp/",
        b"{}",
        content_type="application/json",
        headers={
            name: value
            for name, value in {
                "webhook-id": "msg_1",
                "webhook-timestamp": str(NOW),
                "webhook-signature": signature("msg_1", NOW, b"{}"),
            }.items()
            if name != missing
        },
    )
    status, detail = said(answer)
    assert status == 401
    assert missing in detail


@pytest.mark.parametrize("off", [-302, 302, -86_400, 86_400])
def test_of_another_time(sender: Client, lamp: Proofs, off: int) -> None:
    status, detail = said(send(sender, at=int(time.time()) + off))
    assert (status, "5 minutes" in detail) == (401, True)


@pytest.mark.parametrize("off", [-290, 290])
def test_of_a_clock_that_is_a_little_wrong(
    sender: Client, lamp: Proofs, off: int
) -> None:
    assert send(sender, at=int(time.time()) + off).status_code == 202


def test_strangers_all_get_the_same(
    sender: Client, lamp: Proofs, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    off = senders.add_sender(name="Off", secret=SECRET, enabled=False).sender
    gone = senders.add_sender(name="Gone", secret=SECRET).sender
    senders.remove_sender(gone)
    lost = senders.add_sender(name="Lost", secret=SECRET).sender
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sync_sender SET secret = 'x' WHERE id = %s", [lost.pk])
    seen = set()
    clock.zone()
    for slug, secret in [
        ("lamp", OTHER),
        (off.slug, SECRET),
        (gone.slug, SECRET),
        (lost.slug, SECRET),
        ("nobody", SECRET),
        ("nobody", "whsec_" + base64.b64encode(b"\0" * 32).decode()),
        (lost.slug, "whsec_" + base64.b64encode(b"\0" * 32).decode()),
    ]:
        with django_assert_num_queries(1):
            answer = send(sender, b"not JSON", slug=slug, secret=secret)
        seen.add(said(answer))
    assert len(seen) == 1
    assert said(send(sender, headers={"webhook-id": "other"}))[0] == 401
    # B06: the same JSON in other bytes
    body = b'{"servers": null}'
    changed = {"webhook-signature": signature("msg_1", NOW, b'{"servers":null}')}
    assert said(send(sender, body, at=NOW, headers=changed))[0] == 401
