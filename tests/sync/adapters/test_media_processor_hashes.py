"""The server's hashes: read piece by piece, kept small, and none where they are bad."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from sync.adapters.media_processor import hashes
from sync.adapters.media_processor.payloads import TitleHash
from sync.adapters.media_processor.table import Table
from tests.replay import Canned, Replay
from tests.sync.adapters.scanning import Memory, items, scan


def document(titles: object, **more: object) -> bytes:
    return json.dumps({"hash": "h", **more, "titles": titles}).encode()


def test_what_is_said_of_each_title_is_found() -> None:
    said = {
        "A": {"hash": "1" * 40, "contentHash": None, "lastModified": None},
        "B \N{SNOWMAN}": {
            "contentHash": "\N{SNOWMAN}",
            "hash": "2",
            "more": [{"hash": "9"}],
        },
        "C": {},
    }
    found = hashes.read(io.BytesIO(document(said, titels={"A": {"hash": "no"}})))
    assert len(found) == 3
    assert found.get("A") == TitleHash("1" * 40, None)
    assert found.get("B \N{SNOWMAN}") == TitleHash("2", "\N{SNOWMAN}")
    assert found.get("C") == found.get("D") == TitleHash()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"titles": []}',
        b'{"titles": {"A": "x"}}',
        b'{"titles": {"A": {"hash": 1}}}',
        b'{"titles": {"A": {"hash": "1"}}',
        b'{"titles": {"A": {"hash": "1"}}} more',
        b'{"titles": {"A": {"hash": "\xff"}}}',
        b'{"titles": {"A": ' + b"[" * 100_000,
        b'{"titles": {"A": {"hash": "' + b"y" * 5_000_000 + b'"}}}',
    ],
)
def test_bad_hashes_are_none_and_harm_nobody(body: bytes) -> None:
    with Replay("a") as server:
        first = scan(server)
        server.etags = False
        server.canned["/api/metadata-hashes/movies"] = Canned(200, body)
        again = scan(server, Memory(*first))
    assert {item.kind for item in items(again)} == {"movie"}


def test_hashes_take_little_memory() -> None:
    def taken(count: int) -> int:
        names = (f"A film of the library {n:06d} (2001)" for n in range(count))
        file = io.BytesIO(document({name: {"hash": "1" * 40} for name in names}))
        tracemalloc.start()
        try:
            found = hashes.read(file)
            assert len(found) == count
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    assert (taken(33_000) - taken(3_000)) / 30_000 < 120


def test_a_table_tells_texts_apart_however_many() -> None:
    table = Table()
    for number in range(5_000):
        table.set(f"text {number}", number)
        table.set(f"text {number}", number + 1)
    assert len(table) == 5_000
    assert all(table.get(f"text {n}") == n + 1 for n in range(5_000))
    assert table.get("another") is None
