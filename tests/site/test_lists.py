"""Lists of movies and shows: filters, sorting, pages that go on, odd addresses."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from catalog import viewing
from catalog.models import Alias
from catalog.public_id import new_public_id
from catalog.site.addresses import page_of
from tests.catalog import shelf
from tests.site.pages import part_of, text_of

MOVIES = "/movies/"
_NAME = re.compile(r'<a class="name"[^>]*><bdi>([^<]*)</bdi>')
_MORE = re.compile(r'<li class="more"><a class="btn" href="([^"]*)"')


def names(text: str) -> list[str]:
    return [html.unescape(name) for name in _NAME.findall(text)]


def _three() -> None:
    shelf.movie(
        "banana",
        year=1999,
        rating=5.0,
        genres=["Drama"],
        resolution_label="1080p",
        hdr=["sdr"],
        created_at=shelf.NOW - timedelta(days=1),
    )
    shelf.movie(
        "Apple & Sons",
        year=2001,
        rating=8.5,
        genres=["Drama", "Comedy"],
        resolution_label="4K",
        hdr=["dolby_vision", "hdr10"],
    )
    shelf.movie("Cherry", year=None, created_at=shelf.NOW - timedelta(days=2))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "Apple & Sons|banana|Cherry"),
        ({"sort": "title"}, "Apple & Sons|banana|Cherry"),
        ({"sort": "year"}, "Apple & Sons|banana|Cherry"),
        ({"sort": "rating"}, "Apple & Sons|banana|Cherry"),
        ({"sort": "nonsense"}, "Apple & Sons|banana|Cherry"),
        ({"genre": "Comedy"}, "Apple & Sons"),
        ({"genre": "com"}, ""),
        ({"genre": "\x00'\"%_"}, ""),
        ({"genre": "x" * 5000}, ""),
        ({"decade": "1990"}, "banana"),
        ({"decade": "²"}, "Apple & Sons|banana|Cherry"),
        ({"decade": "9" * 40}, "Apple & Sons|banana|Cherry"),
        ({"year": "2001"}, "Apple & Sons"),
        ({"picture": "4k"}, "Apple & Sons"),
        ({"picture": "hdr"}, "Apple & Sons"),
        ({"picture": "dolby-vision"}, "Apple & Sons"),
        ({"picture": "8mm"}, "Apple & Sons|banana|Cherry"),
        ({"after": "made-up"}, "Apple & Sons|banana|Cherry"),
        ({"after": "\x00"}, "Apple & Sons|banana|Cherry"),
    ],
)
def test_a_list_is_what_its_address_says(
    bobs: Client, query: dict[str, str], expected: str
) -> None:
    _three()
    found = names(text_of(bobs, f"{MOVIES}?{urlencode(query)}"))
    assert "|".join(found) == expected


def test_each_sorting_is_its_own(bobs: Client) -> None:
    shelf.movie("b", sort_title="a", year=1990, rating=1.0)
    shelf.movie("A", sort_title=None, year=2000, rating=None)
    shelf.movie("c", year=None, rating=9.0)
    orders = {"title": "b|A|c", "year": "A|b|c", "rating": "c|b|A"}
    for sort, expected in orders.items():
        found = names(text_of(bobs, MOVIES, sort=sort))
        if sort == "title":
            # "a" and "A" are one place in the alphabet; the older row comes first.
            assert "|".join(found) == expected
        assert "|".join(found) == expected


def test_not_watched_yet_is_each_persons_own(
    bobs: Client, bob: User, alices: Client
) -> None:
    done, begun = shelf.movie("Done"), shelf.movie("Begun")
    shelf.movie("New")
    show = shelf.show("Begun show", {1: 2})
    shelf.show("New show", {1: 1})
    viewing.mark_watched(user=bob, items=[done], at=shelf.NOW)
    for item in (begun, shelf.at(show, 1, 1)):
        viewing.keep_progress(
            user=bob, item=item, position_ms=5, duration_ms=99, at=shelf.NOW
        )
    assert set(names(text_of(bobs, MOVIES, unwatched="1"))) == {"Begun", "New"}
    assert names(text_of(bobs, "/shows/", unwatched="1")) == ["New show"]
    assert len(names(text_of(alices, MOVIES, unwatched="1"))) == 3


def test_a_list_goes_on_by_link_and_by_htmx(bobs: Client) -> None:
    shelf.many_movies(80)
    for read in (text_of, part_of):
        url, found = f"{MOVIES}?sort=title&genre=Genre 1", []
        while url:
            text = read(bobs, url)
            found += names(text)
            more = _MORE.search(text)
            url = html.unescape(more[1]) if more else ""
            assert "<html" not in text or read is text_of
        expected = [f"Movie {n:05}" for n in range(80) if 1 in (n % 12, n % 7)]
        assert found == expected


def test_a_filter_answers_htmx_with_the_results_and_their_address(
    bobs: Client,
) -> None:
    _three()
    query = {"genre": "Comedy", "decade": "", "sort": "added", "picture": ""}
    answer = bobs.get(MOVIES, query, headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/movies/?genre=Comedy"
    assert "HX-Request" in answer["Vary"]
    assert "<html" not in answer.content.decode()
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in bobs.get(MOVIES, query, headers=restored).content.decode()


def test_a_list_with_nothing_in_it_says_why(bobs: Client) -> None:
    assert "No movies yet" in text_of(bobs, MOVIES)
    shelf.movie()
    assert "Nothing matches" in text_of(bobs, MOVIES, genre="Opera")


def test_menus_hold_what_there_is(bobs: Client) -> None:
    _three()
    text = text_of(bobs, MOVIES, decade="1990")
    assert '<option value="Comedy">' in text
    assert '<option value="1990" selected>1990s</option>' in text
    assert '<option value="2000">2000s</option>' in text
    assert '<option value="2010">' not in text
    assert "Picture" not in text_of(bobs, "/shows/")


def test_old_addresses_lead_on_for_ever(bobs: Client) -> None:
    movie = shelf.movie(slug="new-name")
    show = shelf.show(seasons={1: 2}, slug="new-show")
    old = new_public_id()
    for kind, item in (("movie", movie), ("show", show)):
        Alias.objects.create(
            public_id=old if kind == "movie" else new_public_id(),
            item=item,
            slug=f"old-{kind}",
            kind=kind,
            created_at=shelf.NOW,
        )
    leads = {
        "/movies/old-movie/": "/movies/new-name/",
        f"/movies/{old}/": "/movies/new-name/",
        f"/movies/{movie.public_id}/": "/movies/new-name/",
        "/shows/old-show/?season=1": "/shows/new-show/?season=1",
        "/shows/old-show/season/1/episode/2/": "/shows/new-show/season/1/episode/2/",
    }
    for before, after in leads.items():
        answer = bobs.get(before)
        assert (answer.status_code, answer["Location"]) == (301, after)
    assert bobs.get("/shows/old-movie/").status_code == 404


def test_search_groups_what_it_finds(bobs: Client) -> None:
    shelf.movie("Harbor Night")
    show = shelf.show("Harbor Lights", {1: 1})
    episode = shelf.at(show, 1, 1)
    type(episode).objects.filter(pk=episode.pk).update(title="The harbor burns")
    url = reverse("search")
    text = text_of(bobs, url, q="  HARBOR ")
    assert names(text) == ["Harbor Night", "Harbor Lights", "The harbor burns"]
    assert page_of(episode) in text
    assert "S1 E1 · Harbor Lights" in text
    answer = bobs.get(url, {"q": "harbor"}, headers={"HX-Request": "true"})
    assert answer["HX-Replace-Url"] == "/search/?q=harbor"
    assert "<html" not in answer.content.decode()
    assert "New here" in text_of(bobs, url)
    assert "One more letter" in text_of(bobs, url, q="h")


@pytest.mark.parametrize(
    "odd",
    [
        "x" * 100_00,
        "a " * 3000,
        "%%%___",
        "\x00\x1f\u202e",
        "<b>'\"&",
        "🎬🎬",
        "' OR 1=1 --",
        "\\\\",
    ],
)
def test_any_search_is_answered(bobs: Client, odd: str) -> None:
    shelf.movie()
    text = text_of(bobs, reverse("search"), q=odd)
    assert "<b>'" not in text
    assert len(text) < 40_000


def test_a_choice_that_fits_nothing_is_still_said(bobs: Client) -> None:
    _three()
    text = text_of(bobs, MOVIES, decade="1950")
    assert "Nothing matches" in text
    assert '<option value="1950" selected>1950s</option>' in text
    assert "1950s" not in text_of(bobs, MOVIES)
