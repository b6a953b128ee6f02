"""What a person goes on with, and the episode after this one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog import viewing
from catalog.continuing import Continued, continue_watching, next_episode
from catalog.models import Item
from tests.catalog import shelf

MINUTE = 60_000


def watch(
    user: User, item: Item, minutes: int = 10, *, ago: int = 0, done: bool = False
) -> None:
    """The person watched the title for so long, so many minutes ago."""
    viewing.keep_progress(
        user=user,
        item=item,
        position_ms=minutes * MINUTE,
        duration_ms=45 * MINUTE,
        at=shelf.minutes_ago(ago),
        finished=done,
    )


def numbers(item: Item | None) -> tuple[int | None, int | None] | None:
    if item is None:
        return None
    return (item.parent.number if item.parent else None, item.number)


def shown(user: User) -> list[tuple[str | None, bool]]:
    return [(str(c.item.title), c.is_next) for c in continue_watching(user)]


def test_the_next_episode_crosses_seasons_and_passes_specials_by(bob: User) -> None:
    show = shelf.show(seasons={2: 2, 0: 2, 1: 2})
    walk = [(1, 1), (1, 2), (2, 1), (2, 2)]
    for here, there in zip(walk, [*walk[1:], None], strict=True):
        assert numbers(next_episode(shelf.at(show, *here), bob)) == there
    assert numbers(next_episode(shelf.at(show, 0, 1), bob)) == (0, 2)
    assert next_episode(shelf.at(show, 0, 2), bob) is None


def test_the_next_episode_is_one_that_can_be_played(bob: User) -> None:
    show = shelf.show(seasons={1: 1, 3: 1})
    season = Item.objects.get(parent=show, number=1)
    shelf.episode(season, 2, file=False)
    shelf.episode(season, 3, available=False)
    assert numbers(next_episode(shelf.at(show, 1, 1), bob)) == (3, 1)
    other = shelf.show("Another", seasons={1: 1})
    assert next_episode(shelf.at(other, 1, 1), bob) is None
    assert next_episode(shelf.movie(), bob) is None
    assert next_episode(other, bob) is None


def test_every_show_counts_once_by_what_was_watched_last(bob: User) -> None:
    show = shelf.show(seasons={1: 3})
    watch(bob, shelf.at(show, 1, 1), ago=90, done=True)
    watch(bob, shelf.at(show, 1, 2), 21, ago=30)
    movie = shelf.movie("Night Ferry")
    watch(bob, movie, 40, ago=5)
    assert shown(bob) == [("Night Ferry", False), ("Part 2", False)]
    assert [c.left_ms for c in continue_watching(bob)] == [5 * MINUTE, 24 * MINUTE]


def test_a_finished_episode_leads_to_the_next_one_not_yet_seen(bob: User) -> None:
    show = shelf.show(seasons={0: 1, 1: 2, 2: 1})
    watch(bob, shelf.at(show, 1, 2), ago=60, done=True)
    watch(bob, shelf.at(show, 1, 1), ago=10, done=True)
    (card,) = continue_watching(bob)
    assert (numbers(card.item), card.is_next, card.position_ms) == ((2, 1), True, 0)
    watch(bob, shelf.at(show, 2, 1), ago=0, done=True)
    assert continue_watching(bob) == []


def test_after_a_special_no_numbered_season_follows(bob: User) -> None:
    show = shelf.show(seasons={0: 2, 1: 1})
    watch(bob, shelf.at(show, 0, 1), ago=9, done=True)
    (card,) = continue_watching(bob)
    assert numbers(card.item) == (0, 2)
    watch(bob, shelf.at(show, 0, 2), ago=8, done=True)
    assert continue_watching(bob) == []


def test_a_season_marked_whole_leads_after_its_last_episode(bob: User) -> None:
    show = shelf.show(seasons={1: 3, 2: 1})
    season = list(Item.objects.filter(parent__parent=show, parent__number=1))
    viewing.mark_watched(user=bob, items=season, at=shelf.NOW)
    (card,) = continue_watching(bob)
    assert numbers(card.item) == (2, 1)
    viewing.mark_unwatched(user=bob, items=season)
    assert continue_watching(bob) == []


def test_marking_as_seen_keeps_the_place_and_asks_for_what_is_watched(
    bob: User,
) -> None:
    movie = shelf.movie()
    watch(bob, movie, 12)
    viewing.mark_watched(user=bob, items=[movie], at=shelf.NOW)
    row = movie.progress.get()
    assert (row.finished, row.position_ms) == (True, 12 * MINUTE)
    with pytest.raises(ValueError, match="Only movies and episodes"):
        viewing.mark_watched(user=bob, items=[shelf.show()], at=shelf.NOW)


def test_what_cannot_be_played_is_not_offered(bob: User) -> None:
    gone = shelf.movie("Gone", available=False)
    bare = shelf.movie("Bare", file=False)
    done = shelf.movie("Done")
    opened = shelf.movie("Opened")
    watch(bob, gone)
    watch(bob, bare)
    watch(bob, done, 45, done=True)
    watch(bob, opened, 0)
    assert continue_watching(bob) == []


def test_a_card_put_aside_comes_back_when_it_is_watched_again(
    alice: User, bob: User
) -> None:
    show = shelf.show(seasons={1: 3})
    first, second = shelf.at(show, 1, 1), shelf.at(show, 1, 2)
    watch(bob, first, ago=20, done=True)
    watch(bob, second, ago=10)
    watch(alice, second, ago=10)
    viewing.put_aside(user=bob, item=second)
    assert continue_watching(bob) == []
    assert len(continue_watching(alice)) == 1
    watch(bob, second, 12)
    assert shown(bob) == [("Part 2", False)]
    movie = shelf.movie()
    watch(bob, movie)
    viewing.put_aside(user=bob, item=movie)
    assert shown(bob) == [("Part 2", False)]


def test_it_costs_the_same_for_many_shows(bob: User) -> None:
    def cost() -> tuple[int, list[Continued]]:
        with CaptureQueriesContext(connection) as asked:
            found = continue_watching(bob)
            for card in found:
                assert card.item.parent is not None
                assert card.item.parent.parent is not None
        return len(asked), found

    for n in range(2):
        watch(bob, shelf.at(shelf.show(f"A{n}", {1: 2}), 1, 1), ago=n, done=True)
    few, _ = cost()
    for n in range(30):
        watch(bob, shelf.at(shelf.show(f"B{n}", {1: 2}), 1, 1), ago=n, done=n % 2 == 0)
    many, found = cost()
    assert len(found) == 20
    assert few == many <= 3
