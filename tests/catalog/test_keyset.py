"""Pages by keyset: every row once, whatever ties and whatever comes or goes."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.keyset import BadCursor, Order, read_page
from catalog.listing import BY_TITLE, NEWEST, list_items
from catalog.models import Item


def _fill(count: int) -> None:
    now = timezone.now()
    Item.objects.bulk_create(
        Item(kind="movie", slug=f"m-{n}", title=f"T{n % 3}", created_at=now)
        for n in range(count)
    )


def _walk(order: Order, size: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = read_page(list_items("movie"), order, size=size, after=after)
        found += [str(item.slug) for item in page.rows]
        after = page.after
        if after is None:
            return found


@pytest.mark.django_db
@pytest.mark.parametrize("order", [NEWEST, BY_TITLE])
@pytest.mark.parametrize("size", [1, 2, 7, 8, 100])
def test_every_row_once_although_nearly_all_tie(order: Order, size: int) -> None:
    _fill(8)
    whole = _walk(order, 1000)
    assert sorted(whole) == sorted(f"m-{n}" for n in range(8))
    assert _walk(order, size) == whole


@pytest.mark.django_db
def test_rows_that_come_and_go_hide_no_other() -> None:
    _fill(6)
    first = read_page(list_items("movie"), NEWEST, size=3)
    Item.objects.filter(pk=first.rows[-1].pk).delete()
    _fill_one("newer")
    rest = read_page(list_items("movie"), NEWEST, size=10, after=first.after)
    assert [item.slug for item in rest.rows] == ["m-3", "m-4", "m-5"]


def _fill_one(slug: str) -> None:
    Item.objects.create(kind="movie", slug=slug, created_at=timezone.now())


@pytest.mark.django_db
def test_a_place_of_another_order_is_refused() -> None:
    _fill(3)
    after = read_page(list_items("movie"), NEWEST, size=1).after
    assert after is not None
    for order, place in ((BY_TITLE, after), (NEWEST, f"x{after}"), (NEWEST, "")):
        with pytest.raises(BadCursor):
            read_page(list_items("movie"), order, size=1, after=place)
