"""Bulk changes over the API: previewed, applied as previewed, undone; and files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Activity, User
from catalog.models import FieldLock, Item, PriorityRule
from sync import bulk, locks
from sync.bulk import applying
from sync.models import BulkChange
from tests.api import bearer, client_of, curator, problem, sent
from tests.sync import desk
from tests.sync.scripted import Theatre
from tests.sync.test_bulk import films, follow, overviews

URL = "/api/v1/bulk-changes/"


def ids(items: list[Item]) -> list[str]:
    return [str(item.public_id) for item in items]


def made(client: Client, **body: Any) -> dict[str, Any]:
    """A bulk change that was previewed."""
    answer = sent(client, "POST", URL, {"kind": "movie", **body})
    assert answer.status_code == 201, answer.content
    said: dict[str, Any] = answer.json()
    assert answer["Location"].endswith(f"{URL}{said['id']}/")
    return said


def press(client: Client, said: dict[str, Any], deed: str, status: int = 200) -> Any:
    answer = sent(client, "POST", f"{URL}{said['id']}/{deed}/", {})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_lock_is_previewed_applied_and_undone(theatre: Theatre) -> None:
    items = films(theatre)
    cora = curator()
    client = client_of(cora)
    said = made(
        client, deed="lock", items=ids(items[:2]), field="genres", value=["Fog"]
    )
    assert (said["state"], said["counts"]["planned"]) == ("previewed", 2)
    assert said["preview"] == {"looked_at": 2, "others": 2, "cleared": 0}
    assert said["examples"][0]["to"] == {"value": ["Fog"], "source": "lock"}
    assert not FieldLock.objects.exists()
    done = press(client, said, "apply")
    assert (done["state"], done["counts"]["changed"]) == ("done", 2)
    assert done["run"] is not None
    follow()
    assert Item.objects.get(pk=items[0].pk).genres == ["Fog"]
    assert set(FieldLock.objects.values_list("by", flat=True)) == {cora.pk}
    assert Activity.objects.get(verb="many_changed").by == cora
    assert "applied already" in str(problem(_post(client, said, "apply"), 409))
    back = press(client, said, "undo", 201)
    assert (back["deed"], back["undoes"]) == ("undo", said["id"])
    assert FieldLock.objects.count() == 2
    press(client, back, "apply")
    follow()
    assert not FieldLock.objects.exists()
    listed = client.get(URL).json()["results"]
    assert [row["id"] for row in listed] == [back["id"], said["id"]]
    assert listed[1]["words"] == "Lock Genres: Fog"
    narrowed = client.get(f"{URL}?deed=undo&state=done").json()["results"]
    assert [row["id"] for row in narrowed] == [back["id"]]


def _post(client: Client, said: dict[str, Any], deed: str) -> Any:
    return sent(client, "POST", f"{URL}{said['id']}/{deed}/", {})


def test_what_is_other_since_the_preview_is_left_alone(theatre: Theatre) -> None:
    items = films(theatre)
    client = client_of(curator())
    said = made(client, deed="use", where={}, field="overview", server="beta")
    assert said["examples"][0]["to"] == {"value": "beta 0", "source": "beta"}
    assert said["examples"][0]["wanted"] == {"servers": ["beta"]}
    locks.lock(items[0], "overview", "Theirs")
    done = press(client, said, "apply")
    assert (done["counts"]["changed"], done["counts"]["overtaken"]) == (3, 1)
    assert done["left_alone"][0]["item"]["id"] == str(items[0].public_id)
    assert "since the preview" in done["reasons"][0]["why"]
    follow()
    assert overviews() == ["Theirs", "beta 1", "beta 2", "beta 3"]
    said = made(client, deed="usual", where={"available": True}, field="overview")
    press(client, said, "apply")
    assert not PriorityRule.objects.exists()


def test_every_deed_and_titles_by_name_and_filter(theatre: Theatre) -> None:
    items = films(theatre)
    locks.lock(items[0], "year", 1991)
    follow()
    client = client_of(curator())
    for deed, planned in (("empty", 1), ("keep", 0), ("unlock", 1)):
        said = made(client, deed=deed, where={"year_min": 1990}, field="year")
        assert said["counts"]["planned"] == planned, deed
    said = made(client, deed="lock", items=["movie:Film 3"], field="year", value=2001)
    assert said["examples"][0]["item"]["name"] == "Film 3"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "Which titles?"),
        ({"where": {}, "items": ["x"]}, "Which titles?"),
        ({"where": {"yaer": 1}}, "no filter 'yaer'"),
        ({"where": {"year": "soon"}}, "year: "),
        ({"where": {"year": 1}}, "No title is selected"),
        ({"items": []}, "No title is selected"),
        ({"items": ["movie:Nowhere"]}, "Nowhere"),
        ({"items": ["0192f0a0-0000-7000-8000-000000000000"]}, "No title has the id"),
        ({"where": {}, "field": "plot"}, "no field named"),
        ({"where": {}, "field": "year", "value": "soon"}, "whole number"),
        ({"where": {}, "value": None}, "Write the value"),
        ({"where": {}, "deed": "import"}, "deed"),
        ({"where": {}, "deed": "unlock"}, "takes no value"),
        ({"where": {}, "server": "alpha"}, "takes no server"),
        (
            {"where": {}, "deed": "use", "value": None, "server": "no"},
            "no server named",
        ),
        ({"where": {}, "worth": 1}, "Not known here"),
        ({"where": {}, "value": "\ud800"}, ""),
    ],
)
def test_what_does_not_fit(
    theatre: Theatre, body: dict[str, Any], expected: str
) -> None:
    films(theatre, 1)
    whole = {"deed": "lock", "kind": "movie", "field": "overview", "value": "x", **body}
    answer = sent(client_of(curator()), "POST", URL, whole)
    assert expected in str(problem(answer, 400))
    assert not BulkChange.objects.exists()


def test_a_large_one_is_followed_and_stopped(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SMALL", 1)
    monkeypatch.setattr(applying, "_BATCH", 1)
    films(theatre)
    client = client_of(curator())
    said = made(client, deed="lock", where={}, field="overview", value="Mine")
    assert press(client, said, "apply", 202)["state"] == "waiting"
    assert client.get(f"{URL}{said['id']}/").json()["progress"] == 0.0
    press(client, said, "stop")
    bulk.carry_out(said["id"])
    over = client.get(f"{URL}{said['id']}/").json()
    assert (over["state"], over["counts"]["planned"]) == ("stopped", 4)
    problem(_post(client, said, "undo"), 409)


def test_each_deed_needs_its_own_permission(theatre: Theatre, bob: User) -> None:
    films(theatre, 1)
    looks = ("view_bulkchange", "change_bulkchange")
    ruler = desk.permitted("ruth", *looks, "change_priorityrule")
    locker = desk.permitted("lou", *looks, "change_fieldlock")
    lock = {"deed": "empty", "kind": "movie", "where": {}, "field": "overview"}
    use = {**lock, "deed": "use", "server": "beta"}
    problem(sent(ruler, "POST", URL, lock), 403)
    problem(sent(locker, "POST", URL, use), 403)
    said = sent(locker, "POST", URL, lock).json()
    for deed in ("apply", "stop", "undo"):
        problem(_post(ruler, said, deed), 403)
    assert press(locker, said, "apply")["state"] == "done"
    reads = bearer(curator(), "read")
    assert Client().get(URL, **reads).status_code == 200
    problem(sent(Client(), "POST", URL, lock, **reads), 403)
    problem(sent(client_of(bob), "POST", URL, lock), 403)


@pytest.mark.parametrize("media", ["text/csv", "application/json"])
def test_values_are_exported_and_imported(theatre: Theatre, media: str) -> None:
    items = films(theatre)
    client = client_of(curator())
    written = "csv" if media == "text/csv" else "json"
    where = f"kind=movie&fields=overview,tagline&as={written}&available=true"
    answer: Any = client.get(f"{URL}export/?{where}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(media)
    content = b"".join(answer.streaming_content)
    changed = content.replace(b"alpha 1", b"Changed")
    answer = client.generic("POST", f"{URL}import/", changed, media)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["deed"], said["counts"]["planned"]) == ("import", 1)
    assert said["examples"][0]["from"] == {"value": "alpha 1", "source": "alpha"}
    press(client, said, "apply")
    follow()
    assert Item.objects.get(pk=items[1].pk).overview == "Changed"


def test_what_no_file_can_be(theatre: Theatre) -> None:
    films(theatre, 1)
    client = client_of(curator())
    for query, expected in (
        ("fields=overview", "no kind"),
        ("kind=movie", "at least one field"),
        ("kind=movie&fields=plot", "no field"),
        ("kind=movie&fields=title&as=xlsx", "csv or json"),
        ("kind=movie&fields=title&show=x", "no filter 'show'"),
        ("kind=movie&fields=title&colour=x", "Not known here"),
    ):
        answer = client.get(f"{URL}export/?{query}")
        assert expected in str(problem(answer, 400)), query
    for body in (b"", b"[]", b"{}", b"[{]", b"[1]", json.dumps([{"id": 1}]).encode()):
        answer = client.generic("POST", f"{URL}import/", body, "application/json")
        problem(answer, 400)
    answer = client.generic("POST", f"{URL}import/", b"x" * 100, "text/html")
    problem(answer, 415)
    assert not BulkChange.objects.exists()
