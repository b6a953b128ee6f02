"""Many titles in one bulk change, and one beside a sync."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import FieldLock, Item
from sync import audit, bulk, settle
from sync.bulk import applying
from sync.models import BulkChange, Run
from tests.catalog import shelf
from tests.sync import desk
from tests.sync.scripted import Theatre, movie
from tests.tiers import Tier

_BATCH: Final = 500
#: Of one batch: its transaction, what is there, what is written.
_PER_BATCH: Final = 16


@pytest.mark.django_db(transaction=True)
def test_many_titles_are_chosen_previewed_applied_and_undone(
    alice: User, tier: Tier
) -> None:
    titles = tier.of(2_000, 20_000)
    batches = titles // _BATCH
    shelf.many_movies(titles)
    client = Client()
    client.force_login(alice)
    movies = reverse("admin:catalog_movie_changelist")
    first = Item.objects.order_by("pk")[0].pk
    sent = {"action": "bulk_lock", "index": "0", "select_across": "1"}
    page = client.post(movies, {**sent, "_selected_action": [first]})["Location"]
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(page, {"name": "tagline", "text": "Mine"})
    assert answer.status_code == 302
    assert len(queries) <= 4 * batches + 40
    change = BulkChange.objects.get()
    assert (change.planned, len(change.titles)) == (titles, titles)
    # The page is short, whatever it is about.
    assert len(desk.text_of(client, desk.page_url(change))) < 60_000
    client.post(desk.page_url(change, "apply"))
    assert not FieldLock.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        bulk.carry_out(change.pk)
    assert len(queries) <= _PER_BATCH * batches + 40
    change.refresh_from_db()
    assert (change.state, change.changed) == ("done", titles)
    assert FieldLock.objects.filter(value="Mine").count() == titles
    run = Run.objects.get(purpose="resolve")
    assert len(run.titles or []) == titles
    Run.objects.filter(pk=run.pk).update(state="succeeded", finished_at=run.created_at)
    client.post(desk.page_url(change, "undo"))
    back = BulkChange.objects.get(undoes=change)
    assert back.planned == titles
    client.post(desk.page_url(back, "apply"))
    bulk.carry_out(back.pk)
    assert not FieldLock.objects.exists()


def test_a_sync_beside_it_loses_nothing(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def library(words: str) -> list[Any]:
        return [movie(f"Film {n}", overview=f"{words} {n}") for n in range(60)]

    theatre.server("alpha", *library("old"))
    theatre.sync()
    monkeypatch.setattr(applying, "_BATCH", 7)
    monkeypatch.setattr(applying, "SMALL", 0)
    titles = list(Item.objects.values_list("pk", flat=True))
    change = bulk.begin(BulkChange.Deed.LOCK, "movie", titles, by=None)
    bulk.preview(change, bulk.Choice(name="overview", text="Mine"))
    bulk.apply(change, by=None)
    theatre.says("alpha", *library("new"))

    def sync() -> None:
        with closing(connection):
            theatre.sync()

    thread = threading.Thread(target=sync)
    thread.start()
    bulk.carry_out(change.pk)
    thread.join(120)
    assert not thread.is_alive()
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)
    change.refresh_from_db()
    assert (change.state, change.changed + change.overtaken) == ("done", 60)
    locked = set(FieldLock.objects.values_list("item", flat=True))
    assert len(locked) == change.changed
    for item in Item.objects.all():
        expected = "Mine" if item.pk in locked else f"new {str(item.title)[5:]}"
        assert item.overview == expected
    assert audit.verify().differences == 0
