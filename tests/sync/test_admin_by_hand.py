"""The pages of titles added by hand, from the form to the catalog."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from catalog.models import Item, Server
from sync import by_hand, captions_by_hand, settle, written
from sync.adapters.by_hand.adapter import BY_HAND, CAPTIONS
from sync.models import Observation, Run, Scan, Trigger
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show

ADD, LIST = "admin-by-hand-add", "admin-by-hand"


def sent(**values: str) -> dict[str, str]:
    return {f"value-{name}": text for name, text in values.items()}


def follow() -> None:
    settle.finalize_now(
        lambda: (
            not Scan.objects.filter(
                adopted_at__isnull=False, finalized_at=None
            ).exists()
        )
    )
    settle.close_runs()


def one() -> Observation:
    return by_hand.present().get(kind__in=("movie", "show"))


def test_a_film_is_added_changed_and_taken_out(
    carols: Client, theatre: Theatre
) -> None:
    assert "Nothing yet." in desk.text_of(carols, reverse(LIST))
    url = f"{reverse(ADD)}?kind=movie"
    assert "Add a movie by hand" in desk.text_of(carols, url)
    answer = carols.post(
        url,
        sent(title="Fog", year="1980", files="https://x.example/f.mp4"),
        follow=True,
    )
    assert "Added Fog (1980)." in answer.content.decode()
    trigger = Trigger.objects.get(source="admin")
    assert trigger.by is not None
    assert trigger.by.username == "carol"
    follow()
    assert Item.objects.get().title == "Fog"
    page = reverse("admin-by-hand-one", args=[one().pk])
    text = desk.text_of(carols, page)
    seen = re.findall(r'name="seen" value="(\w+)"', text)[0]
    assert 'value="1980"' in text
    kept = sent(title="Fog", year="1980", overview="Thick.")
    answer = carols.post(page, {**kept, "seen": seen}, follow=True)
    assert "Changed Fog (1980)." in answer.content.decode()
    follow()
    assert Item.objects.get().overview == "Thick."
    # The same page, opened before that change.
    answer = carols.post(page, {**kept, "seen": seen, "value-title": "Mist"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Somebody else changed it" in text
    assert 'value="Mist"' in text
    seen = re.findall(r'name="seen" value="(\w+)"', text)[0]
    answer = carols.post(page, {"seen": seen, "take-out": "yes"}, follow=True)
    assert "Took out Fog (1980)." in answer.content.decode()
    follow()
    assert not Item.objects.get().available
    assert carols.get(page).status_code == 404


def test_what_is_wrong_stands_beside_it_and_nothing_is_lost(carols: Client) -> None:
    answer = carols.post(
        f"{reverse(ADD)}?kind=movie",
        sent(title="", overview=desk.EVIL, rating="twelve"),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A movie needs a title." in text
    assert "rating must be a number" in text
    assert "&lt;script&gt;" in text
    assert desk.EVIL not in text
    # What is wrong further down is not folded away.
    assert "<details open>" in text
    assert not Server.objects.exists()


def test_a_file_is_added_to_a_title_from_its_page(
    carols: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog", year=1980), *show("Fjord", (1, 1)))
    theatre.sync()
    fog = Item.objects.get(title="Fog")
    page = desk.text_of(carols, desk.title_url(fog))
    url = by_hand_link(page)
    form = desk.text_of(carols, url)
    assert 'value="Fog"' in form
    assert 'value="1980"' in form
    answer = carols.post(
        url, sent(title="Fog", year="1980", files="https://x.example/f.mp4")
    )
    run = Run.objects.order_by("-pk")[0]
    assert answer.headers["Location"] == f"{desk.title_url(fog)}?run={run.pk}"
    follow()
    keys = fog.files.values_list("key", flat=True)
    assert sorted(keys) == ["alpha", "by-hand"]
    season = Item.objects.get(kind="season")
    form = desk.text_of(
        carols, by_hand_link(desk.text_of(carols, desk.title_url(season)))
    )
    values = re.findall(r'name="value-(\w+)" value="([^"]+)"', form)
    assert dict(values) == {"show_title": "Fjord", "season_number": "1"}


def by_hand_link(page: str) -> str:
    found = re.findall(r'href="([^"]*/by-hand/add/[^"]*)"', page)
    assert len(found) == 1
    return str(found[0]).replace("&amp;", "&")


def test_who_may_only_look_is_offered_nothing(theatre: Theatre) -> None:
    said = written.read("movie", {"title": "Fog"})
    by_hand.add(said, source=Trigger.Source.COMMAND)
    vera = desk.permitted("vera", "view_observation", "view_movie")
    assert "by-hand/add" not in desk.text_of(vera, reverse(LIST))
    assert vera.get(f"{reverse(ADD)}?kind=movie").status_code == 403
    page = reverse("admin-by-hand-one", args=[one().pk])
    assert vera.get(page).status_code == 403
    assert vera.post(page, {"take-out": "yes"}).status_code == 403
    assert by_hand.present().count() == 1


def test_its_server_is_asked_for_no_address(olgas: Client, theatre: Theatre) -> None:
    by_hand.add(written.read("movie", {"title": "F"}), source=Trigger.Source.COMMAND)
    own = Server.objects.get(kind=BY_HAND)
    url = reverse("admin:catalog_server_change", args=[own.pk])
    page = desk.text_of(olgas, url)
    assert 'name="api_url"' not in page
    assert 'name="secret"' not in page
    given = {
        "media_url": "http://nas.local:8080",
        "initial-media_url": "",
        "priority": str(own.priority),
        "initial-priority": str(own.priority),
        "enabled": "on",
        "initial-enabled": "True",
    }
    assert olgas.post(url, given).status_code == 302
    own.refresh_from_db()
    assert (own.media_url, own.api_url) == ("http://nas.local:8080", "")
    assert "by-hand" not in desk.text_of(olgas, reverse("admin:catalog_server_add"))


def test_the_server_of_captions_has_a_place_and_no_address(
    olgas: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog", year=1980))
    theatre.sync()
    said = b"00:00:01,000 --> 00:00:02,000\nHello\n"
    captions_by_hand.add(
        Item.objects.get(), "en", name="a.srt", body=said, source=Trigger.Source.COMMAND
    )
    own = Server.objects.get(kind=CAPTIONS)
    url = reverse("admin:catalog_server_change", args=[own.pk])
    page = desk.text_of(olgas, url)
    for name in ("api_url", "media_url", "prefix", "secret"):
        assert f'name="{name}"' not in page
    given = {
        "priority": "7",
        "initial-priority": str(own.priority),
        "enabled": "on",
        "initial-enabled": "True",
    }
    assert olgas.post(url, given).status_code == 302
    own.refresh_from_db()
    assert (own.priority, own.enabled, own.media_url) == (7, True, "")
    assert "captions-by-hand" not in desk.text_of(
        olgas, reverse("admin:catalog_server_add")
    )
