"""Detail documents that are not what they should be: refused, or not now."""

from __future__ import annotations

import pytest

from sync.types import ItemKept, ItemRejected, ScanRequest
from tests.replay import Canned, Replay
from tests.sync.adapters.scanning import Memory, items, keys, of_type, scan

SOLAR = "Solar Drift (2021)"


@pytest.mark.parametrize(
    "body",
    [
        b"[1]",
        b"null",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"[" * 100_000,
        b'{"runtime": ' + b"9" * 5000 + b"}",
        b'"' + b"a" * 3_000_000 + b'"',
    ],
)
def test_a_garbage_document_is_quarantined_by_name(body: bytes) -> None:
    with Replay("b") as server:
        path = server.library_path("movies", SOLAR, "metadata.json")
        server.canned[path] = Canned(200, body)
        events = scan(server, request=ScanRequest(kinds=("movie",)))
    (rejected,) = of_type(events, ItemRejected)
    assert (rejected.remote_key, rejected.problem.code) == (SOLAR, "bad_document")
    assert "metadata" in rejected.problem.message
    assert len(items(events)) == 2
    assert len(rejected.sample) <= 300


@pytest.mark.parametrize(
    ("body", "content", "code"),
    [
        (b"<html>back soon</html>", "text/html; charset=utf-8", "web_page"),
        (b'{"title": "x"}', "text/html", "web_page"),
        (b"<html>back soon</html>", "application/json", "not_json"),
        (b"", "application/json", "not_json"),
        (b'\xef\xbb\xbf{"title": "x"}', "application/json", "not_json"),
        (b'{"title": "\xff"}', "application/json", "not_json"),
        (b'{"title": "x"', "application/json", "not_json"),
    ],
)
def test_a_page_instead_of_a_document_is_not_now(
    body: bytes, content: str, code: str
) -> None:
    with Replay("b") as server:
        path = server.library_path("movies", SOLAR, "metadata.json")
        server.canned[path] = Canned(200, body, {"Content-Type": content})
        events = scan(server, request=ScanRequest(kinds=("movie",)))
        del server.canned[path]
        again = scan(server, Memory(*events), ScanRequest(kinds=("movie",)))
    (kept,) = of_type(events, ItemKept)
    assert (kept.remote_key, kept.problem.code) == (SOLAR, code)
    assert SOLAR in kept.problem.message
    assert not of_type(events, ItemRejected)
    assert SOLAR in [i.remote_key for i in items(again)]


def test_a_page_instead_of_chapters_is_not_now_and_of_a_placeholder_no_value() -> None:
    page = Canned(200, b"<html></html>", {"Content-Type": "text/html"})
    with Replay("a") as server:
        urls = server.listings["movies"][SOLAR]["urls"]
        urls["posterBlurhash"] = server.library_path("movies", SOLAR, "poster.b64")
        server.canned[urls["posterBlurhash"]] = page
        found = {i.remote_key: i for i in items(scan(server))}
        assert found[SOLAR].artwork["poster"]["placeholder"] is None
        server.canned[urls["chapters"].partition("?")[0]] = page
        events = scan(server)
    assert keys(of_type(events, ItemKept)) == [SOLAR]
