"""One title in the life of a household: what servers said of it, under which order,
rules and locks.  Drawn by chance, made smaller where something fails."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.laws.oracle import Rule, Said, Server
from tests.laws.table import KEYED, OF_KIND

LINEAGE: Final = {
    "movie": (1,),
    "show": (1,),
    "season": (2, 1),
    "episode": (3, 2, 1),
}
_SLUGS: Final = ("a", "b", "c", "d")
#: Texts, numbers and lists, those that are nothing, and those that only look so.
_VALUES: Final[tuple[Any, ...]] = (
    *("x", "y", "0", "false", 1, 7, 7.5, ["x"], [0], [""]),
    *(0, 0.0, False, True),
    *(None, "", "  ", "\t\n", [], {}),
)
_KEYS: Final = {
    "external_ids": ("tmdb", "imdb"),
    "artwork": ("poster", "logo"),
    "captions": ("en", "en:hi", "pt-BR:forced"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that decides about one title at one moment."""

    kind: str
    servers: tuple[Server, ...]
    said: tuple[Said, ...] = ()
    rules: tuple[Rule, ...] = ()
    locks: Mapping[tuple[str, str], Any]

    @property
    def lineage(self) -> tuple[int, ...]:
        return LINEAGE[self.kind]


#: A title at several moments, one after the other.
Schedule = tuple[World, ...]


def draw(seed: int) -> Schedule:
    """The schedule of this seed: a first world, and what happens next."""
    chance = random.Random(seed)
    kind = chance.choice(("movie", "movie", "show", "season", "episode", "episode"))
    world = World(kind=kind, servers=tuple(_servers(chance)), locks={})
    fields = _some_fields(chance, kind)
    for _ in range(chance.choice((0, 1, 2, 2, 3, 4, 6))):
        world = _say(world, chance, fields)
    for change in (_rule, _rule, _lock, _lock):
        if chance.random() < 0.6:
            world = change(world, chance, fields)
    worlds = [world]
    for _ in range(chance.choice((1, 1, 2, 3))):
        world = chance.choice(_CHANGES)(world, chance, fields)
        worlds.append(world)
    return tuple(worlds)


def _servers(chance: random.Random) -> Iterator[Server]:
    slugs = _SLUGS[: chance.randint(1, 4)]
    places = chance.sample(range(9), len(slugs))
    for slug, priority in zip(slugs, places, strict=True):
        removed = chance.random() < 0.1
        yield Server(
            slug,
            # The place of a removed server may have been given to another.
            chance.choice(places) if removed else priority,
            enabled=not removed and chance.random() < 0.85,
            removed=removed,
            has_files=chance.random() < 0.8,
        )


def _some_fields(chance: random.Random, kind: str) -> list[str]:
    """Few, so that servers speak of the same ones."""
    names = [declared.name for declared in OF_KIND[kind] if declared.merged != KEYED]
    return chance.sample(names, chance.randint(1, 4))


def _some_value(chance: random.Random) -> Any:
    return chance.choice(_VALUES)


def _entry(chance: random.Random, name: str) -> Any:
    if name == "external_ids":
        return chance.choice(("1", "2", "tt3", ""))
    url = f"http://files.example/{chance.randint(1, 3)}"
    if name == "captions":
        at = chance.choice((None, "2024-01-01", "2031-01-01"))
        pending = chance.random() < 0.4
        return {"url": url, "label": None, "last_modified": at, "pending": pending}
    return chance.choice(({"url": url, "focal": None}, {"url": url}, {}, None))


def _say(world: World, chance: random.Random, fields: list[str]) -> World:
    """A server says something of a new item, or something else of a known one."""
    server, key = chance.choice(world.servers).slug, chance.choice("klm")
    entries: dict[str, dict[str, Any]] = {}
    playable = world.kind in {"movie", "episode"}
    for name, keys in _KEYS.items():
        if chance.random() < 0.5 and (playable or name != "captions"):
            some = chance.sample(keys, chance.randint(1, len(keys)))
            entries[name] = {key: _entry(chance, name) for key in some}
    files = chance.choice((0, 1, 1, 2)) if playable else 0
    said = Said(
        server,
        key,
        chance.random() < 0.8,
        {name: _some_value(chance) for name in fields if chance.random() < 0.7},
        entries,
        [{"url": f"http://{server}.example/{key}/{n}"} for n in range(files)],
    )
    others = [s for s in world.said if (s.server, s.key) != (server, key)]
    return replace(world, said=(*others, said))


def _list_or_withdraw(world: World, chance: random.Random, fields: list[str]) -> World:
    if not world.said:
        return _say(world, chance, fields)
    which = chance.randrange(len(world.said))
    return replace(
        world,
        said=tuple(
            said._replace(listed=not said.listed) if index == which else said
            for index, said in enumerate(world.said)
        ),
    )


def _rule(world: World, chance: random.Random, fields: list[str]) -> World:
    """A rule is set, changed or lifted; it names servers that may be gone."""
    kind = chance.choice(("", world.kind, world.kind, "movie"))
    field = chance.choice(("", *fields, *fields, "files", "captions", "artwork"))
    title = chance.choice((None, None, *world.lineage, 99))
    if not kind and not field and title is None:
        kind = world.kind
    servers = chance.sample(_SLUGS, chance.randint(1, 3))
    scope = (kind, field, title)
    others = tuple(r for r in world.rules if (r.kind, r.field, r.title) != scope)
    if len(others) < len(world.rules) and chance.random() < 0.5:
        return replace(world, rules=others)
    rule = Rule(max((r.id for r in world.rules), default=0) + 1, tuple(servers), *scope)
    return replace(world, rules=(*others, rule))


def _lock(world: World, chance: random.Random, fields: list[str]) -> World:
    """A value or entry is locked, as something or as nothing, or unlocked."""
    locks = dict(world.locks)
    if locks and chance.random() < 0.3:
        del locks[chance.choice(sorted(locks))]
        return replace(world, locks=locks)
    if chance.random() < 0.5:
        locks[chance.choice(fields), ""] = _some_value(chance)
        return replace(world, locks=locks)
    names = ["external_ids", "artwork"]
    if world.kind in {"movie", "episode"}:
        names += ["captions", "files", "files"]
    name = chance.choice(names)
    keys = _KEYS.get(name, ("a", "b", "b#2", "other", "another", "third"))
    nothing = ("", None) if name == "external_ids" else ({}, None)
    for key in chance.sample(keys, chance.randint(1, len(keys))):
        locks[name, key] = chance.choice((*nothing, *[_entry(chance, name)] * 3))
    return replace(world, locks=locks)


def _swap(world: World, chance: random.Random, fields: list[str]) -> World:
    places = [server.priority for server in world.servers]
    chance.shuffle(places)
    return replace(
        world,
        servers=tuple(
            server._replace(priority=place)
            for server, place in zip(world.servers, places, strict=True)
        ),
    )


def _switch(world: World, chance: random.Random, fields: list[str]) -> World:
    """A server is disabled, enabled, removed or added back."""
    which = chance.choice(world.servers)
    removed = not which.removed if chance.random() < 0.4 else which.removed
    other = which._replace(enabled=not removed and not which.enabled, removed=removed)
    return replace(
        world,
        servers=tuple(other if s is which else s for s in world.servers),
    )


_CHANGES: Final[tuple[Callable[[World, random.Random, list[str]], World], ...]] = (
    *(_say, _say, _list_or_withdraw, _list_or_withdraw),
    *(_rule, _rule, _lock, _lock, _swap, _switch, _switch),
)


def smallest(schedule: Schedule, fails: Callable[[Schedule], bool]) -> Schedule:
    """Still failing, with nothing left that could be taken away."""
    while True:
        for smaller in _smaller(schedule):
            if fails(smaller):
                schedule = smaller
                break
        else:
            return schedule


def _smaller(schedule: Schedule) -> Iterator[Schedule]:
    for index in range(len(schedule)):
        if len(schedule) > 1:
            yield (*schedule[:index], *schedule[index + 1 :])
    for index, world in enumerate(schedule):
        for less in _less(world):
            yield (*schedule[:index], less, *schedule[index + 1 :])


def _less(world: World) -> Iterator[World]:
    for said in world.said:
        others = tuple(s for s in world.said if s is not said)
        yield replace(world, said=others)
        less = [said._replace(values=_without(said.values, n)) for n in said.values]
        less += [said._replace(entries=_without(said.entries, n)) for n in said.entries]
        less += [said._replace(files=said.files[1:])] if said.files else []
        for one in less:
            yield replace(world, said=(*others, one))
    for rule in world.rules:
        yield replace(world, rules=tuple(r for r in world.rules if r is not rule))
    for name in world.locks:
        yield replace(world, locks=_without(world.locks, name))
    talking = {said.server for said in world.said}
    for server in world.servers:
        if server.slug not in talking:
            yield replace(
                world, servers=tuple(s for s in world.servers if s is not server)
            )


def _without(mapping: Mapping[Any, Any], name: Any) -> dict[Any, Any]:
    return {key: value for key, value in mapping.items() if key != name}
