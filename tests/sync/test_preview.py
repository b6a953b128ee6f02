"""A preview says what then happens: counts, fields, titles, and the examples' values.

Random small catalogs with everything that moves a winner: pending captions, several
files, two items of one server in one title, titles nobody lists, locks, rules.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from catalog.fields import SINGLE, Merge, Type, of_kind
from catalog.models import FieldChange, Item, PriorityRule, Server
from sync import locks, orders, settle, triggers
from sync.models import Observation, Run
from sync.patterns import Pattern, patterns
from sync.preview import Preview
from sync.types import ObservedItem
from tests.sync.scripted import Theatre, movie
from tests.sync.test_locks import refused, run
from tests.tiers import Tier

SERVERS = ("a", "b", "c")
NAMED = [
    f for f in SINGLE if f.name not in {"title", "season_number", "episode_number"}
]


class World:
    """Servers with random items, and random deeds of a curator."""

    def __init__(self, theatre: Theatre, rng: random.Random) -> None:
        self.theatre = theatre
        self.rng = rng

    def build(self) -> None:
        for name in SERVERS:
            self.theatre.server(name, *self.items(name))
        self.theatre.sync()
        if self.rng.random() < 0.7:
            # Some titles go, so that they are unavailable or a server withdraws them.
            gone = self.rng.choice(SERVERS)
            self.theatre.says(gone, *self.items(gone)[:4])
            self.theatre.sync()
        for _ in range(self.rng.randrange(4)):
            self.lock()
        if self.rng.random() < 0.3:
            slug = self.rng.choice(SERVERS)
            Server.objects.filter(slug=slug).update(enabled=False)
        settle.resolve_now(triggers.request_resolve().pk)

    def items(self, server: str) -> list[ObservedItem]:
        found: list[ObservedItem] = []
        for number in range(5):
            for copy in range(self.rng.choice((0, 1, 1, 1, 2))):
                found.append(self.item(server, "movie", f"M{number}", copy, None))
        found.append(self.item(server, "show", "S", 0, None))
        found.append(self.item(server, "season", "S/1", 0, "S", season_number=1))
        for number in range(3):
            if self.rng.random() < 0.8:
                place = {"season_number": 1, "episode_number": number}
                found.append(
                    self.item(server, "episode", f"S/1/{number}", 0, "S/1", **place)
                )
        return found

    def item(
        self,
        server: str,
        kind: Any,
        name: str,
        copy: int,
        parent: str | None,
        **more: Any,
    ) -> ObservedItem:
        rng = self.rng
        sure = {"title": name, "year": 2000, **more}
        values = {
            f.name: self.value(f.type, server)
            for f in NAMED
            if kind in f.kinds and rng.random() < 0.4
        }
        plays = kind in {"movie", "episode"}
        captions = {
            key: {
                "url": f"http://{server}/{name}/{copy}/{key}",
                "label": None,
                "last_modified": None,
                "pending": rng.random() < 0.4,
            }
            for key in ("en", "en:hi", "de")
            if plays and rng.random() < 0.5
        }
        files = rng.choice((0, 1, 1, 1, 2)) if plays else 0
        return ObservedItem(
            kind=kind,
            remote_key=name if not copy else f"{name} copy",
            parent_key=parent,
            values={**values, **sure},
            external_ids={
                **({"tmdb": name} if kind in {"movie", "show"} else {}),
                **({"imdb": f"{server}{name}"} if rng.random() < 0.3 else {}),
            }
            if kind != "movie"
            else {"tmdb": name},
            artwork={
                key: {
                    "url": f"http://{server}/{key}",
                    "placeholder": None,
                    "focal": None,
                }
                for key in ("poster", "backdrop")
                if rng.random() < 0.5
            },
            captions=captions,
            files=[
                {
                    "url": f"http://{server}/{name}/{copy}/{n}.mp4",
                    "container": "mp4",
                    "size_bytes": n,
                    "modified_at": None,
                    "fingerprint": None,
                }
                for n in range(files)
            ],
        )

    def value(self, type_: Type, server: str) -> Any:
        # Servers often agree: a source that moves without its value moving counts too.
        number = self.rng.randrange(1, 4)
        match type_:
            case Type.INTEGER:
                return number
            case Type.NUMBER:
                return float(number)
            case Type.DATE:
                return f"2000-01-0{number}"
            case Type.LIST:
                return [server, str(number)]
        return f"{number}"

    def lock(self) -> None:
        item = self.rng.choice(list(Item.objects.all()))
        field = self.rng.choice(list(of_kind(item.kind)))
        name = field.name
        if field.merge is Merge.KEYED:
            keys = {"captions": "en", "artwork": "poster", "external_ids": "imdb"}
            name = f"{name}.{keys.get(name, self.rng.choice(SERVERS))}"
        try:
            if self.rng.random() < 0.5:
                locks.lock_present(item, name)
            else:
                locks.lock(item, name, None)
        except locks.LockError:
            pass

    def deed(self) -> tuple[Preview, Callable[[], Run | None]]:
        """A random change: what is said of it before, and the change."""
        rng = self.rng
        names = rng.sample(SERVERS, rng.randrange(1, 4))
        named = orders.servers_named(names)
        kind = rng.random()
        if kind < 0.3:
            named = orders.servers_named(rng.sample(SERVERS, rng.randrange(2, 4)))
            return previews_of(orders.preview_priorities, named), (
                lambda: orders.set_priorities(named).run
            )
        if kind < 0.5 and (rules := list(PriorityRule.objects.all())):
            rule = rng.choice(rules)
            place = orders.scope(kind=rule.kind, field=rule.field, item=rule.item)
            return previews_of(orders.preview_clear, place), (
                lambda: orders.clear_rule(place).run
            )
        while True:
            try:
                place = orders.scope(
                    kind=rng.choice(("", "", "movie", "show", "season", "episode")),
                    field=rng.choice(
                        ["", "", "files", "captions", "artwork", "external_ids"]
                        + [f.name for f in rng.sample(NAMED, 3)]
                    ),
                    item=rng.choice([None, *Item.objects.all()]),
                )
                break
            except orders.RuleError:
                continue
        return previews_of(orders.preview_rule, place, named), (
            lambda: orders.set_rule(place, named).run
        )


def previews_of(deed: Any, *arguments: Any) -> Preview:
    found: Preview = deed(*arguments, examples=50)
    return found


def happened(done: Run) -> tuple[list[int], Counter[str], Counter[str]]:
    done.refresh_from_db()
    rows = list(FieldChange.objects.filter(run=done.pk).select_related("item"))
    kinds = {row.item_id: row.item.kind for row in rows}
    return (
        [done.updated, done.cleared, len(kinds)],
        Counter(row.field for row in rows),
        Counter(kinds.values()),
    )


def check(said: Preview, done: Run) -> int:
    counts, fields, kinds = happened(done)
    assert [said.updated, said.cleared, said.titles] == counts
    assert said.by_field == fields
    assert said.by_kind == kinds
    names = dict(Server.objects.values_list("name", "slug"))
    for example in said.examples:
        name, _, key = example.name.partition(".")
        row = FieldChange.objects.get(
            run=done.pk, item=example.item, field=name, key=key
        )
        assert (row.old, row.new) == (example.before, example.after)
        assert row.old_source == names.get(example.before_server or "", "")
        assert row.new_source == names.get(example.after_server or "", "")
    return sum(counts)


def test_a_preview_is_what_happens(theatre: Theatre, seed: int, tier: Tier) -> None:
    world = World(theatre, random.Random(seed))
    world.build()
    moved = 0
    for _ in range(tier.of(15, 40)):
        said, change = world.deed()
        done = change()
        if done is None:
            assert said.updated + said.cleared == 0
            continue
        settle.resolve_now(done.pk)
        moved += check(said, done)
    assert moved, "nothing ever moved"


def test_titles_that_are_alike_are_counted_each(theatre: Theatre) -> None:
    """What a curator decided about some of them is no matter of the others."""
    names = [f"M{number}" for number in range(9)]
    for server in ("a", "b"):
        of_it = [
            replace(
                movie(name, overview=f"{server}'s {name}", tagline="t"),
                external_ids={"tmdb": name},
            )
            for name in names
        ]
        if server == "b":
            of_it.append(replace(of_it[8], remote_key="M8 copy"))
        theatre.server(server, *of_it)
    theatre.sync()
    items = {item.title: item for item in Item.objects.all()}
    locks.lock(items["M1"], "overview", "mine")
    locks.lock(items["M2"], "files.a", None)
    place = orders.scope(field="overview", item=items["M3"])
    orders.set_rule(place, orders.servers_named(["a"]))
    settle.resolve_now(triggers.request_resolve().pk)
    assert [len(p.titles) for p in every_pattern()] == [8, 1]
    named = orders.servers_named(["b", "a"])
    said = previews_of(orders.preview_priorities, named)
    done = orders.set_priorities(named).run
    assert done is not None
    settle.resolve_now(done.pk)
    assert check(said, done) > 0
    assert said.by_field["overview"] == 7
    assert said.by_field["tagline"] == 9
    assert said.plays_first == 8
    shown = Counter(example.item.title for example in said.examples)
    assert set(shown) == set(names)
    assert orders.preview_priorities(named).examples == []
    back = orders.servers_named(["a", "b"])
    few = orders.preview_priorities(back, examples=4).examples
    assert {example.name for example in few} >= {"title", "overview", "tagline"}


def every_pattern() -> list[Pattern]:
    slugs = dict(Server.objects.values_list("pk", "slug"))
    return list(patterns(Observation.objects.filter(item__isnull=False), slugs))


def test_the_marks_of_pending_captions_are_needed(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them a pending caption would be taken for a finished one."""
    for name, pending in (("a", True), ("b", False), ("c", False)):
        caption = {"url": f"http://{name}", "label": None, "last_modified": None}
        theatre.server(
            name,
            ObservedItem(
                kind="movie",
                remote_key="M",
                values={"title": "M"},
                captions={"en": {**caption, "pending": pending}},
                files=movie("M").files,
            ),
        )
    theatre.sync()
    named = orders.servers_named(["b", "a"])
    assert set(orders.preview_priorities(named).by_field) == {"title"}
    for row in Observation.objects.all():
        row.keys = row.keys.replace("pending.en|", "")
        row.save(update_fields=["keys"])
    assert set(orders.preview_priorities(named).by_field) == {"title", "captions"}
    # What was stored before there were marks gets them.
    migration = import_module("sync.migrations.0011_mark_pending_captions")
    migration.mark(apps, connection.schema_editor())
    assert Observation.objects.get(server__slug="a").keys == "|captions.en|pending.en|"
    assert set(orders.preview_priorities(named).by_field) == {"title"}


def test_the_commands_tell_and_write_nothing(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="a's"), movie("two", tagline="alone"))
    theatre.server("b", movie("one", overview="b's"))
    theatre.sync()
    rows = FieldChange.objects.count()
    said = json.loads(run("preview_priority", "b", "a", "--json"))
    one = Item.objects.get(title="one")
    assert said == {
        "titles": 1,
        "updated": 2,
        "cleared": 0,
        "plays_first": 1,
        "fields": {"overview": 1, "title": 1},
        "kinds": {"movie": 1},
        "examples": [
            {
                "item": {"id": str(one.public_id), "kind": "movie", "name": "one"},
                "field": "title",
                "from": {"server": "a", "value": "one"},
                "to": {"server": "b", "value": "one"},
            },
            {
                "item": {"id": str(one.public_id), "kind": "movie", "name": "one"},
                "field": "overview",
                "from": {"server": "a", "value": "a's"},
                "to": {"server": "b", "value": "b's"},
            },
        ],
    }
    told = run("preview_rule", "--field", "overview", "b")
    assert "Would change 1 values of 1 titles (1 movie)" in told
    assert "one, overview: a's (a) → b's (b)" in told
    assert run("preview_rule", "--kind", "show", "b") == "Nothing would change.\n"
    run("set_rule", "--field", "overview", "b")
    cleared = run("preview_rule", "--field", "overview", "--clear")
    assert "one, overview: b's (b) → a's (a)" in cleared
    assert FieldChange.objects.count() == rows + 1
    assert "at least two" in refused("preview_priority", "a")
    assert "at least two" in refused("set_priority", "a")
    assert "Name at least one server" in refused("preview_rule", "--kind", "movie")
    assert "takes no servers" in refused(
        "preview_rule", "--kind", "movie", "--clear", "a"
    )
    assert "no rule" in refused("preview_rule", "--kind", "movie", "--clear")
    assert "from 0 to 1000" in refused("preview_priority", "a", "b", "--examples", "-1")
