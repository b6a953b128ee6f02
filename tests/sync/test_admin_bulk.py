"""Bulk changes at the desk: from ticked titles to what the catalog says, and back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import FieldLock, Item, PriorityRule
from sync import bulk, settle
from sync.bulk import applying
from sync.models import BulkChange, Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show

MOVIES = "admin:catalog_movie_changelist"


@pytest.fixture
def films(theatre: Theatre) -> list[Item]:
    for name in ("alpha", "beta"):
        theatre.server(
            name,
            *(movie(f"Film {n}", overview=f"{name} {n}") for n in range(3)),
            *show("Fjord", (1, 1), (1, 2)),
        )
    theatre.sync()
    return list(Item.objects.filter(kind="movie").order_by("pk"))


def ticked(client: Client, deed: str, items: list[Item], **more: Any) -> str:
    """Choose an action for these titles; where it leads."""
    sent = {
        "action": f"bulk_{deed}",
        "index": "0",
        "_selected_action": [item.pk for item in items],
        **more,
    }
    url = reverse(f"admin:catalog_{items[0].kind}_changelist")
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def chosen(client: Client, page: str, **sent: str) -> str:
    """Fill in the second page; the preview's text."""
    assert "selected. Nothing is changed yet" in desk.text_of(client, page)
    answer = client.post(page, sent, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return plain(answer.content.decode())


def plain(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def press(client: Client, deed: str) -> str:
    """Press a button of the newest bulk change; the page that follows."""
    change = BulkChange.objects.order_by("pk").last()
    assert change is not None
    answer = client.post(desk.page_url(change, deed), follow=True)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def follow() -> None:
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def test_a_curator_locks_a_field_of_some_and_takes_it_back(
    carols: Client, films: list[Item]
) -> None:
    page = ticked(carols, "lock", films[:2])
    said = chosen(carols, page, name="genres", text="Drama\nFog")
    assert "2 would change" in said
    assert "Film 0" in said
    assert "— locked: Drama, Fog" in said
    assert not FieldLock.objects.exists()
    assert "2 changed" in press(carols, "apply")
    follow()
    assert Item.objects.get(pk=films[0].pk).genres == ["Drama", "Fog"]
    assert Item.objects.get(pk=films[2].pk).genres is None
    assert FieldLock.objects.values_list("by__username", flat=True)[0] == "carol"
    assert "applied already" in press(carols, "apply")
    said = press(carols, "undo")
    assert "2 would change" in said
    assert "locked: Drama, Fog —" in said
    assert FieldLock.objects.count() == 2
    press(carols, "apply")
    follow()
    assert not FieldLock.objects.exists()
    assert Item.objects.get(pk=films[0].pk).genres is None
    listed = plain(desk.text_of(carols, desk.list_url(BulkChange)))
    assert "Lock Genres: Drama, Fog" in listed
    assert "Undo bulk change" in listed


def test_all_that_match_a_filter_are_taken(carols: Client, films: list[Item]) -> None:
    page = ticked(carols, "empty", films[:1], select_across="1")
    assert BulkChange.objects.get().titles == [film.pk for film in films]
    assert "3 would change" in chosen(carols, page, name="overview")
    press(carols, "apply")
    follow()
    assert not Item.objects.filter(kind="movie", overview__isnull=False).exists()


def test_a_server_is_used_first_and_the_usual_order_comes_back(
    carols: Client, films: list[Item]
) -> None:
    page = ticked(carols, "use", films)
    said = chosen(carols, page, name="overview", server="beta")
    assert "alpha 0 alpha; the usual order beta 0 beta; rule: beta" in said
    assert "3 of these 3 values would be others." in said
    press(carols, "apply")
    follow()
    assert Item.objects.get(pk=films[1].pk).overview == "beta 1"
    said = chosen(carols, ticked(carols, "usual", films), name="overview")
    assert "3 would change" in said
    press(carols, "apply")
    follow()
    assert not PriorityRule.objects.exists()


def test_episodes_and_shows_have_the_same_actions(
    carols: Client, films: list[Item]
) -> None:
    for kind in ("show", "season", "episode"):
        items = list(Item.objects.filter(kind=kind))
        page = ticked(carols, "lock", items)
        assert "would change" in chosen(carols, page, name="title", text="Mine")
    assert "2 changed" in press(carols, "apply")


def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    carols: Client, films: list[Item]
) -> None:
    page = ticked(carols, "lock", films)
    for sent, said in (
        ({"name": "year", "text": "soonish"}, "whole number"),
        ({"name": "overview", "text": " "}, "Write the value"),
        ({"text": "Words"}, "Choose one field"),
        ({"name": "year", "entry": "captions.de", "text": "1"}, "Choose one field"),
        ({"entry": "artwork.hero", "text": "http://a/b"}, "no artwork named"),
    ):
        answer = carols.post(page, sent)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert said in text
        assert f"{sent['text'].strip()}</textarea>" in text
    assert BulkChange.objects.get().state == "choosing"


def test_a_large_one_is_followed_and_stopped(
    carols: Client, films: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SMALL", 1)
    monkeypatch.setattr(applying, "_BATCH", 1)
    chosen(carols, ticked(carols, "lock", films), name="overview", text="Mine")
    said = press(carols, "apply")
    assert "in the background" in said
    assert "0 of 3" in said
    change = BulkChange.objects.get()
    told = carols.get(desk.page_url(change, "progress")).json()
    assert (told["finished"], told["progress"][0]["words"]) == (False, "0 of 3")
    assert "ends after the titles it is at" in press(carols, "stop")
    bulk.carry_out(change.pk)
    assert carols.get(desk.page_url(change, "progress")).json()["finished"]
    page = plain(desk.text_of(carols, desk.page_url(change)))
    assert "3 were not reached" in page
    assert not FieldLock.objects.exists()


def test_what_was_overtaken_is_told(carols: Client, films: list[Item]) -> None:
    chosen(carols, ticked(carols, "lock", films), name="overview", text="Mine")
    FieldLock.objects.create(
        item=films[0], field="overview", value="Theirs", at=films[0].created_at
    )
    said = press(carols, "apply")
    assert "2 changed, 1 left alone" in said
    assert "changed it since the preview" in said
    assert FieldLock.objects.get(item=films[0]).value == "Theirs"


def test_each_deed_needs_its_own_permission(films: list[Item]) -> None:
    looks = ("view_movie", "view_bulkchange")
    ruler = desk.permitted("ruth", *looks, "change_priorityrule")
    locker = desk.permitted("lou", *looks, "change_fieldlock")
    looker = desk.permitted("lea", *looks)
    text = desk.text_of(ruler, reverse(MOVIES))
    assert ('value="bulk_use"' in text, 'value="bulk_lock"' in text) == (True, False)
    text = desk.text_of(looker, reverse(MOVIES))
    # Who may see titles may take what they see along.
    assert re.findall('value="bulk_[a-z]+"', text) == ['value="bulk_export"']
    chosen(locker, ticked(locker, "lock", films), name="overview", text="Mine")
    change = BulkChange.objects.get()
    for client in (ruler, looker):
        assert "Apply" not in desk.text_of(client, desk.page_url(change))
        assert client.get(desk.page_url(change, "choose")).status_code == 403
        assert client.get(desk.page_url(change, "progress")).status_code == 200
        for deed in ("apply", "stop", "undo"):
            assert client.post(desk.page_url(change, deed)).status_code == 403
    assert locker.get(desk.page_url(change, "apply")).status_code == 405
    assert not FieldLock.objects.exists()
