"""A change of a field, and the way back from it: by a lock, or by taking one off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import FieldChange, FieldLock, Item
from sync import audit, settle
from sync.models import Run
from tests.api import client_of, curator, problem
from tests.flows.hub import Hub
from tests.sync import desk
from tests.sync.scripted import Theatre, movie


def _fog() -> Item:
    return Item.objects.get(title="Fog")


def _last(field: str = "overview") -> FieldChange:
    return FieldChange.objects.filter(field=field).latest("pk")


def _locks() -> dict[str, Any]:
    return {lock.field: lock.value for lock in FieldLock.objects.all()}


@pytest.fixture
def told(theatre: Theatre) -> Hub:
    """A film whose words its server changed."""
    theatre.server("alpha", movie("Fog", overview="first"))
    theatre.sync()
    theatre.says("alpha", movie("Fog", overview="second"))
    theatre.sync()
    return Hub()


def test_what_a_server_changed_is_locked_as_it_was(told: Hub, theatre: Theatre) -> None:
    said = told.do("revert", str(_last().pk))
    assert "overview of Fog was" in said
    assert "no server replaces it; unlock it to let them" in said
    assert (_fog().overview, _locks()) == ("first", {"overview": "first"})
    theatre.says("alpha", movie("Fog", overview="third"))
    theatre.sync()
    assert _fog().overview == "first"
    assert audit.verify().differences == 0


def test_what_a_server_gave_first_becomes_empty_again(
    told: Hub, theatre: Theatre
) -> None:
    theatre.says("alpha", movie("Fog", overview="second", tagline="new"))
    theatre.sync()
    told.do("revert", str(_last("tagline").pk))
    assert (_fog().tagline, _locks()) == (None, {"tagline": None})


def test_a_lock_is_taken_off_and_put_back(told: Hub) -> None:
    told.do("lock", "movie:Fog", "overview", "mine")
    locked = _last()
    assert (locked.old_source, locked.new_source) == ("alpha", "lock")
    assert "the servers decide again" in told.do("revert", str(locked.pk))
    assert (_fog().overview, _locks()) == ("second", {})
    unlocked = _last()
    assert unlocked.old_source == "lock"
    # Reverting the revert.
    assert "locked to that value again" in told.do("revert", str(unlocked.pk))
    assert (_fog().overview, _locks()) == ("mine", {"overview": "mine"})
    told.do("lock", "movie:Fog", "overview", "mine too")
    told.do("revert", str(_last().pk))
    assert _locks() == {"overview": "mine"}
    told.do("unlock", "movie:Fog", "overview")
    done = told.run("revert", str(locked.pk))
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "is reverted already" in done.err


def test_a_lock_as_empty_comes_back_as_one(told: Hub) -> None:
    told.do("lock", "movie:Fog", "overview", "--empty")
    told.do("unlock", "movie:Fog", "overview")
    told.do("revert", str(_last().pk))
    assert (_fog().overview, _locks()) == (None, {"overview": None})


def test_entries_go_back_one_by_one(theatre: Theatre) -> None:
    desk.fill(theatre)
    hub = Hub()
    item = "movie:Movie 0 (2020)"
    before = hub.explain(item)["entries"]["artwork"]["poster"]
    hub.do("lock", item, "artwork.poster", "http://mine/p.jpg")
    hub.do("revert", str(_last("artwork").pk))
    after = hub.explain(item)["entries"]["artwork"]["poster"]
    assert (after["value"], after["source"]) == (before["value"], before["source"])


def test_a_title_cannot_be_uncreated(told: Hub) -> None:
    for number in (FieldChange.objects.get(action="created").pk, 999_999, -1, 2**70):
        done = told.run("revert", str(number))
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert str(number) in done.err
    assert told.run("revert", "soon").code == 2


def _post(browser: Client, change: int) -> Any:
    url = f"/api/v1/changes/{change}/revert/"
    return browser.post(url, {}, content_type="application/json")


def test_the_api_reverts_in_the_background(told: Hub) -> None:
    browser = client_of(curator())
    said = _post(browser, _last().pk).json()
    assert said["field"] == "overview"
    assert FieldLock.objects.get().by is not None
    run = Run.objects.get(pk=said["run"])
    settle.resolve_now(run.pk)
    assert _fog().overview == "first"
    change = _last()
    assert (change.new_source, change.run) == ("lock", run.pk)
    created = FieldChange.objects.get(action="created").pk
    problem(_post(browser, created), 400)
    problem(_post(browser, 999_999), 404)


def test_the_page_says_what_a_revert_does_and_does_it(told: Hub, alice: User) -> None:
    browser = client_of(alice)
    title = desk.text_of(browser, desk.title_url(_fog()))
    url = f"/admin/catalog/fieldchange/{_last().pk}/revert/"
    assert url in title
    assert url in desk.text_of(browser, "/admin/catalog/fieldchange/")
    page = desk.text_of(browser, url)
    assert "was <strong>first</strong> and became <strong>second</strong>" in page
    assert "that value is locked" in page
    assert not FieldLock.objects.exists()
    answer = browser.post(url)
    assert (answer.status_code, answer["Location"]) == (302, desk.title_url(_fog()))
    assert FieldLock.objects.get().by == alice
    created = FieldChange.objects.get(action="created").pk
    answer = browser.get(f"/admin/catalog/fieldchange/{created}/revert/", follow=True)
    assert "is of the title, not of a field" in answer.content.decode()
