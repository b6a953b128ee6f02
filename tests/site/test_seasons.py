"""Pages of seasons and episodes: what to play next, dates said once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog import viewing
from catalog.models import Item, MediaFile
from catalog.site.addresses import page_of, player_of
from tests.catalog import shelf
from tests.site.pages import text_of

_PLAY = re.compile(r'<a class="btn primary" href="([^"]*)">.*?</svg>([^<]*)</a>')


def _watch(user: User, item: Item, *, done: bool) -> None:
    viewing.keep_progress(
        user=user,
        item=item,
        position_ms=400_000,
        duration_ms=2_700_000,
        at=shelf.NOW,
        finished=done,
    )


@pytest.mark.parametrize(
    ("seen", "begun", "number", "label"),
    [
        ((), (), 1, "Play S1 E1"),
        ((1,), (), 2, "Play S1 E2"),
        ((1,), (3,), 3, "Resume S1 E3"),
        ((1, 2, 3), (), 1, "Watch again from S1 E1"),
    ],
)
def test_a_season_says_what_to_play_next(
    bobs: Client,
    bob: User,
    seen: tuple[int, ...],
    begun: tuple[int, ...],
    number: int,
    label: str,
) -> None:
    show = shelf.show(seasons={1: 3})
    for done in (*seen, *begun):
        _watch(bob, shelf.at(show, 1, done), done=done in seen)
    wanted = shelf.at(show, 1, number)
    found = _PLAY.findall(text_of(bobs, page_of(wanted.parent or show)))
    assert found == [(player_of(wanted), label)]


def test_an_episode_wound_back_to_its_start_shows_no_bar(
    bobs: Client, bob: User
) -> None:
    show = shelf.show(seasons={1: 2})
    for position, bars in ((400_000, 2), (0, 0)):
        viewing.keep_progress(
            user=bob,
            item=shelf.at(show, 1, 1),
            position_ms=position,
            duration_ms=2_700_000,
            at=shelf.NOW,
        )
        # In the head, and in the list of episodes.
        assert text_of(bobs, page_of(show)).count("<progress") == bars


def test_a_season_without_files_says_so(bobs: Client) -> None:
    show = shelf.show(seasons={1: 2})
    MediaFile.objects.all().delete()
    text = text_of(bobs, page_of(shelf.at(show, 1, 1).parent or show))
    assert not _PLAY.findall(text)
    assert "no server has a file of this season" in text


def test_an_episode_says_the_day_or_the_year_and_not_both(bobs: Client) -> None:
    show = shelf.show(seasons={1: 2})
    first, second = shelf.at(show, 1, 1), shelf.at(show, 1, 2)
    for item, day in ((first, "2020-09-04"), (second, None)):
        Item.objects.filter(pk=item.pk).update(year=2020, release_date=day)
    assert "<span>2020</span>" not in text_of(bobs, page_of(first))
    assert "4 September 2020" in text_of(bobs, page_of(first))
    assert "<span>2020</span>" in text_of(bobs, page_of(second))


def test_the_player_waits_with_a_picture_that_is_there(bobs: Client) -> None:
    """Each kind of picture is drawn in widths of its own; a show's stands in."""
    show = shelf.show(seasons={1: 2})
    first, second = shelf.at(show, 1, 1), shelf.at(show, 1, 2)
    shelf.add_picture(show, "backdrop")
    shelf.add_picture(first, "thumbnail")
    for item, of, key, width in (
        (first, first, "thumbnail", 960),
        (second, show, "backdrop", 1280),
    ):
        text = text_of(bobs, reverse("watch", args=["episode", item.public_id]))
        poster = reverse("artwork", args=[of.public_id, key, width])
        assert f'poster="{poster}?v=' in text
