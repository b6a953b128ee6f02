"""Held scans in the admin: what would go, and two buttons that ask once more."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Item, Server
from sync import execute
from sync.models import Scan
from tests.api import client_of, curator
from tests.sync import desk
from tests.sync.scripted import Theatre, movie


@pytest.fixture
def held(theatre: Theatre) -> Scan:
    theatre.server("a", movie("one"), movie(desk.EVIL))
    theatre.sync()
    theatre.says("a")
    theatre.sync()
    return Scan.objects.select_related("server").latest("pk")


def text(client: Client, url: str) -> str:
    found = desk.text_of(client, url)
    assert desk.EVIL not in found
    return found


def test_it_says_what_would_go_and_where_to_decide(held: Scan) -> None:
    browser = client_of(curator())
    page = desk.page_url(held)
    for url in ("/admin/", desk.page_url(held.server)):
        shown = text(browser, url)
        assert "It would withdraw all 2 movies." in shown
        assert f'href="{page}"' in shown
    shown = text(browser, page)
    assert "Movies" in shown
    assert "2 of 2" in shown
    assert "one" in shown
    for verb in ("accept", "discard"):
        assert f'href="{desk.page_url(held, verb)}"' in shown
        assert 'method="post"' in text(browser, desk.page_url(held, verb))
    held.refresh_from_db()
    assert held.decision == "waiting", "looking decides nothing"


def test_accepting_leaves_the_work_to_the_background(held: Scan) -> None:
    browser = client_of(curator())
    answer = browser.post(desk.page_url(held, "accept"), follow=True)
    assert "Accepted. The catalog follows" in answer.content.decode()
    held.refresh_from_db()
    assert (held.decision, held.decided_by) == ("accepted", _me(browser))
    assert Item.objects.filter(available=True).count() == 2
    execute.adopt_held(held)
    assert Item.objects.filter(available=True).count() == 0
    again = browser.post(desk.page_url(held, "accept"), follow=True)
    assert "It does not wait for a decision any more" in again.content.decode()
    shown = text(browser, desk.page_url(held))
    assert "Accepted and adopted by" in shown
    assert desk.page_url(held, "accept") not in shown
    assert "It would withdraw" not in text(browser, "/admin/")


def test_discarding(held: Scan) -> None:
    browser = client_of(curator())
    answer = browser.post(desk.page_url(held, "discard"), follow=True)
    assert "What the server said before stays in force." in answer.content.decode()
    held.refresh_from_db()
    assert held.decision == "discarded"
    for url in (desk.page_url(held), desk.list_url(Server), desk.list_url(Scan)):
        assert "held, then discarded" in text(browser, url)


def test_a_disabled_server_says_what_to_do(held: Scan, alice: User) -> None:
    Server.objects.update(enabled=False)
    answer = client_of(alice).post(desk.page_url(held, "accept"), follow=True)
    assert "Enable it, then accept" in answer.content.decode()


def test_others_decide_nothing(held: Scan, bob: User) -> None:
    for client in (Client(), client_of(bob)):
        answer = client.post(desk.page_url(held, "accept"))
        assert answer.status_code in {302, 403}
    held.refresh_from_db()
    assert held.decision == "waiting"


def test_an_unknown_scan_is_not_found(held: Scan, alice: User) -> None:
    url = desk.page_url(held, "accept").replace(str(held.pk), "999999")
    assert client_of(alice).get(url).status_code == 404


def _me(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])
