"""The one writer of viewers' rows: progress and watchlists.

Progress belongs to a title, in milliseconds of its running time.  `combine` moves the
rows of a title that becomes part of another, inside finalize's own transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accounts.models import User
from catalog.models import Item, Progress, Watchlist

#: Kinds that are watched; shows and seasons are only ways to them.
WATCHED_KINDS: Final = ("movie", "episode")
#: Kinds a person keeps on a list.
LISTED_KINDS: Final = ("movie", "show")
#: A title counts as finished once this much of it has been seen.
FINISHED_SHARE: Final = 0.95


def keep_progress(
    *,
    user: User,
    item: Item,
    position_ms: int,
    duration_ms: int | None,
    at: datetime,
    finished: bool | None = None,
) -> Progress:
    """Remember how far a person is; the last report wins.

    Without `finished` the share seen decides.  Raises ValueError for a title that is
    not watched itself, or numbers below zero.
    """
    if item.kind not in WATCHED_KINDS:
        raise ValueError("Only movies and episodes are watched.")
    if position_ms < 0 or (duration_ms is not None and duration_ms < 0):
        raise ValueError("Positions and durations are never below zero.")
    if duration_ms is not None:
        position_ms = min(position_ms, duration_ms)
    if finished is None:
        finished = bool(duration_ms) and position_ms >= FINISHED_SHARE * (
            duration_ms or 0
        )
    row = Progress(
        user=user,
        item=item,
        position_ms=position_ms,
        duration_ms=duration_ms,
        finished=finished,
        updated_at=at,
    )
    # One statement: two devices that report at once never meet a missing row.
    Progress.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "item"],
        update_fields=[
            "position_ms",
            "duration_ms",
            "finished",
            "put_aside",
            "updated_at",
        ],
    )
    return row


def forget_progress(*, user: User, item: Item) -> None:
    """Take a title out of a person's continue watching and history."""
    Progress.objects.filter(user=user, item=item).delete()


def mark_watched(*, user: User, items: Sequence[Item], at: datetime) -> None:
    """Say that a person has seen these titles to their end, wherever that was.

    Raises ValueError for a title that is not watched itself.
    """
    if any(item.kind not in WATCHED_KINDS for item in items):
        raise ValueError("Only movies and episodes are watched.")
    Progress.objects.bulk_create(
        [
            Progress(user=user, item=item, finished=True, updated_at=at)
            for item in items
        ],
        update_conflicts=True,
        unique_fields=["user", "item"],
        update_fields=["finished", "updated_at"],
    )


def mark_unwatched(*, user: User, items: Sequence[Item]) -> None:
    """Forget that a person has seen these titles, and how far."""
    Progress.objects.filter(user=user, item__in=items).delete()


def put_aside(*, user: User, item: Item) -> None:
    """Take a movie, or the whole show of an episode, out of continue watching.

    What was seen stays known; watching any of it again brings it back.
    """
    rows = Progress.objects.filter(user=user)
    if item.parent is not None and item.parent.parent_id is not None:
        rows = rows.filter(item__parent__parent=item.parent.parent_id)
    else:
        rows = rows.filter(item=item)
    rows.update(put_aside=True)


def add_to_watchlist(*, user: User, item: Item, at: datetime) -> None:
    """Put a movie or show on a person's list; once is enough.  Raises ValueError."""
    if item.kind not in LISTED_KINDS:
        raise ValueError("Only movies and shows are kept on a list.")
    Watchlist.objects.get_or_create(user=user, item=item, defaults={"added_at": at})


def remove_from_watchlist(*, user: User, item: Item) -> None:
    """Take a title off a person's list; gone is gone, whether or not it was there."""
    Watchlist.objects.filter(user=user, item=item).delete()


def combine(loser: Item, winner: int) -> None:
    """Move viewers' rows to the title that another became part of.

    Where a person has both: the later progress holds, and the earlier place on the
    list.  The caller holds the transaction.
    """
    # What viewers do with either title meanwhile waits for the end of the merge.
    list(
        Item.objects.select_for_update()
        .filter(pk__in=[loser.pk, winner])
        .order_by("pk")
        .values_list("pk")
    )
    kept = {row.user_id: row for row in Progress.objects.filter(item_id=winner)}
    for row in Progress.objects.filter(item=loser):
        other = kept.get(row.user_id)
        if other is not None and other.updated_at >= row.updated_at:
            continue
        if other is not None:
            other.delete()
        Progress.objects.filter(pk=row.pk).update(item_id=winner)
    listed = {row.user_id: row for row in Watchlist.objects.filter(item_id=winner)}
    for entry in Watchlist.objects.filter(item=loser):
        place = listed.get(entry.user_id)
        if place is not None and place.added_at <= entry.added_at:
            continue
        if place is not None:
            place.delete()
        Watchlist.objects.filter(pk=entry.pk).update(item_id=winner)
