"""A title is found from the desk's first page, whatever one knows of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Item
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show


@pytest.fixture
def titles(theatre: Theatre) -> None:
    theatre.server(
        "alpha",
        movie("Fog", year=1980),
        movie("Foghorn", year=2001),
        movie("Solaris", year=1972),
        *show("Fjord", (1, 1)),
    )
    theatre.sync()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("solar", "Solaris"),
        ("Fog", "Fog"),  # the one called just that
        ("fog 2001", "Foghorn"),
        ("Fog (1980)", "Fog"),
        ("movie:Foghorn (2001)", "Foghorn"),
        ("episode:Fjord S01E01", "Part 1"),
    ],
)
def test_one_alone_is_opened(
    carols: Client, titles: None, asked: str, title: str
) -> None:
    answer = carols.get(reverse("admin-find"), {"q": asked})
    item = Item.objects.get(title=title)
    assert answer.headers["Location"] == desk.title_url(item)


def test_by_its_public_id(carols: Client, titles: None) -> None:
    item = Item.objects.get(title="Fog")
    answer = carols.get(reverse("admin-find"), {"q": str(item.public_id)})
    assert answer.headers["Location"] == desk.title_url(item)


def test_several_are_listed_and_none_is_said(carols: Client, titles: None) -> None:
    page = carols.get(reverse("admin-find"), {"q": "fo"}).content.decode()
    for title in ("Fog", "Foghorn"):
        assert desk.title_url(Item.objects.get(title=title)) in page
    page = carols.get(reverse("admin-find"), {"q": desk.EVIL}).content.decode()
    assert "Nothing is called that" in page
    assert desk.EVIL not in page
    assert carols.get(reverse("admin-find")).status_code == 200
    assert "Find a title" in desk.text_of(carols, reverse("admin:index"))
