"""Where a person goes on watching: what is unfinished, and what comes next.

Every show counts once, by what was watched last in it.  Specials (season 0) follow
one another and never stand between numbered seasons.  What is not available, or has
no file, is never offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.lookups import GreaterThan

from accounts.models import User
from catalog.models import Item, MediaFile, Progress

#: How many cards a person is shown at most.
MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """One card of continue watching: what to play, from where.

    `position_ms` is 0 for an episode that comes next and was not begun.
    """

    item: Item
    position_ms: int
    duration_ms: int | None
    watched_at: datetime

    @property
    def is_next(self) -> bool:
        """Whether this is the episode after a finished one."""
        return self.position_ms == 0

    @property
    def left_ms(self) -> int | None:
        """What is still to be seen, where the length is known."""
        length = self.duration_ms or self.item.duration_ms or self.item.runtime_ms
        return max(length - self.position_ms, 0) if length else None


def next_episode(item: Item, user: User) -> Item | None:
    """The episode after this one that `user` may play, finished before or not.

    None after the last one, after the last special, and for what is no episode.
    """
    if item.kind != Item.Kind.EPISODE or item.parent is None:
        return None
    return (
        _episodes_after(
            show=item.parent.parent_id,
            season=Value(item.parent.number),
            number=Value(item.number),
        )
        .select_related("parent__parent")
        .first()
    )


def _episodes_after(
    *, show: int | OuterRef | None, season: Value | OuterRef, number: Value | OuterRef
) -> QuerySet[Item]:
    """Playable episodes of the show after this number, in order.

    The numbers may be those of an outer query.
    """
    later = Q(parent__number__gt=season) & Q(GreaterThan(season, 0))
    return (
        playable(episodes_of_show(show))
        .filter(Q(parent__number=season, number__gt=number) | later)
        .order_by("parent__number", "number")
    )


def episodes_of_show(show: int | OuterRef | None) -> QuerySet[Item]:
    """All episodes of a show.

    Found from the show downwards: only episodes have a title two steps above them, and
    asked for by kind, SQLite would walk through all episodes there are.
    """
    return Item.objects.filter(parent__parent=show)


def playable(titles: QuerySet[Item]) -> QuerySet[Item]:
    """Those a viewer can play: available, with a file."""
    return titles.filter(
        Exists(MediaFile.objects.filter(item=OuterRef("pk"))), available=True
    )


def continue_watching(user: User, *, most: int = MOST) -> list[Continued]:
    """What the person goes on with, the latest first; in three queries."""
    rows = _latest_of_each(user, most)
    following = _following(user, [row.pk for row in rows if row.finished])
    wanted = {row.pk: following.get(row.pk, row.item_id) for row in rows}
    items = {
        item.pk: item
        for item in playable(
            Item.objects.filter(pk__in=wanted.values())
        ).select_related("parent__parent")
    }
    found = []
    for row in rows:
        item = items.get(wanted[row.pk])
        if item is None or (row.finished and row.pk not in following):
            continue
        found.append(
            Continued(
                item=item,
                position_ms=0 if row.finished else row.position_ms,
                duration_ms=None if row.finished else row.duration_ms,
                watched_at=row.updated_at,
            )
        )
    return found


def _latest_of_each(user: User, most: int) -> list[Progress]:
    """The latest progress of every movie and show that may go on.

    Reads the person's own rows alone: the cost follows their history, not the catalog.
    """
    return list(
        Progress.objects.filter(user=user)
        .annotate(
            of=Coalesce("item__parent__parent", "item"),
            place=Window(
                RowNumber(),
                partition_by=[F("of")],
                order_by=[
                    F("updated_at").desc(),
                    F("item__parent__number").desc(),
                    F("item__number").desc(),
                ],
            ),
        )
        .filter(place=1, put_aside=False)
        .filter(
            Q(finished=False, position_ms__gt=0)
            | Q(finished=True, item__kind=Item.Kind.EPISODE)
        )
        .order_by("-updated_at", "-pk")[:most]
    )


def _following(user: User, rows: list[int]) -> dict[int, int]:
    """For finished episodes: the next one the person has not finished, by row."""
    seen = Progress.objects.filter(user=user, finished=True, item=OuterRef("pk"))
    after = _episodes_after(
        show=OuterRef("item__parent__parent"),
        season=OuterRef("item__parent__number"),
        number=OuterRef("item__number"),
    ).exclude(Exists(seen))
    found = (
        Progress.objects.filter(pk__in=rows)
        .annotate(following=Subquery(after.values("pk")[:1]))
        .values_list("pk", "following")
    )
    return {row: following for row, following in found if following is not None}
