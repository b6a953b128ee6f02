"""Pictures to choose at the desk: real ones, through our own addresses alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Item, Picture, Server
from catalog.pictures.addresses import key_of
from catalog.pictures.keeping import gate
from sync import servers
from sync.admin import offered_pictures
from tests.api import client_of, curator
from tests.catalog.gallery import a_picture, a_title, opened, photo
from tests.faults import Faulty, answer
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("artwork_folder"),
]
_SRC = re.compile(r'class="picture-image" src="([^"]+)"')


@pytest.fixture
def walls(theatre: Theatre) -> Iterator[tuple[Item, Faulty, Faulty]]:
    """One film with a poster from each of two servers that really answer."""
    with (
        Faulty(answer(photo(900, 1350))) as one,
        Faulty(answer(photo(300, 450))) as two,
    ):
        for name, far in (("alpha", one), ("beta", two)):
            poster = {"url": f"{far.url}/p.jpg", "placeholder": None, "focal": None}
            server = theatre.server(
                name, replace(movie("Fog"), artwork={"poster": poster})
            )
            Server.objects.filter(pk=server.pk).update(api_url=far.url)
        theatre.sync()
        yield Item.objects.get(), one, two
        gate.settle()


def sources(client: Client, item: Item) -> list[str]:
    return [
        html.unescape(s)
        for s in _SRC.findall(desk.text_of(client, desk.title_url(item)))
    ]


def test_each_servers_picture_comes_through_us(
    walls: tuple[Item, Faulty, Faulty],
) -> None:
    film, one, two = walls
    browser = client_of(curator())
    text = desk.text_of(browser, desk.title_url(film))
    assert not re.search(r'<img[^>]+src="http', text)
    head, used, offered = sources(browser, film)
    assert head == used
    assert opened(browser.get(used).content).size == (240, 360)
    assert opened(browser.get(offered).content).size == (240, 360)
    assert (one.connections, two.connections) == (1, 1)
    text = desk.text_of(browser, desk.title_url(film))
    assert "900 × 1350" in text
    assert "300 × 450" in text


def test_only_what_is_stored_of_this_title_is_asked_for(
    walls: tuple[Item, Faulty, Faulty],
) -> None:
    film, one, two = walls
    browser = client_of(curator())
    used, offered = sources(browser, film)[1:]
    other = a_title()
    foreign = a_picture(other, url=f"{two.url}/secret.jpg", server=None)
    refused = [
        reverse(
            "admin:catalog_movie_picture",
            args=[film.pk, "poster", key_of(foreign), 240],
        ),
        used.replace(f"/{film.pk}/", f"/{other.pk}/"),
        used.replace("/poster/", "/backdrop/"),
        used.replace("/240.", "/241."),
        used.replace("/240.", "/99999."),
    ]
    for address in refused:
        assert browser.get(address).status_code == 404, address
    assert browser.post(used).status_code == 405
    servers.change_server(servers.find_server("beta"), enabled=False)
    assert browser.get(offered).status_code == 404
    assert (one.connections, two.connections) == (0, 0)
    assert not Picture.objects.exists()


def test_only_who_may_see_titles_sees_them(walls: tuple[Item, Faulty, Faulty]) -> None:
    film = walls[0]
    used = sources(client_of(curator()), film)[1]
    assert desk.permitted("eve", "view_show").get(used).status_code == 403
    assert Client().get(used).status_code == 302
    assert walls[1].connections == 0


def test_a_picture_that_does_not_come_says_so(theatre: Theatre) -> None:
    with Faulty(answer(b"no picture")) as far:
        for name, url in (
            ("alpha", f"{far.url}/p.jpg"),
            ("beta", "javascript:alert(1)"),
        ):
            poster = {"url": url, "placeholder": None, "focal": None}
            server = theatre.server(
                name, replace(movie("Fog"), artwork={"poster": poster})
            )
            Server.objects.filter(pk=server.pk).update(api_url=far.url)
        theatre.sync()
        film, browser = Item.objects.get(), client_of(curator())
        [src] = set(sources(browser, film))
        assert browser.get(src).status_code == 404
        text = desk.text_of(browser, desk.title_url(film))
        assert "It could not be loaded" in text
        assert "Its address is not one of the web" in text
        assert 'src="javascript' not in text
        name = src.split("/")[-2]
        assert offered_pictures.find(film, "poster", name) is not None
        gate.settle()
