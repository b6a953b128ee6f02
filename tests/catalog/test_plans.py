"""Lists of a large catalog are read along an index, never sorted whole."""

from __future__ import annotations

import pytest
from django.db import connection

from catalog import listing
from catalog.keyset import Order, read_page
from catalog.models import Item
from tests.catalog import shelf
from tests.catalog.plans import plans_of

ORDERS = [listing.NEWEST, listing.BY_TITLE, listing.BY_YEAR, listing.BY_RATING]


@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_each_order_of_a_list_follows_its_index(order: Order) -> None:
    shelf.many_movies(3_000)
    first = read_page(listing.list_items("movie"), order, size=24)
    for after in (None, first.after):
        with plans_of("catalog_item") as plans:
            page = read_page(listing.list_items("movie"), order, size=24, after=after)
        assert len(page.rows) == 24
        assert plans.sorted_whole() == []


@pytest.mark.django_db
def test_an_order_without_an_index_would_be_noticed() -> None:
    shelf.many_movies(3_000)
    with plans_of("catalog_item") as plans:
        list(Item.objects.filter(kind="movie").order_by("overview")[:24])
    assert len(plans.sorted_whole()) == 1
    assert connection.vendor in {"sqlite", "postgresql"}
