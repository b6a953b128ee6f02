"""Syncs, merges, splits and decided conflicts at random; the groups and conflicts at
the end are those of a fresh installation with the same observations and decisions, and
no public id was ever lost.

A failure prints its seed; `--seed` walks the same way again.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, Final

from catalog.models import Alias, Item, Server
from sync import conflicts, identities, settle, triggers
from sync.identities import IdentityError
from sync.models import Conflict, IdentityDecision, Observation
from sync.types import ObservedItem
from tests.sync.scripted import Theatre, movie
from tests.tiers import Tier

SERVERS: Final = ("a", "b", "c")
KEYS: Final = ("one", "two", "three", "four")
Listing = dict[str, dict[str, ObservedItem]]


def draw(chance: random.Random, key: str) -> ObservedItem:
    item = movie(
        key,
        title=chance.choice(["One", "Two", "Uno", key]),
        year=chance.choice([None, 2001, 2002]),
    )
    ids = {
        scheme: value
        for scheme, value in (
            ("tmdb", chance.choice(["", "1", "2", "3"])),
            ("imdb", chance.choice(["", "", "tt1", "tt2"])),
        )
        if value
    }
    mark = chance.choice(["x", "y", "", "", ""]) or None
    return replace(item, external_ids=ids, fingerprint=mark)


def say(theatre: Theatre, said: Listing) -> None:
    for server, items in said.items():
        theatre.says(server, *items.values())


def step(chance: random.Random, theatre: Theatre, said: Listing) -> str:
    """One thing that happens: a server says something else, or a curator decides."""
    items = list(Item.objects.order_by("pk"))
    deed = chance.choice(
        ["sync", "sync", "rename", "leave", "merge", "split", "decide"]
    )
    server = chance.choice(SERVERS)
    try:
        match deed:
            case "merge":
                one, other = chance.choices(items, k=2)
                settle.resolve_now(identities.merge(one, other).pk)
                return f"merge {one.pk} {other.pk}"
            case "split":
                item = chance.choice(items)
                run = identities.split(item, Server.objects.get(slug=server))
                settle.resolve_now(run.pk)
                return f"split {item.pk} {server}"
            case "decide":
                found = list(Conflict.objects.order_by("pk"))
                if found:
                    row = chance.choice(found)
                    decision = chance.choice(conflicts.decisions_for(row))
                    said_of_it = f"{decision} {row}"
                    settle.resolve_now(conflicts.resolve_conflict(row, decision).pk)
                    return said_of_it
            case "rename":
                key = chance.choice(list(said[server]) or [""])
                if key:
                    folder = said[server].pop(key)
                    new = f"{key}'"
                    said[server][new] = replace(folder, remote_key=new)
            case "leave":
                said[server].pop(chance.choice(KEYS), None)
            case _:
                key = chance.choice(KEYS)
                said[server][key] = draw(chance, key)
    except IdentityError as error:
        return f"refused: {error}"
    say(theatre, said)
    theatre.sync(server)
    return f"{deed} {server}: {said[server]}"


def seen() -> tuple[Any, Any]:
    """The groups and the conflicts, by servers and remote keys."""
    groups: dict[int | None, list[tuple[str, str]]] = {}
    for item, server, key in Observation.objects.values_list(
        "item", "server__slug", "remote_key"
    ):
        groups.setdefault(item, []).append((server, key))
    named = {item: sorted(members) for item, members in groups.items()}
    found = sorted(
        (c.reason, c.evidence, sorted([named[c.left_id], named[c.right_id]]))
        for c in Conflict.objects.all()
    )
    return sorted(named.values()), found


def obeyed() -> bool:
    """Whether every decision that stands holds."""
    where = {
        (server, key): item
        for server, key, item in Observation.objects.values_list(
            "server__slug", "remote_key", "item"
        )
    }
    return all(
        (where[row.left_server, row.left_key] == where[row.right_server, row.right_key])
        == (row.verdict == "merge")
        for row in IdentityDecision.objects.all()
    )


def test_identity_is_a_function_of_what_is_stored_and_decided(
    theatre: Theatre, seed: int, tier: Tier
) -> None:
    chance = random.Random(seed)
    said: Listing = {s: {k: draw(chance, k) for k in KEYS} for s in SERVERS}
    for server in SERVERS:
        theatre.server(server)
    say(theatre, said)
    theatre.sync()
    steps: list[str] = []
    known: set[Any] = set()
    for _ in range(tier.of(15, 40)):
        steps.append(step(chance, theatre, said))
        ids = set(Item.objects.values_list("public_id", flat=True))
        ids |= set(Alias.objects.values_list("public_id", flat=True))
        assert known <= ids, (seed, steps)
        known = ids
        assert not Item.objects.filter(observations=None).exists(), (seed, steps)
        assert obeyed(), (seed, steps)
    theatre.sync()
    assert theatre.sync().writes == 0, (seed, steps)
    walked = seen()

    # The same stored rows and decisions, and nothing else.
    Conflict.objects.all().delete()
    Observation.objects.update(item=None, home=None)
    kept = list(IdentityDecision.objects.all())
    Alias.objects.all().delete()
    Item.objects.all().delete()
    settle.resolve_now(triggers.request_resolve().pk)
    assert seen() == walked, (seed, steps)
    assert list(IdentityDecision.objects.all()) == kept
