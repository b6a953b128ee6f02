"""Locks, rules and previews over the API: the same deeds, the same words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import FieldLock, FieldSource, Item, PriorityRule
from sync.models import Run
from tests.api import bearer, client_of, curator, problem, sent
from tests.sync.scripted import Theatre, movie
from tests.sync.test_admin_locks import follow_up


@pytest.fixture
def item(theatre: Theatre) -> Item:
    for name in ("a", "b"):
        theatre.server(name, movie("one", overview=f"{name}'s", rating=5.0))
    theatre.sync()
    return Item.objects.get()


def url(item: Item, field: str = "") -> str:
    return f"/api/v1/movies/{item.public_id}/locks/{f'{field}/' if field else ''}"


def test_lock_look_and_unlock(item: Item) -> None:
    person = curator()
    client = client_of(person)
    said = sent(client, "PUT", url(item, "overview"), {"value": "Mine."}).json()
    assert (said["field"], said["value"]) == ("overview", "Mine.")
    assert Run.objects.get(pk=said["run"]).state == "pending"
    assert sent(client, "PUT", url(item, "tagline"), {"value": None}).status_code == 200
    assert sent(client, "PUT", url(item, "rating"), {}).json()["value"] == 5.0
    poster = {"value": {"url": "https://x.example/p.jpg"}}
    sent(client, "PUT", url(item, "artwork.poster"), poster)
    follow_up()
    item.refresh_from_db()
    assert item.overview == "Mine."
    locks: Any = client.get(url(item)).json()["locks"]
    assert [(lock["field"], lock["by"]) for lock in locks] == [
        (name, person.username)
        for name in ("artwork.poster", "overview", "rating", "tagline")
    ]
    assert sent(client, "DELETE", url(item, "overview"), {}).status_code == 200
    follow_up()
    item.refresh_from_db()
    assert item.overview == "a's"
    problem(sent(client, "DELETE", url(item, "overview"), {}), 404)


@pytest.mark.parametrize(
    ("field", "body", "expected"),
    [
        ("year", {"value": "soon"}, "a whole number from 1870 to 2200"),
        ("title", {"value": 3}, "title must be a text"),
        ("captions", {"value": None}, "entry by entry"),
        ("plot", {"value": "x"}, "no field named"),
        ("tagline", {}, "no value to lock"),
        ("title", {"worth": "x"}, "Not known here"),
        ("title", [1], ""),
        ("title", {"value": "\ud800"}, ""),
    ],
)
def test_what_does_not_fit(item: Item, field: str, body: Any, expected: str) -> None:
    answer = sent(client_of(curator()), "PUT", url(item, field), body)
    assert expected in str(problem(answer, 400))
    assert not FieldLock.objects.exists()


def test_who_may_lock(item: Item, bob: User) -> None:
    body = {"value": "x"}
    problem(sent(client_of(bob), "PUT", url(item, "title"), body), 403)
    reads = bearer(curator(), "read")
    problem(sent(Client(), "PUT", url(item, "title"), body, **reads), 403)
    assert Client().get(url(item), **reads).status_code == 200
    assert not FieldLock.objects.exists()


def test_rules_and_their_previews(item: Item) -> None:
    client = client_of(curator())
    preview = "/api/v1/rules/preview/?field=overview&servers=b"
    said = client.get(preview).json()
    assert said["fields"] == {"overview": 1}
    assert said["examples"][0]["to"] == {"server": "b", "value": "b's"}
    body = {"field": "overview", "servers": ["b"]}
    done = sent(client, "POST", "/api/v1/rules/", body).json()
    assert done["words"] == "overview: b"
    follow_up()
    item.refresh_from_db()
    assert item.overview == "b's"
    (rule,) = client.get("/api/v1/rules/").json()["rules"]
    assert rule["servers"] == ["b"]
    clearing = client.get("/api/v1/rules/preview/?field=overview").json()
    assert clearing["fields"] == {"overview": 1}
    assert sent(client, "DELETE", f"/api/v1/rules/{rule['id']}/", {}).status_code == 200
    follow_up()
    source = FieldSource.objects.get(item=item, field="overview")
    assert (source.server and source.server.slug, source.reason) == ("a", "priority")
    order = client.get("/api/v1/servers/order/preview/?servers=b,a&examples=1").json()
    assert (order["titles"], order["updated"]) == (1, 3)
    assert len(order["examples"]) == 1
    named = {"servers": ["b", "a"]}
    done = sent(client, "POST", "/api/v1/servers/order/apply/", named).json()
    assert done["words"] == "b, then a"
    follow_up()
    source.refresh_from_db()
    assert (source.server and source.server.slug, source.reason) == ("b", "priority")
    again = sent(client, "POST", "/api/v1/servers/order/apply/", named).json()
    assert again["run"] is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("rules/preview/", "a field, a kind or a title"),
        ("rules/preview/?kind=film&servers=a", "no kind 'film'"),
        ("rules/preview/?kind=movie&servers=x", "no server named 'x'"),
        ("rules/preview/?kind=movie", "no rule for exactly this"),
        ("rules/preview/?item=movie:none&servers=a", "No title answers"),
        ("rules/preview/?kind=movie&servers=a&examples=9999", "0 to 1000"),
        ("servers/order/preview/?servers=a", "at least two"),
        ("servers/order/preview/?servers=a,a", "named twice"),
    ],
)
def test_what_cannot_be_previewed(item: Item, address: str, expected: str) -> None:
    answer = client_of(curator()).get(f"/api/v1/{address}")
    assert expected in str(problem(answer, 400))


def test_what_cannot_be_set(item: Item, bob: User) -> None:
    client = client_of(curator())
    body: dict[str, Any] = {"field": "hdr", "servers": ["a"]}
    said = problem(sent(client, "POST", "/api/v1/rules/", body), 400)
    assert "set on files" in str(said)
    for named, why in ((["a"], "at least 2"), (["a", "x"], "no server named 'x'")):
        body = {"servers": named}
        said = problem(sent(client, "POST", "/api/v1/servers/order/apply/", body), 400)
        assert why in str(said)
    problem(sent(client, "POST", "/api/v1/rules/", {"kind": "movie"}), 400)
    body = {"kind": "movie", "servers": ["a"]}
    problem(sent(client_of(bob), "POST", "/api/v1/rules/", body), 403)
    problem(sent(client, "DELETE", "/api/v1/rules/999999/", {}), 404)
    assert not PriorityRule.objects.exists()
