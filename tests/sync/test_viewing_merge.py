"""Viewers' rows follow their title when it becomes part of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from accounts.models import User
from catalog import viewing
from catalog.models import Item, Progress, Watchlist
from tests.sync.scripted import Theatre, movie

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def watch(user: User, item: Item, position_ms: int, at: datetime) -> None:
    viewing.keep_progress(
        user=user, item=item, position_ms=position_ms, duration_ms=None, at=at
    )


def test_a_merge_moves_and_combines_what_viewers_did(
    theatre: Theatre, alice: User, bob: User
) -> None:
    one = replace(movie("one"), external_ids={"tmdb": "1"})
    two = replace(movie("two", year=1999), external_ids={"imdb": "tt1"})
    theatre.server("a", one)
    theatre.server("b", two)
    theatre.sync()
    elder, younger = Item.objects.order_by("pk")
    # Bob saw both, the younger later; Alice only the younger; Carol the elder later.
    carol = User.objects.create_user("carol")
    watch(bob, elder, 1, NOON)
    watch(bob, younger, 2, NOON + HOUR)
    watch(alice, younger, 3, NOON)
    watch(carol, elder, 4, NOON + HOUR)
    watch(carol, younger, 5, NOON)
    viewing.add_to_watchlist(user=bob, item=elder, at=NOON + HOUR)
    viewing.add_to_watchlist(user=bob, item=younger, at=NOON)
    viewing.add_to_watchlist(user=alice, item=younger, at=NOON)
    both = replace(two, external_ids={"imdb": "tt1", "tmdb": "1"})
    theatre.says("b", both)
    theatre.sync()
    kept = Item.objects.get()
    assert kept.pk == elder.pk
    rows = Progress.objects.values_list("user__username", "item", "position_ms")
    assert set(rows) == {
        ("alice", kept.pk, 3),
        ("bob", kept.pk, 2),
        ("carol", kept.pk, 4),
    }
    listed = Watchlist.objects.values_list("user__username", "item", "added_at")
    assert set(listed) == {("alice", kept.pk, NOON), ("bob", kept.pk, NOON)}
