"""Random Range headers through the hub, against what RFC 9110 says by itself.

The oracle reads the header in its own way and shares no code with the hub.
"""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.library_server import LibraryServer
from tests.streaming.conftest import PREFIX, RANGED
from tests.streaming.raw_client import ask
from tests.streaming.titles import add_file, make_movie, make_server
from tests.tiers import Tier

SEED = 9110
REQUESTS = (150, 2000)
SIZE = len(RANGED)


class Expected(NamedTuple):
    """What the answer has to be."""

    status: int
    body: bytes
    content_range: str | None


def oracle(header: str) -> Expected:
    whole = Expected(200, RANGED, None)
    unit, equals, rest = header.partition("=")
    if not equals or unit.lower() != "bytes" or "," in rest:
        return whole
    first, dash, last = rest.strip(" \t").partition("-")
    if not dash or (not first and not last):
        return whole
    for part in (first, last):
        if part and not (part.isascii() and part.isdigit()):
            return whole
    if not first:
        start, end = max(0, SIZE - int(last)), SIZE - 1
        if int(last) == 0:
            return Expected(416, b"", f"bytes */{SIZE}")
    else:
        start = int(first)
        end = int(last) if last else SIZE - 1
        if last and end < start:
            return whole
        if start >= SIZE:
            return Expected(416, b"", f"bytes */{SIZE}")
        end = min(end, SIZE - 1)
    return Expected(206, RANGED[start : end + 1], f"bytes {start}-{end}/{SIZE}")


def headers(count: int) -> list[str]:
    """Mostly ranges at the edges of the file, and some of everything else."""
    chance = random.Random(SEED)
    edges = (0, 1, 2, SIZE // 2, SIZE - 2, SIZE - 1, SIZE, SIZE + 1, 10**9, 10**19)

    def number() -> int:
        return chance.choice(edges) if chance.random() < 0.5 else chance.randrange(1100)

    def made() -> str:
        match chance.randrange(12):
            case 0 | 1 | 2 | 3:
                return f"bytes={number()}-{number()}"
            case 4 | 5:
                return f"bytes={number()}-"
            case 6 | 7:
                return f"bytes=-{number()}"
            case 8:
                return f"BYTES={number()}-{number()}"
            case 9:
                parts = [f"{number()}-{number()}" for _ in range(chance.randint(2, 5))]
                return f"bytes={','.join(parts)}"
            case 10:
                return chance.choice(["items=0-5", "bytes", "bytes=", "bytes=-", "="])
            case _:
                letters = "bytes=0123456789-, x"
                return "".join(chance.choice(letters) for _ in range(12)).strip() or "x"

    return [made() for _ in range(count)]


@pytest.mark.django_db(transaction=True)
def test_every_range_is_answered_as_the_rfc_says(
    live_server: LiveServer, server: LibraryServer, bob: User, tier: Tier
) -> None:
    item = make_movie()
    url = f"{server.url}{PREFIX}/movies/Dune%20(2021)/ranged.mkv"
    add_file(item, make_server(server.url), url, container="mkv")
    browser = Client()
    browser.force_login(bob)
    cookie = "; ".join(f"{c.key}={c.value}" for c in browser.cookies.values())
    path = f"/stream/{item.public_id}/attic"
    seen = set()
    for header in headers(tier.of(*REQUESTS)):
        reply = ask(live_server.url, path, Cookie=cookie, Range=header)
        expected = oracle(header)
        seen.add(expected.status)
        assert reply.status == expected.status, (SEED, header)
        assert reply.headers["Content-Range"] == expected.content_range, header
        if expected.status != 416:
            assert reply.body == expected.body, header
            assert reply.headers["Content-Length"] == str(len(expected.body)), header
            assert reply.headers["Content-Type"] == "video/x-matroska"
    assert seen == {200, 206, 416}
