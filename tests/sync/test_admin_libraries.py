"""What is read of a server, chosen in the admin: shown before it is done."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Item, Server
from sync import execute, servers
from sync.models import Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show
from tests.sync.test_libraries import library
from tests.sync.test_servers import add

LIST = "/admin/catalog/server/"
BOTH = ["movies", "shows"]


@pytest.fixture
def here(theatre: Theatre) -> str:
    for name, *films in (("alpha", "Fog", "Heat <b>", "Rain"), ("beta", "Fog")):
        theatre.server(name)
        items = [movie(film, overview=f"{name}'s <b>words") for film in films]
        theatre.scripts[name] = library(*items, *show("Bay", (1, 1)))
    theatre.sync()
    return desk.page_url(Server.objects.get(slug="alpha"), "libraries")


def left_out() -> str:
    return Server.objects.get(slug="alpha").left_out


def test_it_is_seen_first_and_then_done(carols: Client, here: str) -> None:
    page = desk.text_of(carols, here)
    assert page.count(" checked") == 2
    assert "What would change" not in page
    tried = desk.text_of(carols, here, tried="yes", libraries="shows")
    assert "2 movies would be hidden" in tried
    assert "values of 1 movie would come from another server" in tried
    assert "Another file would play first for 1 title." in tried
    assert "Heat &lt;b&gt;" in tried
    assert "beta&#x27;s &lt;b&gt;words" in tried
    assert left_out() == ""
    posted = {"was": "", "libraries": ["shows"]}
    done = carols.post(here, posted, follow=True).content.decode()
    run = Run.objects.latest("pk")
    assert f"Its sync is run {run.pk}" in done
    assert f"Run {run.pk}" in done
    execute.carry_out(run)
    titles = Item.objects.filter(kind="movie", available=True)
    assert [item.overview for item in titles] == ["beta's <b>words"]
    shown = desk.text_of(carols, reverse("admin:sync_run_change", args=[run.pk]))
    assert "Movies of alpha are not synced: an operator left them out." in shown
    assert "reads shows, without its movies" in desk.text_of(carols, LIST)
    alpha = desk.page_url(Server.objects.get(slug="alpha"))
    assert "shows, without its movies" in desk.text_of(carols, alpha)
    again = desk.text_of(carols, here, tried="yes", libraries=BOTH)
    assert "The movies would be read again" in again
    carols.post(here, {"was": "movies", "libraries": BOTH})
    execute.carry_out(Run.objects.latest("pk"))
    assert titles.all().count() == 3


def test_one_left_out_for_the_other(carols: Client, here: str) -> None:
    servers.change_server(servers.find_server("alpha"), libraries=["shows"])
    tried = desk.text_of(carols, here, tried="yes", libraries="movies")
    assert "The shows of alpha are not read any more" in tried
    assert "come back as they were" in tried


@pytest.mark.parametrize("chosen", [[], ["books"]])
def test_what_cannot_be_chosen_is_said(
    carols: Client, here: str, chosen: list[str]
) -> None:
    for answer in (
        carols.get(here, {"tried": "yes", "libraries": chosen}, follow=True),
        carols.post(here, {"was": "", "libraries": chosen}, follow=True),
    ):
        assert "Not changed." in answer.content.decode()
    assert left_out() == ""


def test_what_was_seen_must_still_be_so(carols: Client, here: str) -> None:
    servers.change_server(servers.find_server("alpha"), libraries=["movies"])
    posted = {"was": "", "libraries": ["shows"]}
    answer = carols.post(here, posted, follow=True)
    assert "Somebody chose otherwise meanwhile" in answer.content.decode()
    assert left_out() == "shows"


def test_titles_added_by_hand_have_no_such_page(carols: Client, db: None) -> None:
    own = add("own", kind="by-hand", api_url="")
    assert carols.get(desk.page_url(own, "libraries")).status_code == 404
    assert "Choose libraries" not in desk.text_of(carols, desk.page_url(own))


def test_whoever_may_only_look_chooses_nothing(here: str) -> None:
    client = desk.permitted("vic", "view_server")
    assert client.get(here).status_code == 403
    assert client.post(here, {"was": "", "libraries": ["shows"]}).status_code == 403
    alpha = desk.page_url(Server.objects.get(slug="alpha"))
    assert here not in desk.text_of(client, alpha)
    assert left_out() == ""


def test_a_server_is_added_without_a_library(carols: Client, db: None) -> None:
    posted = {
        "name": "gamma",
        "kind": "media-processor",
        "api_url": "http://nas.local:3000",
        "libraries": ["movies"],
        "enabled": "on",
    }
    assert carols.post(f"{LIST}add/", posted).status_code == 302
    assert Server.objects.get(name="gamma").left_out == "shows"
    del posted["libraries"]
    answer = carols.post(f"{LIST}add/", {**posted, "name": "delta"})
    assert "At least one library is read" in answer.content.decode()
