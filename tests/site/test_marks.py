"""What a person changes on the site, with and without htmx."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog import viewing
from catalog.continuing import continue_watching
from catalog.models import Item, Progress, Watchlist
from catalog.site.addresses import page_of
from tests.catalog import shelf
from tests.site.pages import text_of


def test_the_list_is_changed_by_a_plain_form(bobs: Client, bob: User) -> None:
    movie = shelf.movie()
    url, page = reverse("keep", args=[movie.public_id]), page_of(movie)
    assert "Add to my list" in text_of(bobs, page)
    for _ in range(2):
        answer = bobs.post(url, {"keep": "yes", "next": f"{page}?x=1"})
        assert (answer.status_code, answer["Location"]) == (303, f"{page}?x=1")
    assert "On my list" in text_of(bobs, page)
    assert "Solar Drift" in text_of(bobs, reverse("watchlist"))
    bobs.post(url, {"keep": "no"})
    assert not Watchlist.objects.filter(user=bob).exists()
    assert "Your list is empty" in text_of(bobs, reverse("watchlist"))


def test_the_list_keeps_what_is_away(bobs: Client, bob: User) -> None:
    movie = shelf.movie("Away for now")
    viewing.add_to_watchlist(user=bob, item=movie, at=shelf.NOW)
    Item.objects.filter(pk=movie.pk).update(available=False)
    text = text_of(bobs, reverse("watchlist"))
    assert "Away for now" not in text
    assert "1 more of your list is not available" in text


def test_a_movie_an_episode_and_a_season_are_marked(bobs: Client, bob: User) -> None:
    movie, show = shelf.movie(), shelf.show(seasons={1: 3})
    season = Item.objects.get(parent=show)
    away = shelf.episode(season, 9, available=False)
    episode = shelf.at(show, 1, 2)
    for item, count in ((movie, 1), (episode, 1), (season, 3)):
        url = reverse("watched", args=[item.kind, item.public_id])
        assert bobs.post(url, {"seen": "yes"})["Location"] == page_of(
            Item.objects.select_related("parent__parent").get(pk=item.pk)
        )
        seen = Progress.objects.filter(user=bob, finished=True)
        assert seen.count() == count
        assert not seen.filter(item=away).exists()
        bobs.post(url, {"seen": "no"})
        assert not Progress.objects.filter(user=bob).exists()
    for url in (
        reverse("watched", args=["show", show.public_id]),
        reverse("watched", args=["nothing", movie.public_id]),
        reverse("watched", args=["movie", episode.public_id]),
    ):
        assert bobs.post(url, {"seen": "yes"}).status_code == 404
    assert not Progress.objects.exists()


def test_a_card_of_continue_watching_is_removed(bobs: Client, bob: User) -> None:
    show = shelf.show(seasons={1: 2})
    episode = shelf.at(show, 1, 1)
    viewing.keep_progress(
        user=bob, item=episode, position_ms=9, duration_ms=99, at=shelf.NOW
    )
    home = reverse("home")
    assert "Continue watching" in text_of(bobs, home)
    answer = bobs.post(reverse("put_aside", args=[episode.public_id]), {"next": home})
    assert answer["Location"] == home
    assert continue_watching(bob) == []
    assert "Continue watching" not in text_of(bobs, home)
    assert Progress.objects.filter(user=bob).exists()


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "x"],
)
def test_the_way_back_stays_here(bobs: Client, there: str) -> None:
    movie = shelf.movie()
    url = reverse("keep", args=[movie.public_id])
    assert bobs.post(url, {"keep": "yes", "next": there})["Location"] == page_of(movie)


def test_nothing_changes_without_a_token_a_person_or_a_title(
    bob: User, bobs: Client
) -> None:
    movie = shelf.movie()
    away = shelf.movie("Away", available=False)
    urls = [
        reverse("keep", args=[movie.public_id]),
        reverse("watched", args=["movie", movie.public_id]),
        reverse("put_aside", args=[movie.public_id]),
    ]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    for url in urls:
        refused = strict.post(url, {"keep": "yes", "seen": "yes"})
        assert refused.status_code == 403
        assert "send that again" in refused.content.decode()
        assert Client().post(url, {"keep": "yes"}).status_code == 302
        assert bobs.get(url).status_code == 405
    for url in urls:
        gone = url.replace(str(movie.public_id), str(away.public_id))
        assert bobs.post(gone, {"keep": "yes", "seen": "yes"}).status_code == 404
    assert not Progress.objects.exists()
    assert not Watchlist.objects.exists()


def test_marks_of_one_person_are_nobody_elses(alices: Client, bob: User) -> None:
    movie = shelf.movie()
    viewing.mark_watched(user=bob, items=[movie], at=shelf.NOW)
    viewing.add_to_watchlist(user=bob, item=movie, at=shelf.NOW)
    text = text_of(alices, page_of(movie))
    assert "Mark as watched" in text
    assert "Add to my list" in text
