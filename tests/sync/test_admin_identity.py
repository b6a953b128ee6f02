"""Merging, splitting and deciding conflicts at the desk: told first, then done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from catalog.models import Item
from sync import settle
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


def test_a_conflict_is_decided(two: Theatre) -> None:
    browser = client_of(curator())
    number = Conflict.objects.get().pk
    url = f"/admin/sync/conflict/{number}/decide/"
    assert url in desk.text_of(browser, "/admin/sync/conflict/")
    told = desk.text_of(browser, url)
    assert "heat" in told
    assert "tmdb:1" in told
    assert Conflict.objects.exists()
    said = browser.post(url, {"decision": "keep"}, follow=True)
    assert "merge or keep-apart" in said.content.decode()
    said = browser.post(url, {"decision": "merge"}, follow=True)
    assert "Decided." in said.content.decode()
    follow()
    assert Item.objects.count() == 1
    assert browser.get(url).status_code == 404


def test_merged_and_split(two: Theatre) -> None:
    cora = curator()
    browser = client_of(cora)
    heat = Item.objects.get(title="heat")
    page = f"/admin/catalog/movie/{heat.pk}"
    url = f"{page}/merge/?other=movie:cold%20(2003)"
    assert "Merge them" in desk.text_of(browser, f"{page}/merge/", other="movie:cold")
    assert not IdentityDecision.objects.exists()
    browser.post(url)
    follow()
    assert Item.objects.get() == heat
    assert IdentityDecision.objects.get().by == cora
    told = desk.text_of(browser, f"{page}/change/")
    assert "merge by cora" in told
    assert f"{page}/split/?server=b" in told
    assert "Split it off" in desk.text_of(browser, f"{page}/split/", server="b")
    browser.post(f"{page}/split/?server=b")
    follow()
    assert Item.objects.count() == 2


def test_what_cannot_be_is_said(two: Theatre) -> None:
    browser = client_of(curator())
    heat = Item.objects.get(title="heat")
    page = f"/admin/catalog/movie/{heat.pk}"
    for address, words in (
        ("merge/?other=movie:nothing", "No title answers to"),
        (f"merge/?other={heat.public_id}", "one title"),
        ("split/?server=a", "alone"),
        ("split/?server=b", "has nothing of"),
        ("split/?server=x", "no server named"),
    ):
        for send in (browser.get, browser.post):
            said = send(f"{page}/{address}", follow=True)
            assert words in said.content.decode(), address
    assert not IdentityDecision.objects.exists()


def test_only_who_may(two: Theatre) -> None:
    carl = User.objects.create_user("carl", is_staff=True)
    carl.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    heat = Item.objects.get(title="heat")
    page = f"/admin/catalog/movie/{heat.pk}"
    browser = client_of(carl)
    assert "Split off" not in desk.text_of(browser, f"{page}/change/")
    for url in (
        f"{page}/merge/?other=movie:cold",
        f"{page}/split/?server=a",
        f"/admin/sync/conflict/{Conflict.objects.get().pk}/decide/",
    ):
        assert browser.get(url).status_code == 403
        assert browser.post(url).status_code == 403
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(curator())
    assert checked.post(f"{page}/merge/?other=movie:cold").status_code == 403
    assert not IdentityDecision.objects.exists()
