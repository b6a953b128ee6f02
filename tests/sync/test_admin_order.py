"""The order of servers in the admin: shown before it is done, and done as shown."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Item, Server
from sync import servers, settle
from sync.models import Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

_ROW = re.compile(r'data-slug="([^"]+)"')
_MOVE = re.compile(r'href="([^"]+)" aria-label="([^"]+)"')
_SENT = re.compile(r'name="order" value="([^"]*)"')


@pytest.fixture
def here(theatre: Theatre) -> str:
    for name in ("alpha", "beta", "gamma"):
        theatre.server(name, movie("Fog", overview=f"{name}'s <b>words"))
    theatre.sync()
    return reverse("admin:catalog_server_order")


def _order() -> list[str]:
    rows = Server.objects.present().order_by("priority")
    return list(rows.values_list("slug", flat=True))


def test_a_server_moves_up_with_its_arrow_and_is_applied(
    olgas: Client, here: str
) -> None:
    page = desk.text_of(olgas, here)
    assert _ROW.findall(page) == ["alpha", "beta", "gamma"]
    assert "would change" not in page
    arrows = {words: html.unescape(url) for url, words in _MOVE.findall(page)}
    assert "alpha one up" not in arrows
    assert "gamma one down" not in arrows
    tried = desk.text_of(olgas, arrows["beta one up"])
    assert _ROW.findall(tried) == ["beta", "alpha", "gamma"]
    assert "values of 1 title would come from another server" in tried
    assert "alpha&#x27;s &lt;b&gt;words" in tried
    assert _order() == ["alpha", "beta", "gamma"]
    sent = _SENT.findall(tried)[0]
    done = olgas.post(here, {"order": sent}, follow=True).content.decode()
    assert "The order is beta, then alpha, then gamma" in done
    assert _order() == ["beta", "alpha", "gamma"]
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)
    assert Item.objects.get().overview == "beta's <b>words"


def test_what_moves_nothing_says_so(olgas: Client, theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.server("beta", replace(movie("Other"), files=()))
    theatre.sync()
    here = reverse("admin:catalog_server_order")
    page = desk.text_of(olgas, here, order="beta,alpha")
    assert "Nothing would change" in page
    assert "Apply" in page


@pytest.mark.parametrize("order", ["alpha", "alpha,beta,gamma,delta", "a,b,c", ",,"])
def test_an_order_of_other_servers_is_refused(
    olgas: Client, here: str, order: str
) -> None:
    for answer in (
        olgas.get(here, {"order": order}, follow=True),
        olgas.post(here, {"order": order}, follow=True),
    ):
        assert "others since you opened the page" in answer.content.decode()
    assert _order() == ["alpha", "beta", "gamma"]


def test_an_order_seen_before_a_server_was_taken_out(olgas: Client, here: str) -> None:
    seen = "gamma,alpha,beta"
    desk.text_of(olgas, here, order=seen)
    servers.remove_server(servers.find_server("beta"))
    answer = olgas.post(here, {"order": seen}, follow=True)
    assert "others since you opened the page" in answer.content.decode()
    assert _order() == ["alpha", "gamma"]


def test_the_order_they_have_is_no_change(olgas: Client, here: str) -> None:
    before = Run.objects.count()
    answer = olgas.post(here, {"order": "alpha,beta,gamma"}, follow=True)
    assert "order they had already" in answer.content.decode()
    assert Run.objects.count() == before


def test_one_server_has_no_order(olgas: Client, theatre: Theatre) -> None:
    here = reverse("admin:catalog_server_order")
    assert "nothing to order yet" in desk.text_of(olgas, here)
    listed = reverse("admin:catalog_server_changelist")
    theatre.server("alpha", movie("Fog"))
    assert here not in desk.text_of(olgas, listed)
    theatre.server("beta", movie("Fog"))
    assert here in desk.text_of(olgas, listed)


def test_whoever_may_only_look_at_servers_gives_them_no_order(here: str) -> None:
    client = desk.permitted("vic", "view_server")
    assert client.get(here).status_code == 403
    assert client.post(here, {"order": "beta,alpha,gamma"}).status_code == 403
    assert here not in desk.text_of(client, reverse("admin:catalog_server_changelist"))
    assert _order() == ["alpha", "beta", "gamma"]
