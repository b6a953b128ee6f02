"""The one writer of viewers' rows: progress and watchlists.

Progress belongs to a title, in milliseconds of its running time.  `combine` moves the
rows of a title that becomes part of another, `part` parts them again, inside finalize's
own transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accounts.models import User
from catalog.models import Alias, FormerViewing, Item, Progress, Watchlist

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


def combine(loser: Item, winner: int, alias: Alias) -> None:
    """Move viewers' rows to the title that another became part of.

    Where a person has both: the later progress holds, and the earlier place on the
    list.  What each title had is kept with the alias.  The caller holds the
    transaction.
    """
    # What viewers do with either title meanwhile waits for the end of the merge.
    list(
        Item.objects.select_for_update()
        .filter(pk__in=[loser.pk, winner])
        .order_by("pk")
        .values_list("pk")
    )
    theirs, ours = _viewing_of(loser.pk), _viewing_of(winner)
    FormerViewing.objects.bulk_create(
        _former(alias, user, rows[user], survivor=survivor)
        for rows, survivor in ((theirs, False), (ours, True))
        for user in sorted(theirs)
        if user in rows
    )
    for user, (progress, place) in sorted(theirs.items()):
        held, listed = ours.get(user, _NOTHING)
        if progress and not (held and held.updated_at >= progress.updated_at):
            if held:
                held.delete()
            Progress.objects.filter(pk=progress.pk).update(item_id=winner)
        if place and not (listed and listed.added_at <= place.added_at):
            if listed:
                listed.delete()
            Watchlist.objects.filter(pk=place.pk).update(item_id=winner)


def part(alias: Alias, item: Item) -> None:
    """Give a title that wakes what viewers did with it before it was an alias.

    What they did while the two were one counts for both; what they took back then is
    gone from both.  The caller holds the transaction.
    """
    survivor, since = alias.item_id, alias.created_at
    now = _viewing_of(survivor)
    before: dict[tuple[int, bool], FormerViewing] = {
        (row.user_id, row.survivor): row
        for row in FormerViewing.objects.filter(alias=alias)
    }
    # Titles further in became part of another one first: their rows are that one's.
    is_direct = alias.into == survivor
    for user, (progress, place) in sorted(now.items()):
        own, others = before.get((user, False)), before.get((user, True))
        if progress and progress.updated_at > since:
            _copy(progress, item)
        elif progress and own and own.updated_at:
            _progress_again(own, item, put_aside=progress.put_aside)
            if is_direct:
                progress.delete()
                if others:
                    _progress_again(others, survivor, put_aside=progress.put_aside)
        if place and place.added_at > since:
            _copy(place, item)
        elif place and own and own.added_at:
            Watchlist.objects.create(user_id=user, item=item, added_at=own.added_at)
            if is_direct:
                place.delete()
                if others and others.added_at:
                    Watchlist.objects.create(
                        user_id=user, item_id=survivor, added_at=others.added_at
                    )


_Rows = tuple[Progress | None, Watchlist | None]
_NOTHING: Final[_Rows] = (None, None)


def _viewing_of(item: int) -> dict[int, _Rows]:
    """What people did with a title, by person."""
    found: dict[int, _Rows] = {
        row.user_id: (row, None) for row in Progress.objects.filter(item_id=item)
    }
    for place in Watchlist.objects.filter(item_id=item):
        found[place.user_id] = (found.get(place.user_id, _NOTHING)[0], place)
    return found


def _former(alias: Alias, user: int, rows: _Rows, *, survivor: bool) -> FormerViewing:
    progress, place = rows
    kept = FormerViewing(alias=alias, user_id=user, survivor=survivor)
    if progress is not None:
        kept.position_ms, kept.duration_ms = progress.position_ms, progress.duration_ms
        kept.finished, kept.put_aside = progress.finished, progress.put_aside
        kept.updated_at = progress.updated_at
    if place is not None:
        kept.added_at = place.added_at
    return kept


def _progress_again(kept: FormerViewing, item: Item | int, *, put_aside: bool) -> None:
    if kept.updated_at is None:
        return
    Progress.objects.create(
        user_id=kept.user_id,
        item_id=item if isinstance(item, int) else item.pk,
        position_ms=kept.position_ms,
        duration_ms=kept.duration_ms,
        finished=kept.finished,
        put_aside=kept.put_aside or put_aside,
        updated_at=kept.updated_at,
    )


def _copy(row: Progress | Watchlist, item: Item) -> None:
    row.pk, row.item = None, item
    row.save(force_insert=True)
