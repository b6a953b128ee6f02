"""The set-up's link: how long it lives, whom it lets in, and what it never tells."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import attempts
from accounts.models import Attempt, User
from accounts.people import make_owner
from mediahub.logs import without_secrets
from mediahub.setup import link
from mediahub.setup.models import Setup

pytestmark = pytest.mark.django_db


def made() -> str:
    """A fresh link's address."""
    path = link.new_link()
    assert path is not None
    return f"/{path}"


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_link_is_the_address_of_its_view() -> None:
    address = made()
    assert reverse("setup_link", args=[address.split("/")[2]]) == address


def test_a_valid_link_leads_to_the_owner_and_leaves_the_address() -> None:
    client = Client()
    address = made()
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/setup/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    answer = client.get("/setup/", follow=True)
    assert answer.redirect_chain == [("/setup/owner/", 302)]
    token = address.split("/")[2]
    assert token not in text_of(answer)
    assert token not in str(dict(client.session))


def test_the_database_holds_no_token() -> None:
    token = made().split("/")[2]
    row = Setup.objects.get()
    assert len(token) >= 43
    assert token not in (row.token_digest, str(row.__dict__))
    assert row.token_digest == link._digest(token)


def test_a_newer_link_ends_the_one_before() -> None:
    old, new = made(), made()
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 302


def test_a_newer_link_ends_the_visit_that_the_older_began() -> None:
    client = Client()
    client.get(made())
    made()
    answer = client.get("/setup/owner/", follow=True)
    assert "Look at the terminal" in text_of(answer)


def test_a_link_is_good_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    address, visitor = made(), Client()
    now = timezone.now()
    visitor.get(address)
    almost = now + link.LIFE - timedelta(seconds=30)
    monkeypatch.setattr("mediahub.setup.link.timezone.now", lambda: almost)
    assert Client().get(address).status_code == 302
    late = now + link.LIFE + timedelta(seconds=30)
    monkeypatch.setattr("mediahub.setup.link.timezone.now", lambda: late)
    answer = Client().get(address)
    assert answer.status_code == 404
    assert "./hub manage setup_link" in text_of(answer)
    # Nor does the session outlive it.
    assert "Look at the terminal" in text_of(visitor.get("/setup/", follow=True))


@pytest.mark.parametrize(
    "token",
    ["x", "x" * 43, "x" * 4000, "%00", "%E2%80%AE", "..%2f", "%F0%9F%8E%AC", "-"],
)
def test_any_other_text_is_told_the_way_out(token: str) -> None:
    made()
    answer = Client().get(f"/setup/{token}/")
    assert answer.status_code == 404
    if b"This link does not work" in answer.content:
        assert "./hub up" in text_of(answer)


def test_nothing_is_let_in_where_no_link_was_made() -> None:
    assert Client().get("/setup/anything/").status_code == 404
    assert link.digest_of("") is None
    assert not link.is_valid("")


def test_a_guesser_is_slowed_down_and_nobody_else() -> None:
    address = made()
    guesser = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(attempts.SETUP_LINK.tries):
        assert guesser.get(f"/setup/guess-{number}/").status_code == 404
    answer = guesser.get("/setup/guess-again/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Wait a minute" in text_of(answer)
    # Not even the right one, or guessing would go on.
    assert guesser.get(address).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.8").get(address).status_code == 302
    Attempt.objects.update(ends_at=timezone.now())
    assert guesser.get(address).status_code == 302
    # Whoever has the link may open it again and again.
    for _ in range(attempts.SETUP_LINK.tries + 1):
        assert guesser.get(address).status_code == 302


def test_once_there_is_an_owner_the_link_only_says_so() -> None:
    address = made()
    make_owner("anna", "a-Passphrase-9")
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "Set-up is done" in text_of(answer)
    assert Client().get("/setup/").status_code == 410
    assert link.new_link() is None


def test_no_log_holds_the_token(caplog: pytest.LogCaptureFixture) -> None:
    address = made()
    token = address.split("/")[2]
    with caplog.at_level(logging.DEBUG):
        Client().get(address)
        Client().get(address[:-4] + "wxyz/")
        make_owner("anna", "a-Passphrase-9")
        Client().get(address)
    assert token[:-4] not in caplog.text
    for line in (f"Not Found: {address}", f"GET {address} 500", f"at '{address[:-1]}'"):
        assert token not in without_secrets(line)
    assert without_secrets("/setup/household/") == "/setup/household/"


@pytest.mark.parametrize(
    "before",
    [
        "/account/join/",
        "/hub/account/join/",
        "/account/password/reset/key/2-",
        "/hub/webhooks/lamp/",
        "/stream/01a21e07/nas?pass=",
        "/captions/01a21e07/en.vtt?v=2&pass=",
    ],
)
def test_no_log_holds_another_address_that_is_a_key(before: str) -> None:
    key = "WzIsIjAxYTIx-cz4b5c:1xWzf7:SX0MtMnqkYPyPGvi6f8_6QIxg"
    line = without_secrets(f"Forbidden: {before}{key}/")
    assert "[hidden]" in line
    assert "Forbidden: /" in line
    for part in key.split(":"):
        assert part not in line
    for plain in ("/account/password/reset/key/2-set-password/", "/account/join/x/"):
        assert without_secrets(plain) == plain


def test_while_there_is_nobody_the_doors_lead_to_the_set_up() -> None:
    for door in ("/", "/admin/login/"):
        answer = Client().get(door, follow=True)
        assert "Look at the terminal where MediaHub was started" in text_of(answer)


def test_with_somebody_the_doors_are_doors(bob: User) -> None:
    answer = Client().get("/admin/login/", follow=True)
    assert "Look at the terminal" not in text_of(answer)


def test_the_database_holds_one_set_up_whose_link_makes_an_owner() -> None:
    made()
    with pytest.raises(IntegrityError, match="setup_one"), transaction.atomic():
        Setup.objects.create(pk=2)
    with pytest.raises(IntegrityError, match="for_the_owner"), transaction.atomic():
        Setup.objects.update(step=Setup.Step.HOUSEHOLD)
    with pytest.raises(IntegrityError, match="expires"), transaction.atomic():
        Setup.objects.update(expires_at=None)
    with pytest.raises(IntegrityError, match="step_known"), transaction.atomic():
        Setup.objects.update(step="", token_digest="")


def test_the_owner_is_made_within_a_transaction_alone() -> None:
    connection = transaction.get_connection()
    assert connection.in_atomic_block
    connection.in_atomic_block = False
    try:
        with pytest.raises(TypeError):
            link.locked("")
    finally:
        connection.in_atomic_block = True
