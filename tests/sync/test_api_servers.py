"""Servers over the API: connected, changed and taken out by the rules of commands."""

from __future__ import annotations

from typing import Any, Final

import pytest

from accounts.models import User
from catalog.models import Server
from sync import servers
from sync.models import Run, Trigger
from tests.api import client_of, curator, problem, sent

URL: Final = "/api/v1/servers/"
SECRET: Final = "only-going-in-4411"


def _new(**more: Any) -> dict[str, Any]:
    return {
        "name": "Attic",
        "kind": "media-processor",
        "api_url": "http://attic.example:3000/",
        "secret": SECRET,
        **more,
    }


@pytest.mark.django_db
def test_a_server_is_connected(alice: User) -> None:
    browser = client_of(alice)
    answer = sent(browser, "POST", URL, _new())
    assert answer.status_code == 201
    said = answer.json()
    assert (said["slug"], said["priority"], said["run"]) == ("attic", 1, None)
    assert said["api_url"] == "http://attic.example:3000"
    assert SECRET not in answer.content.decode()
    assert Server.objects.get().secret == SECRET
    (listed,) = browser.get(URL).json()["results"]
    one = browser.get(f"{URL}attic/")
    assert one.json() == listed
    assert SECRET not in one.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "nope"}, "nope"),
        ({"api_url": "ftp://x"}, "http://"),
        ({"api_url": "http://u:p@x"}, "secret"),
        ({"name": "Cellar"}, "exists already"),
        ({"priority": 1}, "taken by Cellar"),
        ({"priority": -1}, "priority"),
        ({"prefix": "a b"}, "prefix"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_refused(given: dict[str, Any], said: str, alice: User) -> None:
    servers.add_server(name="Cellar", kind="media-processor", api_url="http://c")
    document = problem(sent(client_of(alice), "POST", URL, _new(**given)), 400)
    assert said in str(document)
    assert SECRET not in str(document)
    assert Server.objects.count() == 1


@pytest.mark.django_db
def test_a_change_touches_what_is_given_and_asks_to_resolve(alice: User) -> None:
    browser = client_of(alice)
    sent(browser, "POST", URL, _new())
    moved = sent(browser, "PATCH", f"{URL}attic/", {"priority": 7}).json()
    assert (moved["priority"], moved["enabled"]) == (7, True)
    run = Run.objects.get(pk=moved["run"])
    assert run.purpose == Run.Purpose.RESOLVE
    assert Trigger.objects.get(run=run).by == alice
    named = sent(browser, "PATCH", f"{URL}attic/", {"prefix": "media"}).json()
    assert (named["prefix"], named["priority"], named["run"]) == ("/media", 7, None)
    assert Server.objects.get().secret == SECRET
    for wrong in ({}, {"name": "Other"}, {"slug": "x"}, {"priority": "high"}):
        problem(sent(browser, "PATCH", f"{URL}attic/", wrong), 400)


@pytest.mark.django_db
def test_a_server_is_taken_out(alice: User) -> None:
    browser = client_of(alice)
    sent(browser, "POST", URL, _new())
    answer = sent(browser, "DELETE", f"{URL}attic/")
    assert answer.status_code == 200
    assert Run.objects.filter(pk=answer.json()["run"]).exists()
    assert Server.objects.get().removed_at is not None
    problem(browser.get(f"{URL}attic/"), 404)
    problem(sent(browser, "DELETE", f"{URL}attic/"), 404)
    assert browser.get(URL).json()["results"] == []


@pytest.mark.django_db
def test_each_change_needs_its_own_right(alice: User) -> None:
    sent(client_of(alice), "POST", URL, _new())
    reader = curator()
    reader.user_permissions.set(
        reader.user_permissions.filter(codename__startswith="view_")
    )
    browser = client_of(reader)
    assert browser.get(f"{URL}attic/").status_code == 200
    problem(sent(browser, "POST", URL, _new(name="B")), 403)
    problem(sent(browser, "PATCH", f"{URL}attic/", {"priority": 3}), 403)
    problem(sent(browser, "DELETE", f"{URL}attic/"), 403)
    assert Server.objects.get().priority == 1


@pytest.mark.django_db
def test_servers_come_in_their_order(alice: User) -> None:
    browser = client_of(alice)
    for name, priority in (("A", 3), ("B", 1), ("C", 2)):
        sent(browser, "POST", URL, _new(name=name, priority=priority))
    page = browser.get(URL, {"page_size": 2}).json()
    assert [row["name"] for row in page["results"]] == ["B", "C"]
    assert [row["name"] for row in browser.get(page["next"]).json()["results"]] == ["A"]
