"""What the preview of a bulk change says of values is what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Item
from catalog.queries import values_of
from sync import bulk, locks, orders
from sync.bulk import outcomes, told
from sync.models import BulkChange, BulkRow
from tests.sync.scripted import Theatre, movie
from tests.sync.test_bulk import done, films, follow, previewed

Deed = BulkChange.Deed


def become(change: BulkChange) -> dict[int, Any]:
    """By title: the value that is to come, as the preview says it."""
    said = outcomes.sample(change)
    return {one.item.pk: (one.after.value, one.after.source) for one in said.outcomes}


def came(items: list[Item], field: str) -> dict[int, Any]:
    """By title: the value that there is now."""
    found = {}
    now = list(Item.objects.filter(pk__in=[item.pk for item in items]))
    for pk, values in values_of(now).items():
        value = values.fields.get(field)
        found[pk] = (value.value, value.source) if value else (None, None)
    return found


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        (Deed.LOCK, {"text": "Mine"}),
        (Deed.EMPTY, {}),
        (Deed.KEEP, {}),
        (Deed.UNLOCK, {}),
        (Deed.USE, {"server": "beta"}),
        (Deed.USUAL, {}),
    ],
)
@pytest.mark.parametrize("field", ["overview", "tagline"])
def test_what_is_said_is_what_comes(
    theatre: Theatre, deed: BulkChange.Deed, more: dict[str, Any], field: str
) -> None:
    items = films(theatre)
    locks.lock(items[0], field, "Theirs")
    locks.lock(items[1], field, None)
    for item in items[2:]:
        place = orders.scope(kind="movie", field=field, item=item)
        orders.set_rule(place, orders.servers_named(["beta"]))
    follow()
    change = previewed(deed, items, field, **more)
    rows = change.rows.filter(state="planned")
    planned = {row.title or 0 for row in rows}
    said = become(change)
    assert set(said) == planned
    done(change)
    now = came(items, field)
    assert said == {pk: now[pk] for pk in planned}


def test_values_are_counted_and_shown_with_whose_they_are(theatre: Theatre) -> None:
    items = films(theatre)
    locks.lock(items[0], "tagline", "tag 0")
    locks.lock(items[1], "tagline", "Mine")
    locks.lock(items[2], "rating", 7.0)
    follow()
    said = told.as_json(previewed(Deed.UNLOCK, items, "tagline"))
    assert said["preview"] == {"looked_at": 2, "others": 1, "cleared": 0}
    first, second = said["examples"]
    # What becomes another comes first.
    assert first["item"]["name"] == "Film 1"
    assert first["from"] == {"value": "Mine", "source": "lock"}
    assert first["to"] == {"value": "tag 1", "source": "alpha"}
    assert (first["was"], first["wanted"]) == ({"value": "Mine"}, None)
    assert second["from"]["value"] == second["to"]["value"] == "tag 0"
    change = previewed(Deed.UNLOCK, items, "rating")
    assert told.as_json(change)["preview"]["cleared"] == 1
    found = outcomes.sample(change)
    assert told.sample_words(found) == "The value would be none."
    assert told.as_json(done(change))["examples"][0]["from"] is None


def test_entries_of_a_rule_and_the_file_that_plays_first(theatre: Theatre) -> None:
    for name in ("alpha", "beta"):
        film = movie("Film")
        poster = {"url": f"http://{name}/p.jpg", "placeholder": None, "focal": None}
        theatre.server(name, replace(film, artwork={"poster": poster}))
    theatre.sync()
    items = list(Item.objects.all())
    said = told.as_json(previewed(Deed.USE, items, "artwork", server="beta"))
    (example,) = said["examples"]
    assert example["field"] == "artwork.poster"
    assert example["from"]["value"]["url"] == "http://alpha/p.jpg"
    assert (example["to"]["source"], example["wanted"]) == (
        "beta",
        {"servers": ["beta"]},
    )
    said = told.as_json(previewed(Deed.USE, items, "files", server="beta"))
    (example,) = said["examples"]
    assert (example["from"]["source"], example["to"]["source"]) == ("alpha", "beta")


def test_of_many_titles_some_are_looked_at(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = films(theatre, 30)
    monkeypatch.setattr(outcomes, "SAMPLE", 10)

    def asked(of: list[Item]) -> int:
        change = previewed(Deed.USE, of, "overview", server="beta")
        with CaptureQueriesContext(connection) as queries:
            said = told.as_json(change)
        assert said["preview"]["looked_at"] == min(len(of), 10)
        return len(queries)

    assert asked(items[:3]) == asked(items)
    change = previewed(Deed.USE, items, "overview", server="beta")
    words = told.sample_words(outcomes.sample(change))
    assert words == "10 of the first 10 values would be others."
    assert BulkRow.objects.filter(bulk=change, state="planned").count() == 30
    bulk.apply(change, by=None)
    assert told.as_json(change)["counts"]["planned"] == 30
