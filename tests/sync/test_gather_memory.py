"""What a server lists takes no memory item by item while it is read."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

from catalog.models import Server
from sync import execute
from sync.models import Observation, Scan
from sync.numbers import Numbers
from sync.types import (
    KINDS,
    ItemRead,
    ItemUnchanged,
    Known,
    ListingRead,
    ScanEvent,
    ScanRequest,
)
from tests.sync.scripted import Theatre, movie
from tests.tiers import Tier

FEW = 2_000


def _stored(server: Server, first: int, last: int) -> None:
    Observation.objects.bulk_create(
        Observation(
            server=server,
            kind="movie",
            remote_key=_key(number),
            content_hash="c" * 32,
            identity_hash="i" * 32,
            listing_token="t" * 32,
        )
        for number in range(first, last)
    )


def _key(number: int) -> str:
    return f"A film that many libraries have {number:06d}"


def _taken(theatre: Theatre, count: int) -> int:
    """The most memory it takes to hear that so many are as they were."""

    def unchanged(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        for number in range(count):
            yield ItemUnchanged(kind="movie", remote_key=_key(number))
        yield ListingRead(kinds=KINDS, token=None)

    theatre.scripts["a"] = unchanged
    tracemalloc.start()
    try:
        run = theatre.sync()
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (run.scans.get().items, run.scans.get().withdrawn) == (count, 0)
    return taken


def test_memory_does_not_grow_with_what_is_listed(theatre: Theatre, tier: Tier) -> None:
    many = tier.of(6_000, 12_000)
    server = theatre.server("a")
    _stored(server, 0, FEW)
    _taken(theatre, FEW)
    few = _taken(theatre, FEW)
    _stored(server, FEW, many)
    assert (_taken(theatre, many) - few) / (many - FEW) < 20


def test_what_was_named_is_counted_once(theatre: Theatre) -> None:
    theatre.server("a", movie("one"))
    theatre.sync()
    same = ItemUnchanged(kind="movie", remote_key="one")
    new = ItemRead(item=movie("two"))
    theatre.plays("a", same, new, same, ListingRead(kinds=KINDS, token=None))
    theatre.sync()
    assert Scan.objects.latest("pk").items == 2
    assert execute.due().count() == 0


def test_numbers_are_told_apart_near_and_far() -> None:
    numbers = Numbers()
    given = [0, 7, 8, 4095, 4096, 10**15, 10**15 + 1]
    assert [numbers.add(number) for number in given] == [True] * len(given)
    assert not any(numbers.add(number) for number in given)
    assert all(number in numbers for number in given)
    assert not any(number in numbers for number in (1, 9, 4097, 10**15 - 1))
