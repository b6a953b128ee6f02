"""Merging, splitting and deciding conflicts at the desk: told first, then done."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from catalog.models import FieldLock, Item
from catalog.queries import values_of
from sync import identities, locks, regrouping, servers, settle
from sync.models import Conflict, IdentityDecision, Run
from tests.api import client_of, curator
from tests.sync import desk
from tests.sync.scripted import Theatre, movie


@pytest.fixture
def two(theatre: Theatre) -> Theatre:
    """Two movies in conflict, the one of a the older."""
    for server, key, year in (("a", "heat", 1995), ("b", "cold", 2003)):
        item = replace(movie(key, year=year), external_ids={"tmdb": "1"})
        theatre.server(server, item)
        theatre.sync(server)
    return theatre


def follow() -> None:
    """What the background does."""
    for run in Run.objects.filter(state="pending"):
        settle.resolve_now(run.pk)


def seen(told: str) -> dict[str, str]:
    """What the button of a preview sends."""
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', told)[0]}


def test_a_conflict_is_decided(two: Theatre) -> None:
    browser = client_of(curator())
    number = Conflict.objects.get().pk
    url = f"/admin/sync/conflict/{number}/decide/"
    assert url in desk.text_of(browser, "/admin/sync/conflict/")
    told = desk.text_of(browser, url)
    assert "heat" in told
    assert "tmdb:1" in told
    assert Conflict.objects.exists()
    said = browser.post(url, {"decision": "keep", **seen(told)}, follow=True)
    assert "merge or keep-apart" in said.content.decode()
    said = browser.post(url, {"decision": "merge", **seen(told)}, follow=True)
    assert "Decided." in said.content.decode()
    follow()
    assert Item.objects.count() == 1
    # A page that was open longer than the conflict says so, on the way to the others.
    for send in (browser.get, browser.post):
        said = send(url, follow=True)
        assert "no longer open" in said.content.decode()


def test_a_conflict_shows_both_sides_and_what_they_would_be(two: Theatre) -> None:
    browser = client_of(curator())
    heat, cold = Item.objects.get(title="heat"), Item.objects.get(title="cold")
    locks.edit(cold, [locks.Edit(name="tagline", text="brr")])
    follow()
    url = desk.page_url(Conflict.objects.get(), "decide")
    told = desk.text_of(browser, url)
    match = desk.text_of(browser, desk.page_of(heat, "match"), other=cold.public_id)
    for told_by_either in (told, match):
        assert "heat (1995) and cold (2003) would be one title" in told_by_either
        assert f"The public id {heat.public_id} stays" in told_by_either
        assert "brr" in told_by_either
    # One preview: what its mark is made of is all that either page shows.
    assert seen(told) == seen(match)
    assert {"merge", "keep-apart"} == set(re.findall(r'value="([a-z-]+)">\w', told))


@pytest.mark.parametrize("decision", ["merge", "keep-apart"])
def test_a_conflict_as_it_was_yesterday_is_not_decided(
    two: Theatre, decision: str
) -> None:
    browser = client_of(curator())
    url = desk.page_url(Conflict.objects.get(), "decide")
    old = seen(desk.text_of(browser, url))
    locks.edit(Item.objects.get(title="cold"), [locks.Edit(name="tagline", text="brr")])
    follow()
    for sent in (old, {}):
        said = browser.post(url, {"decision": decision, **sent}).content.decode()
        assert "Nothing was decided" in said
        assert "brr" in said
    assert not IdentityDecision.objects.exists()
    assert Conflict.objects.exists()
    browser.post(url, {"decision": decision, **seen(said)})
    assert IdentityDecision.objects.exists()


def test_locks_that_differ_are_decided_as_they_were_seen(two: Theatre) -> None:
    browser = client_of(curator())
    heat, cold = Item.objects.get(title="heat"), Item.objects.get(title="cold")
    locks.edit(heat, [locks.Edit(name="tagline", text="hot")])
    locks.edit(cold, [locks.Edit(name="tagline", text="brr")])
    follow()
    identities.merge(heat, cold)
    follow()
    url = desk.page_url(Conflict.objects.get(), "decide")
    told = desk.text_of(browser, url)
    assert "hot" in told
    assert "brr" in told
    FieldLock.objects.update(value="hotter")
    old = {"decision": "take", **seen(told)}
    said = browser.post(url, old).content.decode()
    assert "Nothing was decided" in said
    browser.post(url, {"decision": "take", **seen(said)})
    follow()
    assert Item.objects.get().tagline == "brr"


def test_merged_and_split(two: Theatre) -> None:
    cora = curator()
    browser = client_of(cora)
    heat = Item.objects.get(title="heat")
    cold = Item.objects.get(title="cold")
    page = desk.page_of(heat, "match")
    assert page in desk.text_of(browser, desk.title_url(heat))
    found = desk.text_of(browser, page, q="cold 2003")
    assert f"{page}?other={cold.public_id}" in found
    url = f"{page}?other={cold.public_id}"
    told = desk.text_of(browser, url)
    assert "heat (1995) and cold (2003) would be one title" in told
    assert f"The public id {heat.public_id} stays" in told
    assert "Merge them" in told
    assert not IdentityDecision.objects.exists()
    browser.post(url, seen(told))
    follow()
    assert Item.objects.get() == heat
    assert IdentityDecision.objects.get().by == cora
    assert "merge by cora" in desk.text_of(browser, desk.title_url(heat))
    told = desk.text_of(browser, page, server="b")
    assert "Split it off" in told
    assert "each gets back" in told
    browser.post(f"{page}?server=b", seen(told))
    follow()
    assert set(Item.objects.all()) == {heat, cold}


@pytest.mark.parametrize(
    "text", ["COLD", "2003", "Cold (2003)", "tmdb:1", "imdb:tt7", "the public id"]
)
def test_the_title_it_should_be_is_found(two: Theatre, text: str) -> None:
    two.says(
        "b",
        replace(movie("cold", year=2003), external_ids={"tmdb": "1", "imdb": "tt7"}),
    )
    two.sync("b")
    heat, cold = Item.objects.get(title="heat"), Item.objects.get(title="cold")
    asked = str(cold.public_id) if text == "the public id" else text
    told = desk.text_of(client_of(curator()), desk.page_of(heat, "match"), q=asked)
    assert f"?other={cold.public_id}" in told
    # Itself is nothing to choose.
    assert f"?other={heat.public_id}" not in told


def test_what_is_shown_is_what_a_merge_makes(two: Theatre) -> None:
    heat, cold = Item.objects.get(title="heat"), Item.objects.get(title="cold")
    locks.edit(cold, [locks.Edit(name="tagline", text="brr")])
    locks.edit(cold, [locks.Edit(name="year", text="2004")])
    locks.edit(heat, [locks.Edit(name="year", text="1996")])
    follow()
    foreseen = {(r.field, r.key): r for r in regrouping.of_merge(cold, heat).rows}
    identities.merge(cold, heat)
    follow()
    made = values_of([Item.objects.get()])[heat.pk]
    assert foreseen["tagline", ""].whole.value == "brr"
    assert foreseen["year", ""].whole.value == 1996
    assert (foreseen["year", ""].left.value, foreseen["year", ""].right.value) == (
        1996,
        2004,
    )
    for (field, key), row in foreseen.items():
        found = made.entries[field][key] if key else made.fields[field]
        assert row.whole.value == found.value, field
        assert row.whole.source == found.source, field


def test_what_is_shown_is_what_a_split_makes(theatre: Theatre) -> None:
    """The side with more of the title keeps it, also when that is split off."""
    theatre.server("a", movie("Fog", year=1980, overview="of a"))
    theatre.server(
        "b",
        replace(movie("Fog", year=1980, overview="of b"), external_ids={"tmdb": "1"}),
        replace(movie("Fog II", year=1980), external_ids={"tmdb": "1"}),
    )
    theatre.sync()
    fog = Item.objects.get()
    foreseen = regrouping.of_split(fog, servers.find_server("b"))
    assert [part.server for part in foreseen.left] == ["b", "b"]
    identities.split(fog, servers.find_server("b"))
    follow()
    fog.refresh_from_db()
    other = Item.objects.exclude(pk=fog.pk).get()
    rows = {(row.field, row.key): row for row in foreseen.rows}
    assert (fog.overview, other.overview) == ("of b", "of a")
    assert rows["overview", ""].left.value == "of b"
    assert rows["overview", ""].right.value == "of a"


def test_a_page_of_yesterday_does_nothing(two: Theatre) -> None:
    browser = client_of(curator())
    heat, cold = Item.objects.get(title="heat"), Item.objects.get(title="cold")
    url = f"{desk.page_of(heat, 'match')}?other={cold.public_id}"
    old = seen(desk.text_of(browser, url))
    locks.edit(cold, [locks.Edit(name="tagline", text="brr")])
    follow()
    said = browser.post(url, old).content.decode()
    assert "Nothing was done" in said
    assert "brr" in said
    assert not IdentityDecision.objects.exists()
    assert "Nothing was done" in browser.post(url).content.decode()
    browser.post(url, seen(said))
    assert IdentityDecision.objects.exists()


def test_what_cannot_be_is_said(two: Theatre) -> None:
    browser = client_of(curator())
    heat = Item.objects.get(title="heat")
    page = desk.page_of(heat, "match")
    for query, words in (
        ("other=movie:nothing", "No title answers to"),
        (f"other={heat.public_id}", "one title"),
        ("server=a", "alone"),
        ("server=b", "has nothing of"),
        ("server=x", "no server named"),
    ):
        for send in (browser.get, browser.post):
            said = send(f"{page}?{query}", follow=True)
            assert words in said.content.decode(), query
    assert not IdentityDecision.objects.exists()


def test_only_who_may(two: Theatre) -> None:
    carl = User.objects.create_user("carl", is_staff=True)
    carl.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    heat = Item.objects.get(title="heat")
    page = desk.page_of(heat, "match")
    browser = client_of(carl)
    assert "Fix match" not in desk.text_of(browser, desk.title_url(heat))
    for url in (
        page,
        f"{page}?other=movie:cold",
        f"{page}?server=a",
        f"/admin/sync/conflict/{Conflict.objects.get().pk}/decide/",
    ):
        assert browser.get(url).status_code == 403
        assert browser.post(url).status_code == 403
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(curator())
    assert checked.post(f"{page}?other=movie:cold").status_code == 403
    assert not IdentityDecision.objects.exists()
