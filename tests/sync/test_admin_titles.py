"""A title's page: each value with source and reason, the others' offers, its place."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Item
from sync import servers
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def plain(html: str) -> str:
    """The words of a page, without its buttons."""
    html = re.sub(r"<(button|a class=\"button)[^>]*>.*?</(button|a)>", " ", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_each_value_has_its_source_its_reason_and_the_other_offers(
    alices: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Film", year=2020, overview="from alpha"))
    theatre.server("beta", movie("Film", year=2020, overview="from beta", tagline="x"))
    run = theatre.sync()
    page = plain(desk.text_of(alices, desk.title_url(Item.objects.get(title="Film"))))
    assert "Overview from alpha beta from beta alpha best priority since" in page
    assert "Year 2020 alpha best priority; same from beta since" in page
    assert "Tagline x beta no other server has it since" in page
    assert f"run {run.pk}" in page
    assert "http://files.example/Film/0.mp4" in page
    assert "what you change is locked" in page
    assert "Nobody has" in page
    assert "All that was said: alpha , beta" in page


def test_an_unavailable_title_says_what_that_means(
    alices: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Film", overview="kept"), movie("Other"))
    theatre.sync()
    theatre.says("alpha", movie("Other"))
    theatre.sync()
    page = plain(desk.text_of(alices, desk.title_url(Item.objects.get(title="Film"))))
    assert "No enabled server lists this title" in page
    assert "kept" in page
    listed = plain(desk.text_of(alices, "/admin/catalog/movie/", available="no"))
    assert "Film" in listed
    assert "Other" not in listed


def test_a_stale_offer_says_so(alices: Client, theatre: Theatre) -> None:
    desk.fill(theatre)
    page = plain(
        desk.text_of(alices, desk.title_url(Item.objects.get(title="Movie 1")))
    )
    assert "beta stale beta says 1" in page


def test_a_removed_server_keeps_its_name_and_gives_its_place(
    alices: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Film", overview="from alpha"))
    theatre.sync()
    server = servers.find_server("alpha")
    servers.remove_server(server)
    page = plain(desk.text_of(alices, desk.title_url(Item.objects.get(title="Film"))))
    assert "from alpha alpha" in page


def test_shows_seasons_and_episodes_lead_to_each_other(
    alices: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", *show("Saga", (0, 1), (1, 1), (1, 2)))
    theatre.sync()
    saga = Item.objects.get(kind="show")
    season = Item.objects.get(kind="season", number=1)
    episode = Item.objects.get(kind="episode", parent=season, number=2)
    top = desk.text_of(alices, desk.title_url(saga))
    assert "Specials" in plain(top)
    assert "Season 1 2 episodes" in plain(top)
    assert desk.title_url(season) in top
    middle = desk.text_of(alices, desk.title_url(season))
    assert desk.title_url(saga) in middle
    assert desk.title_url(episode) in middle
    bottom = desk.text_of(alices, desk.title_url(episode))
    assert desk.title_url(saga) in bottom
    assert desk.title_url(season) in bottom
    listed = plain(desk.text_of(alices, "/admin/catalog/season/"))
    assert "Specials" in listed


def test_a_conflict_stands_on_both_pages(alices: Client, theatre: Theatre) -> None:
    desk.fill(theatre)
    for name, other in (("Twin A", "Twin B"), ("Twin B", "Twin A")):
        item = Item.objects.get(title=name)
        page = plain(desk.text_of(alices, desk.title_url(item)))
        assert f"In conflict with {other}" in page
    listed = desk.text_of(alices, "/admin/sync/conflict/")
    for name in ("Twin A", "Twin B"):
        assert desk.title_url(Item.objects.get(title=name)) in listed


def test_a_failed_scan_shows_its_code_and_sentence(
    alices: Client, theatre: Theatre
) -> None:
    desk.fill(theatre)
    page = plain(desk.text_of(alices, "/admin/sync/scan/", state__exact="failed"))
    assert "It went silent" in page
    listed = plain(desk.text_of(alices, "/admin/catalog/server/"))
    assert "no good answer since" in listed
    assert "It went silent" in listed


def test_a_long_run_shows_some_changes_and_leads_to_the_rest(
    alices: Client, theatre: Theatre
) -> None:
    desk.fill(theatre, movies=130)
    run = theatre.sync("alpha")
    first = f"/admin/sync/run/{run.pk - 2}/change/"
    text = desk.text_of(alices, first)
    more = f"/admin/catalog/fieldchange/?run={run.pk - 2}"
    assert more in text
    assert "title created" in plain(desk.text_of(alices, more))
