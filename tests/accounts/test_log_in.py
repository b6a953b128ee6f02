"""Log-in, log-out, passwords: by name or address, over plain HTTP, without mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import attempts, log_ins, middleware, people
from accounts.models import Attempt, User

PASSWORD = "correct-horse-9"
LOG_IN = "/account/login/"


@pytest.fixture
def mia(db: None) -> User:
    return people.make_person("Mia", PASSWORD, "mia@example.org")


def log_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    said = {"login": name, "password": password, "remember": "on"}
    return client.post(LOG_IN, said, **more)


def who(client: Client) -> str | None:
    """Whom the site takes this browser for."""
    answer = client.get("/api/v1/me/")
    return str(answer.json()["name"]) if answer.status_code == 200 else None


@pytest.mark.parametrize(
    "name", ["Mia", "mia", " MIA ", "mia@example.org", "MIA@Example.ORG"]
)
def test_by_name_or_address(mia: User, name: str) -> None:
    client = Client()
    answer = log_in(client, name)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert who(client) == "Mia"
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert not cookie["secure"], "plain HTTP on a LAN would lose it"
    assert cookie["httponly"]
    assert cookie["max-age"], "it stays when the browser closes"


def test_a_shared_device_forgets(mia: User) -> None:
    client = Client()
    client.post(LOG_IN, {"login": "mia", "password": PASSWORD})
    assert who(client) == "Mia"
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


@pytest.mark.parametrize(
    ("name", "password"),
    [("mia", "wrong"), ("nobody", PASSWORD), ("no@example.org", PASSWORD), ("", "")],
)
def test_what_does_not_go_together(mia: User, name: str, password: str) -> None:
    client = Client()
    answer = log_in(client, name, password)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert who(client) is None


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "\U0001f4a9", "' OR 1=1 --"])
def test_odd_names_are_no_error(mia: User, name: str) -> None:
    for password in (PASSWORD, "p\0q", "x" * 100_000):
        assert log_in(Client(), name, password).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/movies/?page=2", "/movies/?page=2"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("http://testserver/shows/", "http://testserver/shows/"),
        ("http://nas.local/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_where_it_leads(
    mia: User, wanted: str, led: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever else answers at that name's usual port is not this site.
    allowed = ["testserver", "nas.local", ".example"]
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", allowed)
    client = Client()
    said = {"login": "mia", "password": PASSWORD, "next": wanted}
    assert client.post(LOG_IN, said)["Location"] == led


def test_a_session_known_before_is_no_good_after(mia: User) -> None:
    client = Client()
    log_in(client, "mia")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    log_in(client, "mia")
    client.post("/account/logout/")
    log_in(client, "mia")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = before
    assert who(stranger) is None


def test_a_log_in_that_opened_no_page_yet_is_ended_with_the_others(mia: User) -> None:
    client = Client()
    log_in(client, "mia")
    assert [row.agent for row in log_ins.of(mia)] == [""]
    people.disable(mia)
    people.enable(mia)
    assert who(client) is None, "let in again, with a log-in from before"


def test_a_new_password_ends_the_other_log_ins(mia: User) -> None:
    here, there = Client(), Client()
    log_in(here, "mia")
    log_in(there, "mia")
    assert who(here) == who(there) == "Mia"
    assert log_ins.of(mia).count() == 2
    new = "another-Passphrase-9"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", said).status_code == 302
    assert (who(here), who(there)) == ("Mia", None)
    assert log_ins.of(mia).count() == 1, "the page names those that are left"


def test_log_out_is_a_post(mia: User) -> None:
    client = Client()
    log_in(client, "mia")
    assert "Log out?" in client.get("/account/logout/").content.decode()
    assert who(client) == "Mia"
    assert client.post("/account/logout/")["Location"] == LOG_IN
    assert who(client) is None


def test_pages_lead_to_the_one_log_in(mia: User) -> None:
    client = Client()
    for url in ("/", "/account/", "/admin/", "/admin/accounts/user/"):
        answer = client.get(url, follow=True)
        assert answer.redirect_chain[-1][0] == f"{LOG_IN}?next={url}"
        assert answer.status_code == 200
    assert client.get("/admin/login/?next=/admin/sync/")["Location"] == (
        f"{LOG_IN}?next=/admin/sync/"
    )
    assert client.get("/admin/login/?next=//evil")["Location"] == (
        f"{LOG_IN}?next=/admin/"
    )


def test_the_desk_says_no_to_viewers(mia: User, alice: User) -> None:
    client = Client()
    client.force_login(mia)
    for url in ("/admin/", "/admin/login/", "/admin/catalog/movie/"):
        assert client.get(url).status_code == 403, url
    client.force_login(alice)
    assert client.get("/admin/login/?next=/admin/sync/")["Location"] == "/admin/sync/"
    assert client.get("/admin/password_change/")["Location"] == (
        reverse("account_change_password")
    )
    assert client.post("/admin/logout/")["Location"] == LOG_IN
    assert who(client) is None


def test_who_is_outside_is_told_so(mia: User) -> None:
    people.ask("Wim", PASSWORD)
    people.disable(mia)
    for name, words in (("wim", "let you in"), ("mia", "account is closed")):
        client = Client()
        answer = log_in(client, name)
        assert answer.status_code == 403
        assert words in answer.content.decode()
        assert who(client) is None
        # Who does not know the password learns nothing.
        assert words not in log_in(client, name, "wrong").content.decode()


def test_a_disabled_person_is_out_at_once(mia: User) -> None:
    client = Client()
    log_in(client, "mia")
    assert who(client) == "Mia"
    people.disable(mia)
    assert who(client) is None
    people.enable(mia)
    assert who(client) is None, "the old session is gone"
    log_in(client, "mia")
    assert who(client) == "Mia"


def test_the_sixth_wrong_password_is_held_up(mia: User) -> None:
    people.make_person("Ben", PASSWORD)
    for _ in range(5):
        assert log_in(Client(), "mia", "wrong").status_code == 200
    for name in ("mia", "MIA", "mia@example.org"):
        answer = log_in(Client(), name)
        assert answer.status_code == 429, "right, but too late"
        assert 0 < int(answer["Retry-After"]) <= 900
        assert "Try again in 15 minutes" in answer.content.decode()
    # Neither another name from here, nor this name from elsewhere.
    assert log_in(Client(), "ben").status_code == 302
    assert log_in(Client(), "mia", REMOTE_ADDR="192.168.1.9").status_code == 302
    Attempt.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert log_in(Client(), "mia").status_code == 302


def test_going_well_clears_the_count(mia: User) -> None:
    for _ in range(3):
        for _ in range(4):
            log_in(Client(), "mia", "wrong")
        assert log_in(Client(), "mia").status_code == 302
    assert Attempt.objects.get().count == 12, "what was wrong from here, of any name"


def test_guesses_at_many_names_come_to_an_end(
    mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = attempts.Limit(name="few", tries=6, within=timedelta(minutes=15))
    monkeypatch.setattr(attempts, "LOG_INS", few)
    monkeypatch.setattr(middleware, "_OF_PASSWORDS", (few,))
    for number in range(6):
        assert log_in(Client(), "mia").status_code == 302, "right ones count nothing"
        assert log_in(Client(), f"name{number}", "wrong").status_code == 200
    answer = log_in(Client(), "mia")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "wrong too often" in page
    assert "Only this name" not in page
    assert log_in(Client(), "mia", REMOTE_ADDR="192.168.1.9").status_code == 302


def test_a_name_nobody_has_is_held_up_alike(mia: User) -> None:
    for _ in range(5):
        assert log_in(Client(), "nobody", "wrong").status_code == 200
    assert log_in(Client(), "NOBODY", "wrong").status_code == 429


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many come at once, five are looked at."""
    people.make_person("mia", PASSWORD)
    looked: list[str] = []
    real = User.check_password

    def check(self: User, raw: str) -> bool:
        looked.append(raw)
        return real(self, raw)

    monkeypatch.setattr(User, "check_password", check)

    def guess(number: int) -> int:
        try:
            return int(log_in(Client(), "mia", f"guess-{number}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(guess, range(40)))
    assert len(looked) == 5
    assert sorted(said) == [200] * 5 + [429] * 35


def test_the_key_of_a_count_tells_nothing(mia: User) -> None:
    log_in(Client(), "mia", "wrong")
    rows = str(list(Attempt.objects.values()))
    assert rows != "[]"
    assert "mia" not in rows.lower()
    assert "127.0.0.1" not in rows


def test_counts_that_ended_are_swept(mia: User) -> None:
    attempts.take(attempts.TOKEN, "one")
    Attempt.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    attempts.take(attempts.TOKEN, "two")
    assert Attempt.objects.count() == 1


def test_a_password_is_changed(mia: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        log_in(client, "mia")
        assert who(client) == "Mia"
    url = reverse("account_change_password")
    said = {
        "oldpassword": PASSWORD,
        "password1": "new-horse-77",
        "password2": "new-horse-77",
    }
    assert here.post(url, {**said, "oldpassword": "x"}).status_code == 200
    assert here.post(url, {**said, "password2": "other"}).status_code == 200
    assert (
        here.post(
            url, {**said, "password1": "12345678", "password2": "12345678"}
        ).status_code
        == 200
    )
    assert here.post(url, said)["Location"] == "/account/"
    assert (who(here), who(there)) == ("Mia", None)
    assert log_in(Client(), "mia", "new-horse-77").status_code == 302


def test_who_found_an_open_browser_may_not_guess_on(mia: User) -> None:
    client = Client()
    client.force_login(mia)
    url = reverse("account_change_password")
    said = {
        "oldpassword": "x",
        "password1": "new-horse-77",
        "password2": "new-horse-77",
    }
    for _ in range(5):
        assert client.post(url, said).status_code == 200
    assert client.post(url, {**said, "oldpassword": PASSWORD}).status_code == 429


def test_a_lost_password_needs_an_owner(mia: User) -> None:
    url = reverse("account_reset_password")
    for answer in (Client().get(url), Client().post(url, {"email": mia.email})):
        assert answer.status_code == 200
        assert "Ask an owner" in answer.content.decode()
    assert not mail.outbox


def test_with_mail_a_link_is_sent(mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIAHUB_SENDS_MAIL", True)
    url = reverse("account_reset_password")
    assert "Send me a link" in Client().get(url).content.decode()
    for email in (mia.email, "nobody@example.org"):
        answer = Client().post(url, {"email": email})
        assert answer["Location"] == reverse("account_reset_password_done")
    (sent,) = mail.outbox
    assert sent.to == [mia.email]
    assert "/account/password/reset/key/" in sent.body
    assert "a link is on its way" in Client().get(answer["Location"]).content.decode()
    said = [Client().post(url, {"email": mia.email}).status_code for _ in range(4)]
    assert said == [302, 302, 302, 429]
