"""Asking for a part of a sync, or a dry run, in the admin."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Item
from sync import execute, rehearse
from sync.models import Run, Trigger
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

ASK = "admin:sync_run_ask"


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def house(theatre: Theatre) -> Theatre:
    for slug in ("alpha", "beta"):
        theatre.server(slug, movie("Fog", overview="old"), movie("Rain"))
    theatre.sync()
    for slug in ("alpha", "beta"):
        theatre.says(slug, movie("Fog", overview="new"), movie("Rain", overview="new"))
    return theatre


def test_a_title_is_synced_from_its_page(alices: Client, house: Theatre) -> None:
    fog = Item.objects.get(title="Fog")
    page = desk.text_of(alices, reverse("admin:catalog_movie_change", args=[fog.pk]))
    address = f"{reverse(ASK)}?item={fog.public_id}"
    assert f'href="{address}"' in page
    assert f'value="{fog.public_id}"' in desk.text_of(alices, address)
    answer = alices.post(
        reverse(ASK),
        {"item": str(fog.public_id), "servers": ["alpha"], "kinds": ["movies"]},
    )
    trigger = Trigger.objects.order_by("-pk")[0]
    assert (trigger.source, trigger.servers, trigger.item) == (
        "admin",
        ["alpha"],
        fog.public_id,
    )
    assert trigger.run is not None
    assert answer["Location"] == reverse("admin:sync_run_change", args=[trigger.run.pk])
    execute.carry_out(trigger.run)
    titles = dict(Item.objects.values_list("title", "overview"))
    assert titles == {"Fog": "new", "Rain": None}
    said = desk.text_of(alices, answer["Location"])
    assert "only movies of the movie Fog" in said
    listed = desk.text_of(alices, reverse("admin:sync_trigger_changelist"))
    assert "only movies of one title" in listed


def test_a_dry_run_is_asked_for(alices: Client, house: Theatre) -> None:
    alices.post(reverse(ASK), {"dry_run": "on", "groups": "metadata, captions:fr"})
    run = Run.objects.get(purpose="dry_run")
    assert rehearse.carry_out(run.pk).updated == 2
    assert not Item.objects.filter(overview="new").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"groups": "posters"}, "There is no group"),
        ({"item": "movie:Nothing"}, "No title answers to"),
        ({"item": "movie:Fog", "kinds": ["shows"]}, "has none of these kinds"),
        ({"servers": ["gamma"]}, "gamma"),
    ],
)
def test_what_does_not_exist_is_said_beside_the_field(
    alices: Client, house: Theatre, asked: dict[str, str], said: str
) -> None:
    asked_before = Trigger.objects.count()
    answer = alices.post(reverse(ASK), asked)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert Trigger.objects.count() == asked_before


def test_who_may_not_sync_may_not_ask(bob: User, house: Theatre) -> None:
    bobs = Client()
    bobs.force_login(bob)
    assert bobs.get(reverse(ASK)).status_code in (302, 403)
    assert bobs.post(reverse(ASK), {}).status_code in (302, 403)
    assert not Trigger.objects.filter(source="admin").exists()
