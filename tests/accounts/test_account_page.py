"""`/account/`: a person's own matters, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import log_ins, tokens
from accounts.models import ApiToken, LogIn, User
from tests.api import bearer, client_of, problem

ACCOUNT = "/account/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def bobs(bob: User) -> Client:
    return client_of(bob)


def page(client: Client) -> str:
    answer = client.get(ACCOUNT)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_who_i_am(bobs: Client, alice: User) -> None:
    shown = page(bobs)
    assert "bob@example.org" in shown
    assert "viewer" in shown
    assert "/admin/" not in shown
    assert "/admin/" in page(client_of(alice))
    for never in (" style=", "<style", " onclick="):
        assert never not in shown


def test_theme(bobs: Client, bob: User) -> None:
    for theme in ("dark", "light", "auto"):
        bobs.post("/account/theme/", {"theme": theme})
        assert f'data-theme="{theme}"' in page(bobs)
    bobs.post("/account/theme/", {"theme": "pink"})
    assert 'data-theme="auto"' in page(bobs)


def test_captions_are_shown_and_forgotten(bobs: Client, bob: User) -> None:
    assert "not chosen any yet" in page(bobs)
    User.objects.filter(pk=bob.pk).update(captions="pt-BR:forced")
    assert "pt-BR:forced" in page(bobs)
    bobs.post("/account/captions/")
    assert "not chosen any yet" in page(bobs)


def test_a_token_is_shown_once_and_revoked(bobs: Client, bob: User) -> None:
    said = {"name": "telly", "scopes": ["read"], "days": 30}
    answer = bobs.post("/account/tokens/", said)
    found = re.search(r"<code>(mh_\w+)</code>", answer.content.decode())
    assert found
    assert "no-store" in answer["Cache-Control"]
    header = {"authorization": f"Bearer {found[1]}"}
    assert "Not used yet" in page(bobs)
    assert Client().get("/api/v1/me/", headers=header).status_code == 200
    shown = page(bobs)
    assert found[1] not in shown
    assert "telly" in shown
    assert "Last used" in shown
    row = ApiToken.objects.get()
    assert row.expiry < timezone.now() + timedelta(days=31)
    assert bobs.post(f"/account/tokens/{row.token_key}/revoke/").status_code == 302
    problem(Client().get("/api/v1/me/", headers=header), 401)


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["sync"]}, {"name": ""}, {"days": 5}]
)
def test_a_token_that_is_not_made(wrong: dict[str, object], bobs: Client) -> None:
    said = {"name": "telly", "scopes": ["read"], "days": 30, **wrong}
    answer = bobs.post("/account/tokens/", said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_where_i_am_logged_in(bob: User) -> None:
    here, there = client_of(bob), client_of(bob)
    there.get(ACCOUNT, headers={"user-agent": FIREFOX})
    shown = page(here)
    assert "Firefox on Linux" in shown
    assert shown.count("Log out there") == 1
    elsewhere = LogIn.objects.get(agent=FIREFOX)
    assert here.post(f"/account/places/{elsewhere.pk}/end/").status_code == 302
    assert there.get(ACCOUNT).status_code == 302
    third = client_of(bob)
    third.get(ACCOUNT)
    assert here.post("/account/places/end/").status_code == 302
    assert third.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200


def test_what_is_others_is_not_there(bobs: Client, bob: User, alice: User) -> None:
    client_of(alice).get(ACCOUNT)
    tokens.create_token(alice, scopes=["read"])
    key, place = ApiToken.objects.get().token_key, LogIn.objects.get(user=alice).pk
    assert bobs.post(f"/account/tokens/{key}/revoke/").status_code == 404
    assert bobs.post(f"/account/places/{place}/end/").status_code == 404
    assert ApiToken.objects.exists()
    assert log_ins.of(alice).count() == 1


def test_only_forms_of_ours_change_anything(bob: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    for part in ("theme/", "captions/", "tokens/", "places/end/"):
        assert strict.post(ACCOUNT + part).status_code == 403
        assert strict.get(ACCOUNT + part).status_code == 405


def test_a_visit_is_noted_now_and_then(bobs: Client, bob: User) -> None:
    page(bobs)
    bob.refresh_from_db()
    seen = bob.last_seen_at
    assert seen is not None
    with CaptureQueriesContext(connection) as queries:
        page(bobs)
    assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT"))]
    session = bobs.session
    session["noted"] = [session.session_key, 0]
    session.save()
    page(bobs)
    bob.refresh_from_db()
    assert bob.last_seen_at is not None
    assert bob.last_seen_at > seen
    assert LogIn.objects.count() == 1


def test_the_page_costs_the_same_however_much_there_is(bobs: Client, bob: User) -> None:
    def cost() -> int:
        page(bobs)
        with CaptureQueriesContext(connection) as queries:
            page(bobs)
        return len(queries)

    bearer(bob, "read")
    few = cost()
    for _ in range(5):
        bearer(bob, "read")
        client_of(bob).get(ACCOUNT)
    assert cost() == few


@pytest.mark.django_db
def test_wrong_tokens_have_an_end(bob: User) -> None:
    right = bearer(bob, "read")
    wrong: dict[str, Any] = {"headers": {"authorization": f"Bearer mh_{'0' * 64}"}}
    for _ in range(20):
        problem(Client().get("/api/v1/me/", **wrong), 401)
    answer = Client().get("/api/v1/me/", **wrong)
    assert "Too many wrong tokens" in problem(answer, 429)["detail"]
    assert 0 < int(answer["Retry-After"]) <= 900
    # Neither a right one from here, nor a wrong one from elsewhere.
    assert Client().get("/api/v1/me/", **right).status_code == 200
    problem(Client().get("/api/v1/me/", REMOTE_ADDR="10.0.0.7", **wrong), 401)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "(iPhone; CPU like Mac OS X) Safari/604",
            "Safari on an iPhone",
        ),
        ("(Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        ("(SMART-TV; Tizen) SamsungBrowser", "Samsung Internet on a Samsung TV"),
        ("curl/8", "An unknown device"),
        ("", "An unknown device"),
    ],
)
def test_devices_in_words(agent: str, said: str) -> None:
    assert log_ins.device(agent) == said
