"""Merges, splits and decided conflicts over the API: the deeds the commands do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts.models import User
from catalog.models import FieldChange, Item
from sync import settle
from sync.models import Conflict, IdentityDecision
from tests.api import client_of, curator, problem, sent
from tests.sync.scripted import Theatre, movie, show


def fill(theatre: Theatre) -> tuple[Item, Item]:
    theatre.server("a", movie("one", year=2001), *show("tv", (1, 1)))
    theatre.sync()
    theatre.server("b", movie("two", year=2002))
    theatre.sync()
    one, two = Item.objects.filter(kind="movie").order_by("pk")
    return one, two


def resolved(answer: Any) -> None:
    assert answer.status_code == 202, answer.content
    said = answer.json()
    assert said["run_url"] == answer["Location"]
    settle.resolve_now(said["run"])


def test_merge_and_split(theatre: Theatre) -> None:
    one, two = fill(theatre)
    cora = curator()
    browser = client_of(cora)
    url = f"/api/v1/movies/{two.public_id}"
    body = {"other": str(one.public_id)}
    resolved(sent(browser, "POST", f"{url}/merge/", body))
    assert Item.objects.get(kind="movie") == one
    assert IdentityDecision.objects.get().by == cora
    assert FieldChange.objects.get(action="merged").by == cora
    resolved(sent(browser, "POST", f"{url}/split/", {"server": "b"}))
    assert list(Item.objects.filter(kind="movie").order_by("pk")) == [one, two]
    assert FieldChange.objects.get(action="parted").item == one


def test_what_is_refused(theatre: Theatre, bob: User) -> None:
    one, two = fill(theatre)
    browser = client_of(curator())
    tv = Item.objects.get(kind="show")
    url = f"/api/v1/movies/{one.public_id}"
    for address, body, member in (
        ("merge/", {"other": str(one.public_id)}, "other"),
        ("merge/", {"other": "no id"}, "other"),
        ("merge/", {"other": str(two.public_id), "more": 1}, "more"),
        ("merge/", {}, "other"),
        ("split/", {"server": "a"}, "server"),
        ("split/", {"server": "b"}, "server"),
        ("split/", {"server": "nobody"}, "server"),
    ):
        said = problem(sent(browser, "POST", f"{url}/{address}", body), 400)
        assert list(said["errors"]) == [member]
    body = {"other": str(tv.public_id)}
    problem(sent(browser, "POST", f"{url}/merge/", body), 404)
    body = {"other": str(two.public_id)}
    problem(sent(client_of(bob), "POST", f"{url}/merge/", body), 403)
    assert not IdentityDecision.objects.exists()


def test_conflicts(theatre: Theatre, bob: User) -> None:
    item = movie("one", year=2001)
    theatre.server("a", replace(item, external_ids={"tmdb": "1"}))
    other = movie("two", year=2002)
    theatre.server("b", replace(other, external_ids={"tmdb": "1"}))
    theatre.sync()
    browser = client_of(curator())
    (listed,) = browser.get("/api/v1/conflicts/").json()["results"]
    assert listed["decisions"] == ["merge", "keep-apart"]
    url = f"/api/v1/conflicts/{listed['id']}/"
    assert browser.get(url).json() == listed
    problem(sent(client_of(bob), "POST", url, {"decision": "merge"}), 403)
    for wrong in ("keep", "nonsense", None):
        said = problem(sent(browser, "POST", url, {"decision": wrong}), 400)
        assert list(said["errors"]) == ["decision"]
    resolved(sent(browser, "POST", url, {"decision": "keep-apart"}))
    assert not Conflict.objects.exists()
    problem(sent(browser, "POST", url, {"decision": "merge"}), 404)
    assert Item.objects.count() == 2
