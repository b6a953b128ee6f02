"""What is said before a library is left out is what then happens."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from catalog.models import FieldChange, Item, Server
from sync import execute, leaving_out, servers
from sync.models import Run
from sync.preview import Preview
from tests.sync.scripted import Theatre, movie, show
from tests.sync.test_libraries import library
from tests.sync.test_preview import World
from tests.tiers import Tier


def check(said: Preview, done: Run) -> int:
    rows = list(
        FieldChange.objects.filter(run=done.pk)
        .exclude(field="files")
        .select_related("item")
    )
    values = [row for row in rows if row.field]
    hidden = [row.item for row in rows if row.action == "unavailable"]
    assert Counter(item.kind for item in hidden) == said.unavailable
    assert {item.pk for item in said.hidden} <= {item.pk for item in hidden}
    assert said.by_field == Counter(row.field for row in values)
    actions = Counter(row.action for row in values)
    assert (said.updated, said.cleared) == (actions["updated"], actions["cleared"])
    for example in said.examples:
        name, _, key = example.name.partition(".")
        row = FieldChange.objects.get(
            run=done.pk, item=example.item, field=name, key=key
        )
        assert (row.old, row.new) == (example.before, example.after)
    return len(rows)


def test_a_preview_is_what_happens(theatre: Theatre, seed: int, tier: Tier) -> None:
    world = World(theatre, random.Random(seed))
    world.build()
    moved = 0
    for _ in range(tier.of(8, 30)):
        server = world.rng.choice(list(Server.objects.all()))
        chosen = world.rng.choice((["movies"], ["shows"], ["movies", "shows"]))
        said = leaving_out.preview_libraries(server, chosen, examples=50)
        before = server.left_out
        changed = servers.change_server(server, libraries=chosen)
        if changed.sync is None:
            assert said == Preview()
            continue
        done = execute.carry_out(changed.sync)
        if not before:
            moved += check(said, done)
    assert moved, "nothing ever moved"


def test_titles_that_nobody_else_lists_vanish(theatre: Theatre) -> None:
    for name, *films in (("alpha", "Fog", "Heat", "Rain"), ("beta", "Fog")):
        theatre.server(name)
        items = [movie(film, overview=f"{name}'s") for film in films]
        theatre.scripts[name] = library(*items, *show("Bay", (1, 1)))
    theatre.sync()
    alpha = servers.find_server("alpha")
    said = leaving_out.preview_libraries(alpha, ["shows"])
    assert said.unavailable == {"movie": 2}
    assert {item.title for item in said.hidden} == {"Heat", "Rain"}
    assert said.by_field == {"overview": 1, "title": 1}
    assert said.plays_first == 1
    assert Item.objects.filter(available=True, kind="movie").count() == 3
    assert leaving_out.preview_libraries(alpha, ["movies", "shows"]) == Preview()
    with pytest.raises(servers.ServerError):
        leaving_out.preview_libraries(alpha, [])
    settled = servers.change_server(alpha, enabled=False)
    assert leaving_out.preview_libraries(settled.server, ["shows"]) == Preview()
