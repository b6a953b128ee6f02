"""Listings made to cost memory and time: what reading them may cost is bounded."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from doors.http import Deadline, Limits, OutboundError
from sync.adapters.media_processor import client, listing, movies, work
from sync.adapters.media_processor.client import Client
from sync.adapters.media_processor.details import Sources
from sync.adapters.media_processor.documents import Documents
from sync.adapters.media_processor.hashes import NO_HASHES
from sync.adapters.media_processor.links import Links
from sync.adapters.media_processor.listing import Entry, ListingBrokenError
from sync.adapters.media_processor.tokens import Tokens
from sync.types import Candidate, Everything, ItemUnchanged, ScanEvent
from tests.replay import Canned, Replay
from tests.sync.adapters.scanning import Memory, config, items, scan

SMALL = 300_000


@pytest.mark.parametrize(
    "body",
    [
        b'{"A": {"x": "' + b"y" * 3_000_000 + b'"}, "B": {}}',
        b'{"A": {"' + b"y" * 3_000_000 + b'": 1}, "B": {}}',
        b'{"' + b"y" * 3_000_000 + b'": {}, "B": {}}',
        b'{"A": "' + b"y" * 3_000_000 + b'", "B": {}}',
    ],
    ids=["a text", "a key", "a name", "a bare text"],
)
def test_a_text_without_end_is_given_up_before_it_is_read(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ITEM_BYTES", SMALL)
    file = io.BytesIO(body)
    with pytest.raises(ListingBrokenError) as broken:
        list(listing.read(file))
    assert broken.value.code == "too_large"
    assert file.tell() < 2 * SMALL


def test_a_large_text_inside_the_bound_is_read() -> None:
    """The negative control."""
    body = b'{"A": {"x": "' + b"y" * 3_000_000 + b'"}, "B": {}}'
    found = list(listing.read(io.BytesIO(body)))
    assert [(e.key, e.flaw) for e in found] == [("A", None), ("B", None)]


def test_many_large_items_are_no_text_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "ITEM_BYTES", SMALL)
    one = b'{"x": "' + b"y" * 250_000 + b'"}'
    body = b"{" + b", ".join(b'"%d": %s' % (n, one) for n in range(20)) + b"}"
    found = list(listing.read(io.BytesIO(body)))
    assert [e.flaw for e in found] == [None] * 20
    assert all(180_000 <= e.size <= 320_000 for e in found)


def test_reading_ends_with_the_scan() -> None:
    body = b"{" + b", ".join(b'"%d": {}' % n for n in range(100_000)) + b"}"
    blocks = 0

    def go_on() -> None:
        nonlocal blocks
        blocks += 1
        if blocks > 3:
            raise OutboundError("deadline", "over")

    with pytest.raises(OutboundError):
        list(listing.read(io.BytesIO(body), go_on))
    assert blocks == 4


@pytest.mark.parametrize("ended", ["closed", "deadline"])
def test_a_conversation_that_is_over_says_so(ended: str) -> None:
    with Replay("a") as server:
        deadline = Deadline(0 if ended == "deadline" else 60)
        talk = Client(config(server), Limits(), deadline)
        if ended == "closed":
            talk.go_on("movies")
            talk.close()
        with pytest.raises(OutboundError) as over:
            talk.go_on("movies")
        talk.close()
    assert over.value.code == ("cancelled" if ended == "closed" else "deadline")


def test_a_batch_of_movies_is_bounded_by_bytes() -> None:
    taken = 0

    def entries() -> Iterator[Entry]:
        nonlocal taken
        for number in range(40):
            taken += 1
            yield Entry(f"M{number}", {"urls": {}}, size=4 * 1024 * 1024)

    with Replay("a") as server:
        where = config(server)
        talk = Client(where, Limits(), Deadline(60))
        sources = Sources(
            Documents(talk), Links(where.media_url, where.prefix), Tokens(where)
        )
        units = movies.plan(entries(), NO_HASHES, Memory(), Everything(), sources)
        next(units)
        assert taken == 2
        assert len(list(units)) == 39
        talk.close()


def test_no_more_is_read_ahead_than_allowed() -> None:
    """While the first item is waited for, the listing is not read to its end."""
    first = threading.Event()
    made = 0

    def job(number: int) -> work.Job:
        def read() -> ScanEvent:
            if number == 0:
                assert first.wait(20)
            return ItemUnchanged(kind="movie", remote_key=str(number))

        return work.Job(Candidate("movie", str(number), ""), read)

    def plan() -> Iterator[work.Unit]:
        nonlocal made
        for number in range(40):
            made += 1
            if made == 5:
                first.set()
            yield job(number)

    with ThreadPoolExecutor(2) as pool:
        events = work.run(plan(), pool, lambda: made * 4 * 1024 * 1024)
        assert next(events) == ItemUnchanged(kind="movie", remote_key="0")
        assert made <= 6
        assert len(list(events)) == 39


def test_a_hash_document_without_end_is_only_a_missing_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Replay("a") as server:
        first = scan(server)
    monkeypatch.setattr(client, "_HASH_BYTES", 10_000)
    with Replay("a") as server:
        endless = b'{"titles": {' + b'"x": {}, ' * 2_000 + b'"y": {}}}'
        server.canned["/api/metadata-hashes/movies"] = Canned(200, endless)
        again = scan(server)
    assert len(items(again)) == len(items(first))
