"""The page of what people did: who sees it, notes, and the way back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import invitations, people
from accounts.models import Activity, User
from catalog.models import FieldLock, Item, PriorityRule, Server
from sync import locks, orders, servers
from tests.api import client_of
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

URL = "/admin/accounts/activity/"


@pytest.fixture
def fog(theatre: Theatre) -> Item:
    for name in ("alpha", "beta"):
        theatre.server(name, movie("Fog", overview=f"{name}'s words"))
    theatre.sync()
    return Item.objects.get()


@pytest.fixture
def carol(carols: Client) -> User:
    return User.objects.get(username="carol")


def _of(verb: str) -> Activity:
    return Activity.objects.filter(verb=verb).latest("pk")


def _undo(client: Client, row: Activity) -> str:
    answer = client.post(f"{URL}{row.pk}/undo/", follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_long_filters_are_folded_until_they_are_used(carols: Client, db: None) -> None:
    folded, unfolded = 'data-filter-title="field">', 'data-filter-title="field" open>'
    assert folded in desk.text_of(carols, URL)
    assert unfolded in desk.text_of(carols, URL, field="overview")
    assert 'data-filter-title="days" open>' in desk.text_of(carols, URL)


def test_deeds_are_listed_and_narrowed(fog: Item, carols: Client, carol: User) -> None:
    locks.lock(fog, "overview", desk.EVIL, by=carol)
    locks.lock(fog, "captions.en:hi", {"url": "http://x/1.srt"})
    page = desk.text_of(carols, URL)
    assert desk.EVIL not in page
    assert "&lt;script&gt;" in page
    assert f'href="/admin/catalog/movie/{fog.pk}/change/"' in page
    assert page.index("Captions en:hi") < page.index(": Overview")

    def rows(**query: str) -> int:
        return len(re.findall(r'class="field-when', desk.text_of(carols, URL, **query)))

    assert rows() == 4  # with the two servers
    assert rows(who="carol") == 1
    assert rows(who="-") == 3
    assert rows(verb="locked") == 2
    assert rows(server="beta") == 1
    assert rows(field="captions") == 1
    assert rows(days="1") == 4
    assert rows(item=str(fog.public_id)) == 2
    assert rows(q="carol") == 1
    answer = carols.get(URL, {"item": "none"})
    assert answer["Location"] == f"{URL}?e=1"


def test_a_lock_is_undone_by_a_click(fog: Item, carols: Client, carol: User) -> None:
    locks.lock(fog, "overview", "Mine", by=None)
    row = _of("locked")
    assert f"{URL}{row.pk}/undo/" in desk.text_of(carols, URL)
    assert carols.get(f"{URL}{row.pk}/undo/").status_code == 405
    assert "Undone." in _undo(carols, row)
    assert not FieldLock.objects.exists()
    undone = _of("unlocked")
    assert (undone.undoes, undone.by) == (row, carol)
    page = desk.text_of(carols, f"{URL}{row.pk}/change/")
    assert f"{URL}{undone.pk}/change/" in page
    assert "Undo it" not in page
    assert "undone by carol" in desk.text_of(carols, URL)
    assert "undone already" in _undo(carols, row)


def test_what_was_changed_since_is_refused_with_words(
    fog: Item, carols: Client, carol: User
) -> None:
    place = orders.scope(field="overview")
    orders.set_rule(place, [servers.find_server("beta")], by=carol)
    row = _of("rule_set")
    orders.set_rule(place, [servers.find_server("alpha")])
    assert "Somebody has changed it since" in _undo(carols, row)
    assert PriorityRule.objects.get().servers == ["alpha"]


def test_a_note_is_kept_and_a_stale_one_is_not_lost(fog: Item, carols: Client) -> None:
    row = _of("server_added")
    url = f"{URL}{row.pk}/note/"
    assert carols.get(url).status_code == 405
    kept = carols.post(url, {"note": "The new disk", "seen": ""}, follow=True)
    assert "The new disk" in kept.content.decode()
    stale = carols.post(url, {"note": "My <words>", "seen": ""})
    page = stale.content.decode()
    assert "Somebody else wrote a note" in page
    assert 'value="My &lt;words&gt;"' in page
    assert 'name="seen" value="The new disk"' in page
    assert "The new disk" in desk.text_of(carols, URL)


def test_each_needs_its_permission(fog: Item, carol: User) -> None:
    locks.lock(fog, "overview", "Mine", by=carol)
    row = _of("locked")
    assert desk.permitted("nora").get(URL).status_code == 403
    vic = desk.permitted("vic", "view_activity")
    page = desk.text_of(vic, URL)
    assert "/undo/" not in page
    one = desk.text_of(vic, f"{URL}{row.pk}/change/")
    assert "<form method" not in one.split("<main", 1)[-1].replace(
        '<form method="post" action="/admin/logout/"', ""
    )
    for address in ("note", "undo"):
        assert vic.post(f"{URL}{row.pk}/{address}/").status_code == 403
    assert FieldLock.objects.exists()
    for view in ("add", f"{row.pk}/delete"):
        assert vic.get(f"{URL}{view}/").status_code == 403


def test_deeds_about_people_are_for_who_keeps_people(
    carols: Client, olgas: Client
) -> None:
    people.make_person("ida-9", "c-Passphrase-9")
    invitations.make(note="for the aunt")
    row = _of("invited")
    assert "for the aunt" in desk.text_of(olgas, URL)
    page = desk.text_of(carols, URL)
    assert "for the aunt" not in page
    assert "ida-9" not in page
    url = f"{URL}{row.pk}/change/"
    assert carols.get(url).status_code == 302
    for address in ("note", "undo"):
        assert carols.post(f"{URL}{row.pk}/{address}/").status_code == 404
    # A viewer has no desk.
    bob = people.make_person("bob", "c-Passphrase-9")
    assert client_of(bob).get(URL).status_code == 403


def test_what_is_done_at_the_desk_is_kept(
    fog: Item, olgas: Client, carols: Client
) -> None:
    """Each interface hands on who it was."""
    server = Server.objects.get(slug="beta")
    url = reverse("admin:catalog_server_switch", args=[server.pk])
    olgas.post(url, {"enabled": "no"})
    said = {
        "enabled": "on",
        "how": "every",
        "every": "3",
        "unit": "hours",
        "at": "",
    }
    olgas.post(reverse("admin:sync_schedule_add"), said)
    ida = {"username": "Ida", "email": "", "password": "c-Passphrase-9", "role": 1}
    olgas.post(reverse("admin:accounts_user_add"), ida)
    made = olgas.post(reverse("admin:sync_sender_add"), {"name": "L", "enabled": "on"})
    assert made.status_code == 200
    newest = Activity.objects.order_by("-pk").values_list("verb", "by_name")[:4]
    assert list(newest) == [
        ("webhook_added", "olga"),
        ("person_added", "olga"),
        ("schedule_added", "olga"),
        ("server_disabled", "olga"),
    ]
