"""Resolving single titles: what is named, what is below it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.models import User
from catalog.models import FieldChange, FieldLock, Item, PriorityRule
from sync import settle, triggers
from tests.sync.scripted import Theatre, movie, show


def lock(item: Item, value: str) -> None:
    FieldLock.objects.create(
        item=item, field="overview", value=value, at=timezone.now()
    )


def resolve(items: Sequence[Item], *, regroup: bool, by: User | None = None) -> None:
    run = triggers.request_resolve(
        titles=[item.pk for item in items], regroup=regroup, by=by
    )
    settle.resolve_now(run.pk)


def overview(item: Item) -> str | None:
    item.refresh_from_db()
    return item.overview


def test_a_named_movie_alone_is_resolved(theatre: Theatre, alice: User) -> None:
    theatre.server("a", movie("one"), movie("two"))
    theatre.sync()
    one, two = Item.objects.order_by("title")
    for regroup in (False, True):
        FieldLock.objects.all().delete()
        resolve([one, two], regroup=False)
        lock(one, "locked")
        lock(two, "locked too")
        resolve([one], regroup=regroup, by=alice)
        assert overview(one) == "locked"
        assert overview(two) is None
    change = FieldChange.objects.filter(item=one, reason="locked").latest("pk")
    assert change.by == alice


def test_a_season_by_itself_and_what_is_below_a_show(theatre: Theatre) -> None:
    tree = show("tv", (1, 1), (2, 1))
    theatre.server("a", *tree)
    theatre.server("b", *tree)
    theatre.sync()
    tv = Item.objects.get(kind="show")
    first, second = Item.objects.filter(kind="season").order_by("number")
    PriorityRule.objects.create(item=first, servers=["b"])
    PriorityRule.objects.create(item=second, servers=["b"])

    def sources() -> dict[int | None, set[str]]:
        episodes = Item.objects.filter(kind="episode")
        return {
            e.parent.number if e.parent else None: set(
                e.sources.filter(field="title").values_list("server__slug", flat=True)
            )
            for e in episodes.select_related("parent")
        }

    assert sources() == {1: {"a"}, 2: {"a"}}
    resolve([first], regroup=False)
    assert sources() == {1: {"b"}, 2: {"a"}}
    PriorityRule.objects.create(item=tv, servers=["b"])
    resolve([tv], regroup=False)
    assert sources() == {1: {"b"}, 2: {"b"}}
