"""Coming in: by invitation, by asking; never more than were invited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import invitations, people
from accounts.models import Household, Invitation, User
from accounts.roles import Role, role_of
from catalog.management.one_line import BadArgument
from mediahub.supervisor import listening
from tests.api import client_of

PASSWORD = "correct-horse-9"
SIGN_UP = "/account/signup/"


def join(token: str, name: str = "Ida", **more: Any) -> Any:
    said = {"name": name, "email": "", "password": PASSWORD, **more}
    return Client().post(f"/account/join/{token}/", said)


def ask(name: str = "Wim", **more: Any) -> Any:
    said = {"name": name, "email": "", "password": PASSWORD}
    return Client().post(SIGN_UP, said, **more)


@pytest.fixture
def approval(alice: User) -> None:
    Household.objects.create(sign_up=Household.SignUp.APPROVAL)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.VIEWER, Role.CURATOR])
def test_an_invitation_lets_in(role: Role) -> None:
    made = invitations.make(role=role.group)
    page = f"/account/join/{made.token}/"
    browser = Client()
    for _ in range(3):  # looking takes no use
        assert "You are invited" in browser.get(page).content.decode()
    said = {"name": "Ida", "email": "ida@example.org", "password": PASSWORD}
    assert browser.post(page, said)["Location"] == "/"
    ida = User.objects.get(username="Ida")
    assert (role_of(ida), ida.invitation) == (role, made.row)
    assert browser.get("/api/v1/me/").json()["name"] == "Ida"
    assert Invitation.objects.get().state(timezone.now()) == "used up"
    assert join(made.token, "Eve").status_code == 404
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["revoked", "expired", "other", "odd"])
def test_an_invitation_that_is_over(why: str) -> None:
    made = invitations.make(uses=3)
    token = made.token
    if why == "revoked":
        invitations.revoke(made.row)
    elif why == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        token = token[:-1] if why == "other" else "%00"
    for answer in (Client().get(f"/account/join/{token}/"), join(token)):
        assert answer.status_code == 404
        assert "This invitation is over" in answer.content.decode()
    assert not User.objects.exists()
    assert Invitation.objects.get().used == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"name": "BOB"}, {"name": "a b"}, {"name": ""}, {"password": "1234"}]
)
def test_a_fault_in_the_form_takes_no_use(wrong: dict[str, str], bob: User) -> None:
    made = invitations.make()
    answer = join(made.token, **wrong)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert Invitation.objects.get().used == 0
    assert join(made.token).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_many_race_for_the_last_use() -> None:
    made = invitations.make(uses=2)

    def race(number: int) -> int:
        try:
            return int(join(made.token, f"person-{number}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(race, range(6)))
    assert sorted(said) == [302, 302, 404, 404, 404, 404]
    assert User.objects.count() == 2
    assert Invitation.objects.get().used == 2


@pytest.mark.django_db(transaction=True)
def test_two_race_for_one_name() -> None:
    made = invitations.make(uses=2)

    def race(name: str) -> int:
        try:
            return int(join(made.token, name).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(race, ["Ida", "IDA"])) == [200, 302]
    assert Invitation.objects.get().used == 1


@pytest.mark.django_db
def test_the_database_counts_too() -> None:
    row = invitations.make().row
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=row.pk).update(used=2)


@pytest.mark.django_db
def test_who_is_in_takes_no_use(bob: User) -> None:
    made = invitations.make()
    page = f"/account/join/{made.token}/"
    browser = client_of(bob)
    for answer in (browser.get(page), browser.post(page, {"name": "x"})):
        assert "You are logged in as bob" in answer.content.decode()
    assert browser.get(SIGN_UP)["Location"] == "/account/"
    assert Invitation.objects.get().used == 0


@pytest.mark.django_db
def test_closed_says_how_one_gets_in(alice: User) -> None:
    page = Client().get(SIGN_UP).content.decode()
    assert "You need an invitation" in page
    assert "<form" not in page
    assert "You need an invitation" in ask().content.decode()
    assert User.objects.count() == 1


def test_who_asks_is_told_that_they_wait(approval: None) -> None:
    assert "Ask to come in" in Client().get(SIGN_UP).content.decode()
    answer = ask()
    assert answer.status_code == 200
    assert "An owner has to let you in" in answer.content.decode()
    wim = User.objects.get(username="Wim")
    assert not wim.is_active
    assert wim.waiting_since is not None
    assert people.approve(wim)
    assert role_of(User.objects.get(pk=wim.pk)) is Role.VIEWER
    assert "called WIM already" in ask("WIM").content.decode()


def test_asking_has_an_end(approval: None) -> None:
    said = [ask(f"person-{n}").status_code for n in range(11)]
    assert said == [200] * 10 + [429]
    assert ask("other", REMOTE_ADDR="10.0.0.9").status_code == 200


@pytest.mark.django_db
def test_who_waits_is_outside_whatever_is_written() -> None:
    wim = people.ask("Wim", PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=wim.pk).update(is_active=True)


@pytest.mark.django_db
def test_the_command_prints_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    call_command(
        "invite", "--role=curator", "--days=2", "--uses=3", "--address=http://nas:8000"
    )
    link = capsys.readouterr().out.strip()
    assert link.startswith("http://nas:8000/account/join/")
    assert join(link.split("/")[-2]).status_code == 302
    row = Invitation.objects.get()
    assert (row.role, row.uses, row.used, row.made_by) == ("curator", 3, 1, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("addresses", "link"),
    [
        (
            ["http://127.0.0.1:8000/", "http://192.0.2.7:8000/"],
            "http://192.0.2.7:8000/",
        ),
        (["https://films.example/hub/"], "https://films.example/hub/"),
        (["http://127.0.0.1:8000/"], "http://127.0.0.1:8000/"),
    ],
)
def test_the_command_prints_a_link_for_others(
    addresses: list[str],
    link: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(settings, "MEDIAHUB_DATA", tmp_path)
    (tmp_path / "run").mkdir()
    with listening.noted(addresses):
        call_command("invite")
    assert capsys.readouterr().out.startswith(f"{link}account/join/")


@pytest.mark.django_db
def test_the_page_says_where_one_is_invited_to(alice: User) -> None:
    Household.objects.create(name="Kino & Co")
    page = f"/account/join/{invitations.make().token}/"
    assert "You are invited to <bdi>Kino &amp; Co</bdi>" in (
        Client().get(page).content.decode()
    )
    assert "Kino &amp; Co" in Client().get("/account/login/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role=owner"], "viewer, reader, curator or operator"),
        (["--days=0"], "1 to 365 days"),
        (["--uses=0"], "1 to 1000 people"),
        (["--note=" + "x" * 101], "at most 100"),
        (["--address=ftp://x"], "http"),
    ],
)
def test_what_the_command_refuses(arguments: list[str], said: str) -> None:
    with pytest.raises(BadArgument, match=said):
        call_command("invite", *arguments)
    assert not Invitation.objects.exists()
