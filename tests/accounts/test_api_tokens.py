"""Tokens: what each scope opens, how they end, and who may make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.models import ApiToken, User
from catalog.management.one_line import BadArgument
from tests.api import bearer, client_of, problem, sent
from tests.installation import Installation

TRIGGERS = "/api/v1/triggers/"


def _as_header(text: str) -> dict[str, Any]:
    return {"headers": {"authorization": f"Bearer {text}"}}


@pytest.mark.django_db
def test_only_a_hash_is_stored(bob: User) -> None:
    made = tokens.create_token(bob, scopes=["read"])
    stored = " ".join(str(v) for v in ApiToken.objects.values().get().values())
    assert made.text not in stored
    assert made.text.startswith("mh_")


@pytest.mark.django_db
def test_a_reading_token_reads_as_its_owner(alice: User, bob: User) -> None:
    for owner, servers in ((alice, 200), (bob, 403)):
        token = bearer(owner, "read")
        me = Client().get("/api/v1/me/", **token)
        assert (me.json()["name"], me.json()["scopes"]) == (owner.username, ["read"])
        assert Client().get("/api/v1/movies/", **token).status_code == 200
        assert Client().get("/api/v1/servers/", **token).status_code == servers
        problem(sent(Client(), "POST", TRIGGERS, {}, **token), 403)


@pytest.mark.django_db
def test_a_syncing_token_asks_for_syncs_alone(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        token = bearer(owner, "sync")
        # Refused for want of a server, no longer for want of a right.
        problem(sent(Client(), "POST", TRIGGERS, {}, **token), 400)
        assert Client().get(TRIGGERS, **token).status_code == 200
        assert Client().get("/api/v1/runs/", **token).status_code == 200
        problem(Client().get("/api/v1/movies/", **token), 403)
        problem(Client().get("/api/v1/servers/", **token), 403)
        problem(sent(Client(), "POST", "/api/v1/servers/", {}, **token), 403)
        problem(sent(Client(), "POST", "/api/v1/tokens/", {}, **token), 403)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer mh_0", "Bearer \xff", "Basic YTpi"]
)
def test_what_is_no_token(header: str) -> None:
    problem(Client().get("/api/v1/me/", headers={"authorization": header}), 401)


@pytest.mark.django_db
def test_a_token_ends(bob: User) -> None:
    token = bearer(bob, "read")
    assert Client().get("/api/v1/me/", **token).status_code == 200
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    problem(Client().get("/api/v1/me/", **token), 401)


@pytest.mark.django_db
def test_a_person_makes_and_revokes_their_own(alice: User, bob: User) -> None:
    browser = client_of(bob)
    url = "/api/v1/tokens/"
    made = sent(browser, "POST", url, {"scopes": ["read"], "name": "telly"})
    assert made.status_code == 201
    token = _as_header(made.json()["token"])
    assert Client().get("/api/v1/me/", **token).status_code == 200
    (listed,) = browser.get(url).json()
    assert listed["name"] == "telly"
    assert made.json()["token"] not in str(listed)
    problem(sent(client_of(alice), "DELETE", f"{url}{listed['id']}/"), 404)
    assert sent(browser, "DELETE", f"{url}{listed['id']}/").status_code == 204
    problem(Client().get("/api/v1/me/", **token), 401)
    assert browser.get(url).json() == []


@pytest.mark.django_db
def test_who_may_not_sync_makes_no_syncing_token(alice: User, bob: User) -> None:
    asked = {"scopes": ["sync"]}
    problem(sent(client_of(bob), "POST", "/api/v1/tokens/", asked), 403)
    assert sent(client_of(alice), "POST", "/api/v1/tokens/", asked).status_code == 201
    problem(sent(client_of(bob), "POST", "/api/v1/tokens/", {"scopes": ["x"]}), 400)
    problem(sent(client_of(bob), "POST", "/api/v1/tokens/", {"scopes": []}), 400)
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db
def test_the_command_prints_a_token(
    bob: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_token", "bob", "--scope=read", "--scope=sync")
    text = capsys.readouterr().out.strip()
    token = _as_header(text)
    assert Client().get("/api/v1/me/", **token).json()["scopes"] == ["read", "sync"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("user", "scope", "said"),
    [
        ("nobody", "read", "no user named 'nobody'"),
        ("bob", "write", "read, sync"),
        ("dora", "read", "disabled"),
    ],
)
def test_what_the_command_refuses(user: str, scope: str, said: str, bob: User) -> None:
    User.objects.create_user("dora", is_active=False)
    with pytest.raises(BadArgument, match=said) as refused:
        call_command("create_token", user, f"--scope={scope}")
    assert refused.value.returncode == 2
    assert not ApiToken.objects.exists()


def test_the_command_as_a_program(installation: Installation) -> None:
    for arguments in (("nobody", "--scope", "read"), ("nobody",)):
        done = installation.manage("create_token", *arguments)
        assert done.code == 2
        assert done.stdout == b""
        assert len(done.stderr.decode().splitlines()) == 1, done.stderr
