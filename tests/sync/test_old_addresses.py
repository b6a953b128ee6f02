"""Addresses of titles that became part of others lead to these, generations deep."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client

from accounts.models import User
from catalog.models import Item
from catalog.queries import find_item
from sync import identities, servers, settle
from tests.api import client_of
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show


def merge(one: Item, other: Item) -> None:
    settle.resolve_now(identities.merge(one, other).pk)


def leads(browser: Client, old: str, new: str) -> None:
    """The old address is a permanent way to the new one, question marks and all."""
    answer = browser.get(f"{old}?back=%2F")
    assert (answer.status_code, answer["Location"]) == (301, f"{new}?back=%2F"), old
    # Not for good in a browser's memory: a curator may part them again.
    assert "no-cache" in answer["Cache-Control"]
    assert browser.get(new).status_code == 200


def test_movies(theatre: Theatre, bob: User, alice: User) -> None:
    for server, key in (("a", "one"), ("b", "two"), ("c", "three")):
        theatre.server(server, movie(key))
        theatre.sync(server)
    one, two, three = Item.objects.order_by("pk")
    merge(three, two)
    merge(two, one)
    browser = client_of(bob)
    new = f"/movies/{one.slug}/"
    api = f"/api/v1/movies/{one.public_id}/"
    for old in (two, three):
        leads(browser, f"/movies/{old.slug}/", new)
        leads(browser, f"/movies/{old.public_id}/", new)
        watched = browser.get(f"/watch/movie/{old.public_id}/")
        assert watched.status_code == 301
        assert watched["Location"] == f"/watch/movie/{one.public_id}/"
        assert "no-cache" in watched["Cache-Control"]
        # Apps follow no redirects with tokens: they are told which title it is now.
        answer = browser.get(f"/api/v1/movies/{old.public_id}/")
        assert answer.json()["id"] == str(one.public_id)
        assert answer["Content-Location"].endswith(api)
        why = client_of(alice).get(f"/api/v1/movies/{old.public_id}/provenance/")
        assert why.json()["item"]["id"] == str(one.public_id)
        assert find_item(str(old.public_id)) == one


def test_shows_and_what_is_below_them(theatre: Theatre, bob: User) -> None:
    for server in "abc":
        theatre.server(server, *show(f"tv {server}", (1, 1), (1, 2)))
        theatre.sync(server)
    first, second, third = Item.objects.filter(kind="show").order_by("pk")
    episode = Item.objects.get(parent__parent=third, number=2)
    merge(third, second)
    merge(second, first)
    browser = client_of(bob)
    for old in (second, third):
        for rest in ("", "season/1/", "season/1/episode/2/"):
            leads(browser, f"/shows/{old.slug}/{rest}", f"/shows/{first.slug}/{rest}")
    kept = Item.objects.get(parent__parent=first, number=2)
    watched = browser.get(f"/watch/episode/{episode.public_id}/")
    assert watched["Location"] == f"/watch/episode/{kept.public_id}/"
    answer = browser.get(f"/api/v1/episodes/{episode.public_id}/")
    assert answer.json()["id"] == str(kept.public_id)
    assert find_item(str(episode.public_id)) == kept


def test_the_desk_leads_to_the_title_it_became_part_of(
    theatre: Theatre, alice: User
) -> None:
    for server in "abc":
        theatre.server(server, *show(f"tv {server}", (1, 1)))
        theatre.sync(server)
    first, second, third = Item.objects.filter(kind="show").order_by("pk")
    episode = Item.objects.get(parent__parent=third)
    merge(third, second)
    merge(second, first)
    browser = client_of(alice)
    kept = Item.objects.get(parent__parent=first)
    for old, name, now in (
        (second, "tv b", first),
        (third, "tv c", first),
        (episode, "Part 1", kept),
    ):
        for view in ("change", "edit"):
            said = browser.get(desk.page_of(old, view), follow=True)
            assert said.redirect_chain == [(desk.title_url(now), 302)]
            words = f"\u201c{name}\u201d became part of this title."
            assert words in said.content.decode()
    # What was clicked there was about a title that is no more.
    said = browser.post(desk.page_of(second, "choose"), {"deed": "lock"}, follow=True)
    assert "became part of this title. Nothing was done." in said.content.decode()
    assert "tv a" in said.content.decode()
    # Parted again, it is there itself; and what never was one is not found as before.
    settle.resolve_now(identities.split(first, servers.find_server("b")).pk)
    assert browser.get(desk.title_url(second)).status_code == 200
    nobody = desk.title_url(second).replace(str(second.pk), "987654")
    assert "Perhaps it was deleted" in browser.get(nobody, follow=True).content.decode()
    assert browser.get(f"{nobody}../edit/".replace("change/../", "")).status_code == 404


def test_an_address_is_one_title_s_for_good(theatre: Theatre) -> None:
    theatre.server("a", replace(movie("one"), external_ids={"tmdb": "1"}))
    theatre.sync()
    theatre.server("b", movie("two"))
    theatre.sync()
    one, two = Item.objects.order_by("pk")
    merge(one, two)
    # Its title may change, its address never does; nor does an alias give one away.
    theatre.says("a", replace(movie("one", title="uno"), external_ids={"tmdb": "1"}))
    theatre.server("c", replace(movie("x", title="two"), external_ids={"tmdb": "2"}))
    theatre.server("d", replace(movie("y", title="one"), external_ids={"tmdb": "3"}))
    theatre.sync()
    slugs = dict(Item.objects.values_list("title", "slug"))
    assert slugs == {"uno": "one", "two": "two-2", "one": "one-2"}
