"""The form of a title's values, also while servers are synced and others curate.

No edit is lost, and nothing is locked that was not touched.
"""

from __future__ import annotations

import html
import random
import re
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from catalog.models import FieldLock, Item
from sync import locks, settle, triggers
from sync.admin import title_form
from sync.locks import Edit
from sync.models import Observation, Run
from sync.types import KINDS as ALL_KINDS
from sync.types import ItemRead, ListingRead, ObservedItem
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show
from tests.tiers import Tier

_AREA = re.compile(
    r'<textarea id="value-[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.S
)
_SEEN = re.compile(r'name="seen" value="([^"]*)"')
FIELDS = ("title", "overview", "tagline", "status", "content_rating", "collection")


def edit_url(item: Item) -> str:
    return desk.title_url(item).replace("/change/", "/edit/")


def opened(client: Client, item: Item) -> dict[str, str]:
    """The form as a browser would send it back untouched."""
    page = desk.text_of(client, edit_url(item))
    # A browser sends the line ends of a text area as CR LF.
    sent = {
        name: html.unescape(text).replace("\n", "\r\n")
        for name, text in _AREA.findall(page)
    }
    found = _SEEN.search(page)
    assert found
    return {**sent, "seen": html.unescape(found[1])}


def save(client: Client, item: Item, form: Mapping[str, str], **more: str) -> Any:
    changed = {f"value-{k}": v for k, v in more.items()}
    return client.post(edit_url(item), {**form, **changed}, follow=True)


def follow_up() -> None:
    """What the reconciler does."""
    for pk in Run.objects.filter(purpose="resolve", finished_at=None).values_list(
        "pk", flat=True
    ):
        settle.resolve_now(pk)


def held() -> dict[str, Any]:
    return {str(lock): lock.value for lock in FieldLock.objects.all()}


def stage(theatre: Theatre) -> Item:
    lines = "First line.\n\nSecond <b>line</b> & more."
    theatre.server("a", movie("Film", overview=lines, tagline="a's", genres=["x", "y"]))
    theatre.sync()
    return Item.objects.get()


def test_what_is_touched_is_locked_and_nothing_else(
    carols: Client, theatre: Theatre
) -> None:
    item = stage(theatre)
    assert edit_url(item) in desk.text_of(carols, desk.title_url(item))
    form = opened(carols, item)
    answer = save(carols, item, form)
    assert "nothing was locked" in answer.content.decode()
    assert not FieldLock.objects.exists()
    answer = save(carols, item, form, tagline="Mine.", genres='["z"]', overview="")
    said = answer.content.decode()
    assert "Locked: " in said
    assert "in the background" in said
    assert held() == {"tagline": "Mine.", "genres": ["z"], "overview": None}
    assert {lock.by.username for lock in FieldLock.objects.all() if lock.by} == {
        "carol"
    }
    item.refresh_from_db()
    assert item.tagline == "a's"
    # Opened before the catalog follows: what is locked is shown as it is locked.
    assert opened(carols, item)["value-tagline"] == "Mine."
    follow_up()
    item.refresh_from_db()
    assert (item.tagline, item.genres, item.overview) == ("Mine.", ["z"], None)


def test_lock_as_it_is_as_empty_and_unlock(carols: Client, theatre: Theatre) -> None:
    item = stage(theatre)
    form = opened(carols, item)
    form |= {"act-title": "lock", "act-tagline": "empty"}
    save(carols, item, form)
    assert held() == {"title": "Film", "tagline": None}
    form = {**opened(carols, item), "act-title": "unlock"}
    assert "Unlocked: Title" in save(carols, item, form).content.decode()
    form = opened(carols, item)
    form |= {"new-name": "artwork.logo", "new-text": "https://x.example/logo.png"}
    save(carols, item, form)
    assert set(held()) == {"tagline", "artwork.logo"}


def test_what_does_not_fit_is_said_beside_it_and_nothing_is_lost(
    carols: Client, theatre: Theatre
) -> None:
    item = stage(theatre)
    form = opened(carols, item)
    answer = save(carols, item, form, year="soon", tagline="Mine <i>.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "year must be a whole number from 1870 to 2200" in html.unescape(page)
    assert "Mine &lt;i&gt;." in page
    assert "soon" in page
    assert not FieldLock.objects.exists()
    sent = dict(_AREA.findall(page))
    found = _SEEN.search(page)
    assert found
    form = {**form, "seen": html.unescape(found[1])}
    form |= {
        "value-year": "1999",
        "value-tagline": html.unescape(sent["value-tagline"]),
    }
    save(carols, item, form)
    assert held() == {"year": 1999, "tagline": "Mine <i>."}


def test_lists_and_entries_are_edited_in_lines(
    carols: Client, theatre: Theatre
) -> None:
    cast = [{"name": "Ann Berg", "character": "Captain"}, {"name": "Ben"}]
    film = replace(
        movie("Film", genres=["x", "y"], cast=cast, runtime_ms=6_060_000),
        captions={"en": {"url": "http://a/en.srt", "label": "English"}},
    )
    theatre.server("a", film)
    theatre.sync()
    item = Item.objects.get()
    form = opened(carols, item)
    assert form["value-genres"] == "x\r\ny"
    assert form["value-cast"] == "Ann Berg | Captain\r\nBen"
    assert form["value-runtime_ms"] == "1:41:00"
    label = form["value-captions.en"]
    assert label == "url: http://a/en.srt\r\nlabel: English"
    more = {
        "genres": form["value-genres"] + "\r\nz",
        "cast": "Ann Berg | Mate\r\nBen | Cook | no address",
        "captions.en": label.replace("English", "Anglais"),
        "runtime_ms": "1:42:00",
    }
    refused = save(carols, item, form, **more)
    page = html.unescape(refused.content.decode())
    assert "cast[1].profile must be an address" in page
    assert "Ben | Cook | no address" in page, "what was typed is there to be mended"
    save(carols, item, form, **more | {"cast": "Ann Berg | Mate\r\nBen | Cook"})
    assert held() == {
        "genres": ["x", "y", "z"],
        "cast": [
            {"name": "Ann Berg", "character": "Mate", "profile": None},
            {"name": "Ben", "character": "Cook", "profile": None},
        ],
        "captions.en": {
            "url": "http://a/en.srt",
            "label": "Anglais",
            "last_modified": None,
            "pending": False,
        },
        "runtime_ms": 6_120_000,
    }
    form = opened(carols, item) | {"new-name": "captions.de"}
    form["new-text"] = "url: http://a/de.srt\r\nlabel: Deutsch"
    save(carols, item, form)
    assert held()["captions.de"]["label"] == "Deutsch"
    assert len(held()) == 5, "and nothing else"


def test_a_lock_made_meanwhile_is_not_written_over(
    carols: Client, alice: User, theatre: Theatre
) -> None:
    item = stage(theatre)
    form = opened(carols, item)
    locks.lock(item, "tagline", "Alice's.", by=alice)
    answer = save(carols, item, form, tagline="Carol's.", overview="Carol's too.")
    page = html.unescape(answer.content.decode())
    assert "alice locked this since you opened the page" in page
    assert "Carol's." in page
    assert held() == {"tagline": "Alice's."}
    # Having seen it, Carol insists.
    found = _SEEN.search(answer.content.decode())
    assert found
    form = {**form, "seen": html.unescape(found[1])}
    save(carols, item, form, tagline="Carol's.", overview="Carol's too.")
    assert held() == {"tagline": "Carol's.", "overview": "Carol's too."}


def test_who_may(carols: Client, bob: User, client: Client, theatre: Theatre) -> None:
    item = stage(theatre)
    form = opened(carols, item)
    client.force_login(bob)
    assert client.get(edit_url(item)).status_code in {302, 403}
    assert client.post(edit_url(item), form).status_code in {302, 403}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="carol"))
    assert strict.post(edit_url(item), form).status_code == 403
    assert carols.post(edit_url(item), {"seen": "[1"}).status_code == 302
    assert carols.get(f"/admin/catalog/show/{item.pk}/edit/").status_code == 404
    assert not FieldLock.objects.exists()


def test_every_kind_has_the_form(carols: Client, theatre: Theatre) -> None:
    theatre.server("a", *show("tv", (1, 1)))
    theatre.sync()
    for item in Item.objects.all():
        form = opened(carols, item)
        assert "value-season_number" not in form
        save(carols, item, form, title=f"My {item.kind}")
    follow_up()
    assert set(Item.objects.values_list("title", flat=True)) == {
        "My show",
        "My season",
        "My episode",
    }


# --- a sync and an edit at once -------------------------------------------------------


class Duel:
    """One title, synced and edited at once, again and again."""

    def __init__(self, theatre: Theatre, client: Client, rng: random.Random) -> None:
        self.theatre = theatre
        self.client = client
        self.rng = rng
        self.said = dict.fromkeys(FIELDS, "0")
        self.lost = self.accidental = self.stale = 0
        theatre.server("a", self.item())
        theatre.sync()
        self.film = Item.objects.get()

    def item(self) -> ObservedItem:
        return movie("Film", 1, **self.said)

    def change(self, number: int) -> None:
        for name in self.rng.sample(FIELDS, 3):
            self.said[name] = f"server {number}"

    def round(self, number: int) -> None:
        FieldLock.objects.all().delete()
        settle.resolve_now(triggers.request_resolve().pk)
        form = opened(self.client, self.film)
        typed = dict.fromkeys(
            self.rng.sample(FIELDS, self.rng.randrange(1, 4)), f"typed {number}"
        )
        self.change(number)
        match self.rng.randrange(3):
            case 0:  # the form is open while a whole sync passes
                self.theatre.says("a", self.item())
                self.theatre.sync()
                save(self.client, self.film, form, **typed)
            case 1:  # it is saved while the server is read

                def script(*_: Any) -> Any:
                    yield ItemRead(item=self.item())
                    save(self.client, self.film, form, **typed)
                    yield ListingRead(kinds=ALL_KINDS, token=None)

                self.theatre.scripts["a"] = script
                self.theatre.sync()
            case 2:  # both at once
                self.theatre.says("a", self.item())
                thread = threading.Thread(target=self._sync_alone)
                thread.start()
                save(self.client, self.film, form, **typed)
                thread.join()
        follow_up()
        self.judge(typed)

    def _sync_alone(self) -> None:
        try:
            self.theatre.sync()
        finally:
            connection.close()

    def judge(self, typed: Mapping[str, str]) -> None:
        self.film.refresh_from_db()
        locked = held()
        observed = Observation.objects.get()
        for name in FIELDS:
            wanted = typed.get(name, self.said[name])
            self.lost += name in typed and locked.get(name) != wanted
            self.accidental += name not in typed and name in locked
            self.stale += getattr(self.film, name) != wanted
            # The server's side is kept too, under the lock.
            assert getattr(observed, name) == self.said[name]


def test_no_edit_is_lost_and_no_field_locked_by_accident(
    theatre: Theatre, carols: Client, tier: Tier, seed: int
) -> None:
    duel = Duel(theatre, carols, random.Random(seed))
    for number in range(tier.of(10, 200)):
        duel.round(number + 1)
    assert (duel.lost, duel.accidental, duel.stale) == (0, 0, 0)


def test_a_form_that_compares_with_what_is_now_would_lock_by_accident(
    theatre: Theatre, carols: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Django's own forms do: compare with the row as it is when saving."""

    def naive(sent: Any) -> list[Edit]:
        now = {row.name: row for row in title_form.shown(Item.objects.get()).rows}
        typed = {name: sent[f"value-{name}"].replace("\r\n", "\n") for name in now}
        return [
            Edit(name=name, text=typed[name], seen=row.locked_at)
            for name, row in now.items()
            if typed[name] != row.text
        ]

    monkeypatch.setattr(title_form, "edits", naive)
    duel = Duel(theatre, carols, random.Random(1))
    for number in range(5):
        duel.round(number + 1)
    assert duel.accidental > 0
