"""Held scans over the API: what would go, and the same two decisions as commands."""

from __future__ import annotations

from typing import Final

import pytest

from accounts.models import User
from catalog.models import Item
from sync import execute
from sync.models import Scan
from tests.api import client_of, curator, problem, sent
from tests.sync.scripted import Theatre, movie

URL: Final = "/api/v1/servers/a/held-scan/"


@pytest.fixture
def held(theatre: Theatre) -> Theatre:
    theatre.server("a", movie("one"), movie("two"))
    theatre.sync()
    theatre.says("a")
    theatre.sync()
    return theatre


def test_it_is_read_and_accepted(held: Theatre) -> None:
    browser = client_of(curator())
    said = browser.get(URL).json()
    assert (said["server"], said["decision"]) == ("a", "waiting")
    assert said["losses"] == [
        {
            "kind": "movie",
            "field": "",
            "withdrawn": 2,
            "of": 2,
            "examples": ["one", "two"],
        }
    ]
    answer = sent(browser, "POST", f"{URL}accept/")
    assert (answer.status_code, answer.json()["decision"]) == (202, "accepted")
    assert Item.objects.filter(available=True).count() == 2, "no work in the request"
    assert sent(browser, "POST", f"{URL}accept/").status_code == 202, "twice is once"
    scan = execute.adopt_held(Scan.objects.get(pk=said["id"]))
    assert (scan.decision, Item.objects.filter(available=True).count()) == (
        "adopted",
        0,
    )
    [run] = said["runs"]
    assert browser.get(f"/api/v1/runs/{run}/").json()["state"] == "succeeded"
    problem(browser.get(URL), 404)
    for verb in ("accept", "discard"):
        refused = problem(sent(browser, "POST", f"{URL}{verb}/"), 409)
        assert refused["detail"] == "No scan of a is held."


def test_it_is_discarded(held: Theatre, alice: User) -> None:
    answer = sent(client_of(alice), "POST", f"{URL}discard/")
    assert (answer.status_code, answer.json()["decision"]) == (200, "discarded")
    assert Scan.objects.latest("pk").decided_by == alice
    assert execute.due().count() == 0


def test_viewers_decide_nothing(held: Theatre, bob: User) -> None:
    browser = client_of(bob)
    problem(browser.get(URL), 403)
    for verb in ("accept", "discard"):
        problem(sent(browser, "POST", f"{URL}{verb}/"), 403)
    assert Scan.objects.latest("pk").decision == "waiting"
