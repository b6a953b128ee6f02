"""How the API says no: always a problem document, never a 5xx for bad input."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog import listing
from sync.models import Trigger
from tests.api import NOTHING, client_of, problem, sent

BAD_BODIES = {
    "not JSON": b"{",
    "NaN": b'{"name": NaN}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "not UTF-8": b'{"name": "\xff"}',
    "bottomless": b"[" * 20_000,
    "too long": b'"' + b"x" * 70_000 + b'"',
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "a NUL": b'{"name": "a\\u0000b", "kind": "media-processor", "api_url": "x"}',
    "a huge number": b'{"priority": 1e999, "name": "x"}',
    "a list for a text": b'{"name": ["x"], "kind": {}, "api_url": 7}',
}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/api/", "/api/v1/x/", "/api/v1/movies", "/api/v2/"])
def test_an_unknown_address(url: str, alice: User) -> None:
    for client in (Client(), client_of(alice)):
        problem(client.get(url), 404)
        problem(sent(client, "POST", url, {}), 404)


@pytest.mark.django_db
def test_the_hint_for_a_missing_slash() -> None:
    assert "slash" in problem(Client().get("/api/v1/movies"), 404)["detail"]
    assert "slash" not in problem(Client().get("/api/v1/x/"), 404)["detail"]


@pytest.mark.django_db
def test_a_method_that_is_not_there(alice: User) -> None:
    answer = sent(client_of(alice), "DELETE", "/api/v1/movies/")
    problem(answer, 405)
    assert "GET" in answer["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("movies/?yaer=2020", "yaer"),
        ("movies/?year=twenty", "year"),
        ("movies/?year=-1", "year"),
        (f"movies/?year={10**30}", "year"),
        ("movies/?genre=a%00b", "genre"),
        ("movies/?available=maybe", "available"),
        ("movies/?sort=number", "sort"),
        ("movies/?sort=", "sort"),
        ("movies/?cursor=made-up", "cursor"),
        ("movies/?cursor=", "cursor"),
        ("movies/?page_size=0", "page_size"),
        ("movies/?page_size=many", "page_size"),
        (f"movies/{NOTHING}/?x=1", "x"),
        ("episodes/?season=7", "season"),
        ("search/?q=", "q"),
        ("search/?q=%00", "q"),
        ("search/?q=a&kind=film", "kind"),
        ("changes/?field=nope", "field"),
        ("changes/?run=1.5", "run"),
        ("runs/?state=asleep", "state"),
        ("conflicts/?kind=film", "kind"),
        ("me/?x", "x"),
        ("movies/?genre=Drama&genre=Comedy", "genre"),
        ("movies/?page_size=1&page_size=1", "page_size"),
    ],
)
def test_a_parameter_that_is_not_right(url: str, named: str, alice: User) -> None:
    said = problem(client_of(alice).get(f"/api/v1/{url}"), 400)
    assert named in said["errors"]


@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD_BODIES)
@pytest.mark.parametrize("address", ["servers/", "triggers/", "tokens/"])
def test_a_body_that_is_not_right(what: str, address: str, alice: User) -> None:
    answer = sent(client_of(alice), "POST", f"/api/v1/{address}", BAD_BODIES[what])
    problem(answer, 400)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "triggers/"),
        ("POST", "tokens/"),
        ("POST", "servers/"),
        ("PATCH", "me/"),
    ],
)
def test_a_member_that_is_not_known(method: str, address: str, alice: User) -> None:
    """`{"server": "nas"}` must not sync everything."""
    answer = sent(client_of(alice), method, f"/api/v1/{address}", {"serverz": ["a"]})
    assert "Known are" in problem(answer, 400)["errors"]["serverz"][0]
    assert not Trigger.objects.exists()


@pytest.mark.django_db
def test_another_kind_of_body(alice: User) -> None:
    answer = client_of(alice).post("/api/v1/triggers/", {"servers": "a"})
    assert "application/json" in problem(answer, 415)["detail"]


@pytest.mark.django_db
def test_a_number_no_column_holds(alice: User) -> None:
    browser = client_of(alice)
    problem(browser.get(f"/api/v1/runs/{10**40}/"), 404)
    problem(browser.get(f"/api/v1/runs/{10**40}/events/"), 404)


@pytest.mark.django_db
def test_an_error_of_our_own_says_nothing_of_its_inside(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: Any, **named: Any) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(listing, "list_items", broken)
    said = problem(client_of(alice).get("/api/v1/movies/"), 500)
    assert "inside" not in str(said)
    assert any(r.exc_info and "inside" in str(r.exc_info[1]) for r in caplog.records)
