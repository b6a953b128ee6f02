"""Tokens and secrets of webhooks: what proves who calls, kept where nobody reads it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from sync import senders, servers
from sync.models import Sender, Trigger
from sync.senders import Proofs
from tests.sync.signing import SECRET, said
from tests.sync.signing import lamp as lamp
from tests.sync.signing import sender as sender


def test_the_token_is_the_proof_where_no_header_can_be_set(
    sender: Client, lamp: Proofs
) -> None:
    address = f"/webhooks/lamp/{lamp.token}/"
    assert sender.post(address, b"", content_type="").status_code == 202
    assert sender.post(address, "{}", content_type="text/plain").status_code == 202
    assert Trigger.objects.count() == 2, "without an id each is one of its own"
    named = {"webhook-id": "same"}
    one = sender.post(address, {}, "application/json", headers=named).json()
    assert sender.post(address, {}, "application/json", headers=named).json() == one
    assert Trigger.objects.count() == 3


def test_tokens_that_are_refused_all_alike(sender: Client, lamp: Proofs) -> None:
    off = senders.add_sender(name="Off", enabled=False)
    turned = senders.rotate(lamp.sender, hours=0)
    seen = {
        said(sender.post(f"/webhooks/{slug}/{token}/"))
        for slug, token in [
            ("lamp", lamp.token),
            ("lamp", "x"),
            ("lamp", turned.token + "x"),
            ("lamp", lamp.sender.token_digest),
            ("lamp", "none"),
            ("lamp", "%00"),
            ("lamp", "ü"),
            ("off", off.token),
            ("off", turned.token),
            ("nobody", turned.token),
        ]
    }
    assert {status for status, _ in seen} == {401}
    assert len(seen) == 1
    right = f"/webhooks/lamp/{turned.token}/"
    assert sender.post(right, {}, "application/json").status_code == 202


def test_no_token_and_no_secret_in_rows_or_logs(
    sender: Client, lamp: Proofs, caplog: pytest.LogCaptureFixture
) -> None:
    from mediahub.logs import without_secrets

    senders.change_sender(lamp.sender, enabled=False)
    assert sender.post(f"/webhooks/lamp/{lamp.token}/").status_code == 401
    assert caplog.records
    assert lamp.token in caplog.text, "else there was nothing to hide"
    assert lamp.token not in without_secrets(caplog.text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sync_sender")
        stored = repr(cursor.fetchall())
    for secret in (lamp.token, SECRET, SECRET.removeprefix("whsec_")):
        assert secret not in stored
    assert lamp.token not in repr(lamp)
    assert SECRET not in repr(lamp)


@pytest.mark.parametrize(
    "secret", ["short", "whsec_", "whsec_AAAA", "whsec_%%%", "whsec_" + "A" * 400, "ü"]
)
def test_secrets_that_are_none(db: None, secret: str) -> None:
    with pytest.raises(senders.SenderError, match=r"secret"):
        senders.add_sender(name="Lamp", secret=secret)
    assert not Sender.objects.exists()


def test_names_are_taken_once_and_unknown_servers_refused(lamp: Proofs) -> None:
    with pytest.raises(senders.SenderError, match="exists already"):
        senders.add_sender(name="Lamp")
    with pytest.raises(senders.SenderError, match="no server"):
        senders.add_sender(name="Other", reach=senders.Reach(servers=["nobody"]))
    assert senders.add_sender(name="lamp!").sender.slug == "lamp-2"
    assert servers.free_slug("!", Sender.objects.all()) == "sender"
