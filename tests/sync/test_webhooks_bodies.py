"""Bodies of webhooks: what is refused, what is taken, how far it reaches."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from django.test import Client

from catalog.models import Item
from sync import senders
from sync.models import Trigger
from sync.senders import Proofs
from tests.sync.scripted import Theatre, movie
from tests.sync.signing import lamp as lamp
from tests.sync.signing import said, send
from tests.sync.signing import sender as sender
from tests.sync.test_webhooks import add

BODIES: Final = pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"nonsense", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"a": NaN}', 400),
        (b'{"a": "\xff"}', 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (b"{} {}", 400),
        (b'{"a":' + b"[" * 30_000, 400),
        (b"{" + b" " * 65_536 + b"}", 413),
        (b'{"servers": "alpha"}', 400),
        (b'{"servers": []}', 400),
        (b'{"servers": [1]}', 400),
        (b'{"servers": ["nobody"]}', 400),
        (b'{"servers": ["a\\u0000"]}', 400),
        (b'{"servers": ["\\ud800"]}', 400),
        (json.dumps({"servers": ["x"] * 101}).encode(), 400),
        (b'{"kinds": ["songs"]}', 400),
        (b'{"groups": ["lyrics"]}', 400),
        (b'{"item": "movie:Nothing (1999)"}', 400),
        (b'{"item": 7}', 400),
        (b'{"hint": "Heat"}', 400),
        (b'{"hint": {"title": "a\\u0000"}}', 400),
        (b'{"hint": {"title": "a\\n"}}', 400),
        (b'{"hint": {"year": true}}', 400),
        (b'{"hint": {"year": 1e999}}', 400),
        (b'{"hint": {"kind": "song"}}', 400),
        (b'{"hint": {"path": 7}}', 400),
        (b'{"hint": {"external_ids": ["tmdb"]}}', 400),
        (b'{"hint": {"external_ids": {"tmdb": {}}}}', 400),
    ],
    ids=lambda value: repr(value)[:40],
)


@BODIES
def test_bodies_that_are_refused(
    sender: Client, lamp: Proofs, body: bytes, status: int
) -> None:
    assert said(send(sender, body))[0] == status


@BODIES
def test_bodies_that_are_refused_at_an_address_with_a_token(
    sender: Client, lamp: Proofs, body: bytes, status: int
) -> None:
    answer = sender.post(f"/webhooks/lamp/{lamp.token}/", body, content_type="a/b")
    assert said(answer)[0] == status


@pytest.mark.parametrize("kind", ["text/plain", "", "multipart/form-data; boundary=x"])
def test_a_signed_body_says_that_it_is_json(
    sender: Client, lamp: Proofs, kind: str
) -> None:
    assert said(send(sender, content_type=kind))[0] == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"type": "movie.added", "data": {"more": [1, null]}}',
        b'{"servers": null, "hint": null}',
        b'{"hint": {}}',
        b'{"hint": {"title": "Heat", "more": 1}}',
    ],
)
def test_bodies_that_are_taken(sender: Client, lamp: Proofs, body: bytes) -> None:
    assert send(sender, body).status_code == 202
    assert Trigger.objects.get().hint is None


def test_a_body_names_servers_within_the_senders_scope(
    sender: Client, lamp: Proofs
) -> None:
    add("alpha", "a")
    add("beta", "b")
    senders.change_sender(lamp.sender, reach=senders.Reach(servers=["alpha"]))
    status, detail = said(send(sender, b'{"servers": ["alpha", "beta"]}'))
    assert (status, "'beta'" in detail) == (403, True)
    assert send(sender, b'{"servers": ["alpha"]}').status_code == 202
    assert send(sender, number="msg_2").status_code == 202
    asked = Trigger.objects.filter(source="webhook").order_by("pk")
    assert [t.servers for t in asked] == [["alpha"], ["alpha"]]


def test_a_body_narrows_what_is_synced(
    sender: Client, lamp: Proofs, theatre: Theatre
) -> None:
    theatre.server("a", movie("Heat", year=1995))
    theatre.sync()
    body = {"kinds": ["movies"], "groups": ["captions:fr"], "item": "movie:Heat (1995)"}
    given = send(sender, json.dumps(body).encode())
    row = Trigger.objects.get(pk=given.json()["trigger"])
    assert (row.kinds, row.groups) == (["movies"], ["captions:fr"])
    assert row.item == Item.objects.get().public_id


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 202),
        ({"kinds": ["movies"]}, 202),
        ({"kinds": ["tv"]}, 403),
        ({"kinds": ["movies", "shows"]}, 403),
        ({"groups": ["captions"]}, 202),
        ({"groups": ["captions:fr"]}, 202),
        ({"groups": ["artwork"]}, 403),
    ],
    ids=str,
)
def test_a_body_asks_for_no_more_than_the_sender_may(
    sender: Client, lamp: Proofs, body: dict[str, Any], status: int
) -> None:
    reach = senders.Reach(kinds=["movies"], groups=["captions"])
    senders.change_sender(lamp.sender, reach=reach)
    answer = send(sender, json.dumps(body).encode())
    assert answer.status_code == status
    if status == 403:
        assert "captions of movies" in said(answer)[1]
    else:
        row = Trigger.objects.get()
        assert row.kinds == ["movies"]
        assert row.groups == body.get("groups", ["captions"])
