"""People, invitations and the household at the desk: owners alone, in their words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import log_ins, people
from accounts.models import Activity, ApiToken, Household, Invitation, LogIn, User
from accounts.roles import Role, role_of
from tests.api import bearer, client_of

PASSWORD = "correct-horse-9"
PEOPLE = "/admin/accounts/user/"
INVITATIONS = "/admin/accounts/invitation/"
OURS = ("user", "invitation", "household", "apitoken")


@pytest.fixture
def olga(db: None) -> User:
    return people.make_owner("olga", PASSWORD)


@pytest.fixture
def desk(olga: User) -> Client:
    return client_of(olga)


def text(client: Client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, url
    return answer.content.decode()


def act(client: Client, action: str, *persons: User) -> str:
    said = {"action": action, "_selected_action": [p.pk for p in persons]}
    return client.post(PEOPLE, said, follow=True).content.decode()


def change(client: Client, person: User, **more: Any) -> Any:
    said = {"username": person.username, "email": person.email, "role": 1}
    return client.post(
        f"{PEOPLE}{person.pk}/change/", {**said, "is_active": "on", **more}
    )


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_groups_and_addresses_have_no_page(olga: User) -> None:
    admin.autodiscover()  # as the site's addresses do, when they are first asked for
    names = {model._meta.label for model in admin.site._registry}
    assert "accounts.User" in names
    assert not names & {Group._meta.label, "account.EmailAddress"}


@pytest.mark.parametrize("name", OURS)
def test_owners_alone(name: str, olga: User, bob: User) -> None:
    url = reverse(f"admin:accounts_{name}_changelist")
    curator = people.make_person("cora", PASSWORD, role=Role.CURATOR)
    assert client_of(olga).get(url, follow=True).status_code == 200
    for person in (curator, bob):
        assert client_of(person).get(url).status_code == 403


@pytest.mark.parametrize("name", OURS)
def test_a_nul_leads_back(name: str, desk: Client) -> None:
    url = reverse(f"admin:accounts_{name}_changelist")
    for query in ("username=%00", "q=a%00", "x%00=1"):
        answer = desk.get(f"{url}?{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"{url}?e=1")


def test_somebody_is_made_and_changed(desk: Client) -> None:
    said = {"username": "Ida", "email": "", "password": PASSWORD, "role": 3}
    assert desk.post(f"{PEOPLE}add/", said).status_code == 302
    ida = User.objects.get(username="Ida")
    assert role_of(ida) is Role.CURATOR
    assert ida.check_password(PASSWORD)
    assert (
        change(desk, ida, username="Ida-2", email="I@x.org", role=1).status_code == 302
    )
    ida = fresh(ida)
    assert (ida.username, ida.email, role_of(ida)) == ("Ida-2", "i@x.org", Role.VIEWER)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "OLGA"}, "Somebody is called OLGA already"),
        ({"username": "a\0b"}, "Null characters"),
        ({"email": "bob@EXAMPLE.org"}, "has this e-mail address already"),
        ({"password": "12345678"}, "too common"),
        ({"role": 9}, "not one of the available"),
    ],
)
def test_what_is_refused_stands_beside_its_field(
    wrong: dict[str, Any], words: str, desk: Client, bob: User
) -> None:
    said = {"username": "Ida", "email": "", "password": PASSWORD, "role": 1}
    answer = desk.post(f"{PEOPLE}add/", {**said, **wrong})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert User.objects.count() == 2


def test_the_last_owner_cannot_go(desk: Client, olga: User) -> None:
    words = "is the only owner"
    for more in ({"role": 1}, {"role": 5, "is_active": ""}):
        assert words in change(desk, olga, **more).content.decode()
    assert words in act(desk, "disable", olga)
    answer = desk.post(f"{PEOPLE}{olga.pk}/delete/", {"post": "yes"}, follow=True)
    assert words in answer.content.decode()
    assert role_of(fresh(olga)) is Role.OWNER
    people.make_owner("second", PASSWORD)
    assert change(desk, olga, role=1).status_code == 302
    assert role_of(fresh(olga)) is Role.VIEWER


def test_people_are_deleted_one_by_one(desk: Client, bob: User) -> None:
    assert "delete_selected" not in text(desk, PEOPLE)
    client_of(bob).get("/account/")
    assert desk.post(f"{PEOPLE}{bob.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=bob.pk).exists()


def test_who_asks_waits_and_is_let_in(desk: Client) -> None:
    wim, eve = people.ask("Wim", PASSWORD), people.ask("Eve", PASSWORD)
    assert "2 people wait" in text(desk, "/admin/")
    assert "waiting (2)" in text(desk, f"{PEOPLE}?state=waiting")
    assert "Let in: 1." in act(desk, "approve", wim)
    assert role_of(fresh(wim)) is Role.VIEWER
    assert fresh(wim).waiting_since is None
    assert "Forgotten: 1." in act(desk, "refuse", eve, wim)
    assert set(User.objects.values_list("username", flat=True)) == {"olga", "Wim"}
    assert "Let in: 0." in act(desk, "approve", wim)
    assert "let them in" not in text(desk, "/admin/")


def test_disable_and_enable(desk: Client, bob: User) -> None:
    browser = client_of(bob)
    assert browser.get("/account/").status_code == 200
    assert "Disabled: 1." in act(desk, "disable", bob)
    assert browser.get("/account/").status_code == 302
    assert "Enabled: 1." in act(desk, "enable", bob)
    assert browser.get("/account/").status_code == 302
    assert client_of(bob).get("/account/").status_code == 200
    assert "Log-ins ended: 1." in act(desk, "log_out", bob)


def test_a_link_for_a_new_password(desk: Client, bob: User) -> None:
    url = f"{PEOPLE}{bob.pk}/reset-link/"
    assert url in text(desk, f"{PEOPLE}{bob.pk}/change/")
    assert desk.get(url).status_code == 405
    assert client_of(bob).post(url).status_code == 403
    page = desk.post(url).content.decode()
    found = re.search(r"http://testserver(/account/password/reset/key/[^<]+)", page)
    assert found
    browser = Client()
    form = browser.get(found[1], follow=True)
    assert "A new password" in form.content.decode()
    place = form.redirect_chain[-1][0]
    assert "password/reset/key" in place
    assert found[1] not in place, "the address in the bar opens nothing"
    said = {"password1": "new-horse-77", "password2": "new-horse-77"}
    assert browser.post(place, said).status_code == 302
    assert browser.get("/api/v1/me/").json()["name"] == "bob"
    assert fresh(bob).check_password("new-horse-77")
    assert "This link is over" in Client().get(found[1], follow=True).content.decode()
    people.disable(bob)
    assert "may not log in" in desk.post(url, follow=True).content.decode()


def test_an_invitation_is_made_shown_once_and_revoked(desk: Client, olga: User) -> None:
    said = {"note": "aunt", "role": "curator", "uses": 2, "days": 3}
    page = desk.post(f"{INVITATIONS}add/", said)
    found = re.search(r"http://testserver(/account/join/[^<]+)", page.content.decode())
    assert found
    row = Invitation.objects.get()
    assert (row.made_by, row.role, row.uses, row.note) == (olga, "curator", 2, "aunt")
    assert found[1].split("/")[-2] not in str(Invitation.objects.values().get())
    assert Client().get(found[1]).status_code == 200
    for url in (INVITATIONS, f"{INVITATIONS}{row.pk}/change/"):
        assert "aunt" in text(desk, url)
        assert found[1] not in text(desk, url)
    act_on = {"action": "revoke", "_selected_action": [row.pk]}
    assert "Revoked: 1." in desk.post(INVITATIONS, act_on, follow=True).content.decode()
    assert Client().get(found[1]).status_code == 404
    for wrong in ({"uses": 0}, {"days": 0}, {"days": 9999}, {"role": "owner"}):
        assert desk.post(f"{INVITATIONS}add/", {**said, **wrong}).status_code == 200
    assert Invitation.objects.count() == 1


def test_the_household_is_one_page(desk: Client) -> None:
    url = "/admin/accounts/household/"
    page = f"{url}1/change/"
    assert desk.get(url)["Location"] == page
    assert text(desk, page)
    said = {"name": "At home", "time_zone": "Pacific/Kiritimati", "sign_up": "approval"}
    assert desk.post(page, said).status_code == 302
    assert Household.get().name == "At home"
    assert desk.get(f"{url}add/").status_code == 403
    assert desk.post(f"{url}1/delete/").status_code == 403
    answer = desk.post(page, {**said, "time_zone": "Mars/Olympus"})
    assert "Mars/Olympus is not one of" in answer.content.decode()
    assert desk.get(f"{url}2/change/").status_code == 302
    # Times are told in it from now on.
    LogIn.objects.update(seen_at="2026-01-01T12:00:00Z")
    assert "2 Jan 2026, 02:00" in text(desk, "/account/")


def test_tokens_are_seen_and_revoked(desk: Client, bob: User) -> None:
    header = bearer(bob, "read")
    row = ApiToken.objects.get()
    page = text(desk, "/admin/accounts/apitoken/")
    assert row.token_key in page
    url = reverse("admin:accounts_apitoken_delete", args=[row.pk])
    assert desk.post(url, {"post": "yes"}).status_code == 302
    assert Client().get("/api/v1/me/", **header).status_code == 401


def _cost(client: Client, url: str) -> int:
    text(client, url)
    with CaptureQueriesContext(connection) as queries:
        text(client, url)
    return len(queries)


def test_lists_cost_the_same_however_many(desk: Client, olga: User) -> None:
    def more(name: str) -> None:
        row = Invitation.objects.create(
            digest=name, made_by=olga, expires_at=timezone.now() + timedelta(days=1)
        )
        person = people.make_person(name, PASSWORD, role=Role.CURATOR)
        User.objects.filter(pk=person.pk).update(invitation=row)
        bearer(person, "read")

    urls = [reverse(f"admin:accounts_{name}_changelist") for name in OURS]
    more("one")
    few = [_cost(desk, url) for url in urls]
    for name in ("two", "three", "four"):
        more(name)
    assert [_cost(desk, url) for url in urls] == few


def test_no_page_holds_scripts_or_styles_of_its_own(desk: Client, olga: User) -> None:
    bearer(olga, "read")
    urls = [
        "/admin/",
        f"{PEOPLE}add/",
        f"{PEOPLE}{olga.pk}/change/",
        f"{INVITATIONS}add/",
    ]
    urls += [reverse(f"admin:accounts_{name}_changelist") for name in OURS]
    for url in urls:
        page = text(desk, url)
        assert " style=" not in page, url
        assert "<style" not in page, url
        assert " onclick=" not in page, url
    assert log_ins.of(olga).count() == 1


@pytest.mark.parametrize(
    ("host", "public", "begins", "warns"),
    [
        ("127.0.0.1:8000", "", "http://127.0.0.1:8000/account/join/", True),
        ("localhost", "", "http://localhost/account/join/", True),
        ("nas.local:8000", "", "http://nas.local:8000/account/join/", False),
        ("[::1]", "http://nas:8000", "http://nas:8000/account/join/", False),
    ],
)
def test_a_link_to_send_opens_elsewhere_or_says_that_it_does_not(
    desk: Client,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    public: str,
    begins: str,
    warns: bool,
) -> None:
    allowed = ["127.0.0.1", "localhost", "nas.local", "[::1]"]
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", allowed)
    monkeypatch.setattr(settings, "PUBLIC_URL", public)
    said = {"note": "", "role": "viewer", "uses": 1, "days": 7}
    answer = desk.post(f"{INVITATIONS}add/", said, headers={"host": host})
    page = answer.content.decode()
    assert f'<code class="mh-link">{begins}' in page
    assert ("is this machine alone" in page) is warns


def test_inviting_has_one_button(desk: Client) -> None:
    page = text(desk, f"{INVITATIONS}add/")
    assert "_save" in page
    assert "_addanother" not in page
    assert "_continue" not in page


def test_log_ins_and_tokens_end_one_by_one(desk: Client, bob: User) -> None:
    browser = client_of(bob)
    browser.get("/account/")
    bearer(bob, "read")
    page = text(desk, f"{PEOPLE}{bob.pk}/change/")
    place, token = LogIn.objects.get(user=bob), ApiToken.objects.get()
    end = f"{PEOPLE}{bob.pk}/log-ins/{place.pk}/end/"
    revoke = f"{PEOPLE}{bob.pk}/tokens/{token.pk}/revoke/"
    assert f'formaction="{end}"' in page
    assert f'formaction="{revoke}"' in page
    curator = client_of(people.make_person("cora", PASSWORD, role=Role.OPERATOR))
    for url in (end, revoke):
        assert desk.get(url).status_code == 405
        assert curator.post(url).status_code == 403
    assert "Logged out there" in desk.post(end, follow=True).content.decode()
    assert browser.get("/account/").status_code == 302
    assert "is revoked" in desk.post(revoke, follow=True).content.decode()
    assert not ApiToken.objects.exists()
    assert "had ended already" in desk.post(end, follow=True).content.decode()
    kept = Activity.objects.filter(by_name="olga").exclude(verb="person_added")
    assert set(kept.values_list("verb", flat=True)) == {
        "log_in_ended",
        "token_revoked",
    }
