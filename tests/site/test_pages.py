"""Every page of the site: who may see it, what it must hold, what it never holds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog import viewing
from catalog.models import Item
from catalog.site.addresses import page_of
from tests.catalog import shelf
from tests.site.pages import text_of

LISTS = ("home", "movies", "shows", "search", "watchlist")
EVIL = '<script>alert("x")</script>'
ODD = [
    EVIL,
    "\u202egnirts desrever\u2066",
    "W" * 500,
    "🎬👩‍👩‍👧‍👦" * 60,
    "   ",
    "",
    None,
    "{{ user }}{% csrf_token %}",
]
_TAGS = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>")
_ADDRESS = re.compile(r"\b(?:src|href|action|srcset|hx-get|hx-post)=\"([^\"]*)\"")


def _stage(user: User) -> list[str]:
    """A small catalog, something of everything; the addresses of its pages."""
    movie = shelf.movie(
        genres=["Drama", "Science fiction"],
        overview="A pilot follows a lighthouse keeper's log.",
        content_rating="PG-13",
        resolution_label="4K",
        hdr=["dolby_vision", "hdr10"],
        audio_tracks=[{"channels": 6, "language": "de"}],
        runtime_ms=6_060_000,
        cast=[{"name": "Ada Lund", "character": "Pilot"}],
        crew=[{"name": "Ole Vik", "job": "Director"}],
    )
    show = shelf.show(seasons={0: 1, 1: 3, 2: 2}, genres=["Drama"])
    shelf.show("Bare", None)
    shelf.movie("No file", file=False, genres=["Drama"])
    for item in (movie, show):
        viewing.add_to_watchlist(user=user, item=item, at=shelf.NOW)
    for here, done in (((1, 1), True), ((1, 2), False)):
        viewing.keep_progress(
            user=user,
            item=shelf.at(show, *here),
            position_ms=1_260_000,
            duration_ms=2_700_000,
            at=shelf.minutes_ago(10 * here[1]),
            finished=done,
        )
    return all_urls()


def all_urls() -> list[str]:
    items = Item.objects.select_related("parent__parent")
    return [reverse(name) for name in LISTS] + [page_of(item) for item in items]


def test_every_page_answers_and_is_a_page_of_ours_alone(
    bobs: Client, bob: User, alices: Client, alice: User
) -> None:
    for user, client in ((bob, bobs), (alice, alices)):
        for url in _stage(user):
            text = text_of(client, url)
            assert not _TAGS.search(text), url
            assert " style=" not in text, url
            assert "<style" not in text, url
            assert not re.search(r"\son\w+=", text), url
            assert "hx-on" not in text, url
            for address in _ADDRESS.findall(text):
                assert re.match(r"(/(?!/)|\?|#|data:image/)", address), (url, address)
            assert text.count("<h1") == 1, url
            assert len(re.findall(r'\sid="(main)"', text)) == 1, url


def test_strangers_are_sent_to_log_in(bob: User) -> None:
    for url in _stage(bob):
        answer = Client().get(url)
        assert answer.status_code == 302, url
        assert "login" in answer["Location"], url


def test_a_movie_shows_what_is_known_of_it(bobs: Client, bob: User) -> None:
    _stage(bob)
    text = text_of(bobs, page_of(Item.objects.get(title="Solar Drift")))
    for said in (
        "Solar Drift",
        "2021",
        "1 h 41 min",
        "PG-13",
        "4K",
        "Dolby Vision",
        "HDR10",
        "5.1",
        "German",
        "Ada Lund",
        "Pilot",
        "Ole Vik",
        "/movies/?genre=Science+fiction",
        "On my list",
        "Mark as watched",
        "/watch/movie/",
    ):
        assert said in text, said
    assert "Open in the desk" not in text


def test_a_curator_finds_the_way_to_the_desk(alices: Client, alice: User) -> None:
    movie = shelf.movie()
    text = text_of(alices, page_of(movie))
    assert reverse("admin:catalog_movie_change", args=[movie.pk]) in text
    assert reverse("admin:index") in text


def test_a_title_without_a_file_says_so(bobs: Client) -> None:
    movie = shelf.movie("Soon", file=False)
    text = text_of(bobs, page_of(movie))
    assert "Nothing to play yet" in text
    assert "/watch/" not in text
    show = shelf.show("Soon too", {1: 0})
    text = text_of(bobs, page_of(show))
    assert "Nothing to play yet" in text
    season = shelf.season(show, 3)
    shelf.episode(season, 1, file=False)
    assert "Nothing to play yet" in text_of(bobs, page_of(season))


def test_a_show_opens_the_season_to_go_on_with(bobs: Client, bob: User) -> None:
    show = shelf.show(seasons={0: 1, 1: 2, 2: 2})
    assert "Play S1 E1" in text_of(bobs, page_of(show))
    viewing.keep_progress(
        user=bob,
        item=shelf.at(show, 1, 2),
        position_ms=0,
        duration_ms=None,
        at=shelf.NOW,
        finished=True,
    )
    text = text_of(bobs, page_of(show))
    assert "Play S2 E1" in text
    assert page_of(shelf.at(show, 2, 2)) in text
    assert page_of(shelf.at(show, 1, 2)) not in text
    chosen = text_of(bobs, page_of(show), season="0")
    assert page_of(shelf.at(show, 0, 1)) in chosen
    for odd in ("9", "x", "²", "9" * 30, "-1", "\x00"):
        assert "Play S2 E1" in text_of(bobs, page_of(show), season=odd)


@pytest.mark.parametrize("title", ODD)
def test_any_title_is_shown_safely(
    bobs: Client, bob: User, alices: Client, title: str | None
) -> None:
    more: dict[str, Any] = {
        "overview": title,
        "tagline": title,
        "original_title": title,
    }
    genres: dict[str, Any] = {
        "genres": [title] if title else None,
        "content_rating": title,
    }
    people: dict[str, Any] = {
        "cast": [{"name": title, "character": title}],
        "crew": [{"name": title, "job": "Director"}],
    }
    movie = shelf.movie(title, **more, **genres, **people)
    show = shelf.show(title, **more, **genres)
    season = shelf.season(show, 1, title=title)
    episode = shelf.episode(season, 1, title=title, overview=title)
    viewing.keep_progress(
        user=bob, item=episode, position_ms=5, duration_ms=9, at=shelf.NOW
    )
    viewing.add_to_watchlist(user=bob, item=movie, at=shelf.NOW)
    for url in all_urls():
        for client in (bobs, alices):
            text = text_of(client, url)
            assert "<script>alert" not in text
            assert "csrfmiddlewaretoken{% " not in text
            assert not _TAGS.search(text)
    if not (title or "").strip():
        assert "Untitled" in text_of(bobs, page_of(movie))
        assert "Episode 1" in text_of(bobs, page_of(episode))


def test_an_empty_catalog_tells_each_what_to_do(bobs: Client, alices: Client) -> None:
    home = reverse("home")
    viewers, owners = text_of(bobs, home), text_of(alices, home)
    assert "No titles yet" in viewers
    assert "Look in again" in viewers
    assert reverse("admin:catalog_server_add") not in viewers
    assert reverse("admin:catalog_server_add") in owners
    for name in LISTS:
        text_of(bobs, reverse(name))


def test_what_is_not_available_is_told_kindly(bobs: Client, alices: Client) -> None:
    movie = shelf.movie("Away", available=False)
    show = shelf.show("Gone", {1: 1}, available=False)
    season = Item.objects.get(parent=show)
    season.parent = show
    desk = reverse("admin:catalog_movie_change", args=[movie.pk])
    viewers = text_of(bobs, page_of(movie), status=404)
    assert "Not available right now" in viewers
    assert desk not in viewers
    assert desk in text_of(alices, page_of(movie), status=404)
    for url in (page_of(show), page_of(season)):
        assert "Not available right now" in text_of(bobs, url, status=404)
    assert "Away" not in text_of(bobs, reverse("movies"))
    assert "Nothing found" in text_of(bobs, reverse("search"), q="Away")


@pytest.mark.parametrize(
    "url",
    [
        "/movies/nothing/",
        "/shows/nothing/",
        "/shows/nothing/season/1/",
        "/shows/known/season/9/",
        f"/shows/known/season/{'9' * 40}/",
        "/shows/known/season/1/episode/9/",
        f"/shows/known/season/1/episode/{'9' * 40}/",
        "/movies/00000000-0000-7000-8000-000000000000/",
        "/movies/%00/",
        "/nothing/at/all/",
    ],
)
def test_an_address_of_nothing_leads_on(bobs: Client, url: str) -> None:
    shelf.show("Known", {1: 1}, slug="known")
    text = text_of(bobs, url, status=404)
    assert "This page is not here" in text
    assert reverse("home") in text
