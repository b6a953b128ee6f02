"""Five properties, each by itself, of installations drawn by chance.

The walk weighs all of them after every deed; here each has a test of its name.
"""

from __future__ import annotations

import random
from typing import Any, Final

import pytest

from accounts.models import User
from catalog.models import Item
from sync import orders
from sync.export import export_catalog
from sync.types import KINDS
from tests.laws import deeds, weighed
from tests.laws.life import NAMES
from tests.laws.memory import Memory
from tests.laws.parts import Wanted
from tests.laws.scales import Scales
from tests.laws.shelf import Shelf
from tests.laws.stock import stocked
from tests.laws.table import GROUPS
from tests.laws.test_walk import shelved as shelved
from tests.laws.walk import Walk

_NAMES_OF_KINDS: Final = ("movies", "shows", "seasons", "episodes")


class House:
    """Three servers with a drawn stock, added anew as often as it is asked for."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.stock = {name: stocked(self.chance) for name in NAMES}

    def begin(self) -> None:
        deeds.forget_everything()
        for name in NAMES:
            shelf = Walk.shelves[name] = Shelf(slug=name)
            for item in self.stock[name]:
                shelf.offer(item)
            deeds.add_server(name)

    def sync(self, *names: str, asked: deeds.Asked = deeds.ALL_OF_IT) -> int:
        """Scan these servers in this order; the rows that were written."""
        run = deeds.ask(list(names), asked)
        for name in names:
            deeds.scan(name)
        written = deeds.told(deeds.finish(run))["writes"]
        assert isinstance(written, int)
        return written

    def weighed(self) -> Scales:
        """The catalog as the laws ask for it, after whole syncs of all servers."""
        memories = {name: Memory() for name in NAMES}
        for name, memory in memories.items():
            shelf = Walk.shelves[name]
            memory.become(memory.after(shelf.told, Wanted(), shelf.offers)[1])
        scales = Scales(memories, User.objects.get_or_create(username="walker")[0])
        scales.weigh()
        return scales


@pytest.fixture
def house(shelved: None, seed: int) -> House:
    house = House(seed)
    house.begin()
    return house


def _catalog() -> Any:
    return export_catalog()["items"]


def test_the_order_of_arrival_is_no_input(house: House) -> None:
    house.sync(*NAMES)
    expected = _catalog()
    for _ in range(2):
        house.begin()
        names = house.chance.sample(NAMES, len(NAMES))
        for name in names:
            house.sync(name)
        assert _catalog() == expected, names


def test_twice_is_once(house: House) -> None:
    house.sync(*NAMES)
    scales = house.weighed()
    before = scales.rows()
    for asked in (deeds.ALL_OF_IT, deeds.Asked(force=True)):
        assert house.sync(*NAMES, asked=asked) == 0
        deeds.resolve_all()
        scales.weigh()
        assert scales.rows() == before


def test_a_call_that_comes_twice_is_one_request(house: House) -> None:
    first = deeds.deliver("alpha", "call")
    assert deeds.deliver("alpha", "call") == first
    run = deeds.planned(first)
    deeds.scan("alpha")
    assert deeds.finish(run).created
    assert deeds.deliver("alpha", "call") == first
    assert deeds.planned(first) == run
    assert house.sync("alpha") == 0


def test_pieces_in_any_order_are_one_whole_sync(house: House) -> None:
    house.sync(*NAMES)
    expected = _catalog()
    house.begin()
    pieces = [
        (name, deeds.Asked(kinds=kinds, groups=groups))
        for name in NAMES
        for kinds in _parted(house.chance, _NAMES_OF_KINDS)
        for groups in _parted(house.chance, GROUPS)
    ]
    house.chance.shuffle(pieces)
    for name, asked in pieces:
        Walk.shelves[name].spares = True
        house.sync(name, asked=asked)
    assert _catalog() == expected, pieces
    assert house.sync(*NAMES) == 0


def _parted(chance: random.Random, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """All of these in one to three parts."""
    where = {name: chance.randrange(3) for name in names}
    parts = [tuple(n for n in names if where[n] == part) for part in range(3)]
    return [part for part in parts if part]


def test_what_explain_says_is_the_catalog(house: House) -> None:
    house.sync(*NAMES)
    _decide(house.chance)
    scales = house.weighed()
    for item in Item.objects.all():
        weighed.is_explained(scales, item)


def _decide(chance: random.Random) -> None:
    """A rule, and locks as a curator sets them."""
    some = chance.sample(list(Item.objects.order_by("pk")), 2)
    deeds.set_rule(deeds.place_of("", "overview", None), ["gamma"])
    deeds.set_rule(deeds.place_of("", "", some[0]), ["beta", "alpha"])
    deeds.lock(some[0], "overview", "", "a curator's words")
    deeds.lock(some[1], "artwork", "poster", None)


def test_a_preview_is_what_then_happens(house: House) -> None:
    house.sync(*NAMES)
    for _ in range(3):
        scales = house.weighed()
        before = scales.since, scales.play
        item = house.chance.choice([None, *Item.objects.order_by("pk")])
        kind = house.chance.choice(KINDS) if item is None else ""
        names = house.chance.sample(NAMES, 2)
        place = deeds.place_of(kind, "", item)
        said = orders.preview_rule(place, orders.servers_named(names))
        deeds.set_rule(place, names)
        _as_foreseen(said, scales, before)
        servers = orders.servers_named(names)
        servers.sort(key=lambda server: server.priority)
        before = scales.since, scales.play
        said = orders.preview_priorities(servers[::-1])
        deeds.swap(*servers)
        _as_foreseen(said, scales, before)


def _as_foreseen(said: Any, scales: Scales, before: Any) -> None:
    scales.weigh()
    after = scales.since, scales.play
    assert weighed.moved(before, after) == weighed.foreseen(said)
