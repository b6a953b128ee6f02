"""What a browser gets when a file's server lies, breaks off, is slow or away."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item
from streaming import delivery, outside
from streaming.listener import Listener
from streaming.places import Places
from streaming.upstream import NEAR_BYTES
from tests import faults
from tests.streaming.raw_client import Reply, ask
from tests.streaming.titles import add_file, make_movie, make_server

FILM = bytes(range(256)) * 16
SIZE = len(FILM)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def short_patience(settings: Any) -> Iterator[None]:
    settings.MEDIAHUB_HTTP_SILENCE_SECONDS = 3.0
    settings.MEDIAHUB_HTTP_CONNECT_SECONDS = 5.0
    outside._door.cache_clear()
    yield
    outside._door.cache_clear()


def part(start: int, end: int, body: bytes | None = None, *more: str) -> faults.Script:
    """An honest 206, unless `body` is something else."""
    content = FILM[start : end + 1] if body is None else body
    label = f"Content-Range: bytes {start}-{end}/{SIZE}"
    return faults.answer(content, "206 Partial Content", label, *more)


def browse(bob: User) -> str:
    browser = Client()
    browser.force_login(bob)
    return "; ".join(f"{c.key}={c.value}" for c in browser.cookies.values())


def get(live: LiveServer, bob: User, item: Item, **headers: str) -> Reply:
    path = f"/stream/{item.public_id}/attic"
    return ask(live.url, path, Cookie=browse(bob), **headers)


def film_at(url: str) -> Item:
    item = make_movie()
    add_file(item, make_server(url), f"{url}/film.mp4?key=hidden", container="mp4")
    return item


@pytest.mark.parametrize(
    ("script", "asked", "status"),
    [
        (part(0, 9), "bytes=0-9", 206),
        # A range that is not the one asked for is never passed on under a label.
        (part(1, 10), "bytes=0-9", 502),
        (part(0, 20), "bytes=0-9", 502),
        (part(0, 9), "bytes=-10", 502),
        (part(0, 9, FILM[:8]), "bytes=0-9", 502),
        (faults.answer(b"ten bytes!", "206 Partial Content"), "bytes=0-9", 502),
        (
            faults.answer(b"x", "206 Partial Content", "Content-Range: bytes 5-2/9"),
            "bytes=5-9",
            502,
        ),
        (
            faults.answer(b"x", "206 Partial Content", "Content-Range: bytes 0-0/*"),
            "bytes=0-0",
            502,
        ),
        (part(0, 9, None, "Content-Encoding: gzip"), "bytes=0-9", 502),
        (
            faults.answer(b"", "416 No", f"Content-Range: bytes */{SIZE}"),
            "bytes=0-",
            502,
        ),
        (faults.answer(b"", "416 No", "Content-Range: bytes */4"), "bytes=7-", 416),
        (faults.answer(b"", "416 No"), "bytes=7-", 416),
        (faults.answer(b"", "404 Not Found"), "bytes=0-", 404),
        (faults.answer(b"", "403 Forbidden"), "bytes=0-", 502),
        (faults.answer(b"", "500 Oops"), "bytes=0-", 502),
        (faults.answer(b"", "429 Slow Down"), "bytes=0-", 503),
        (faults.answer(b"", "302 Found", "Location: http://evil/"), "bytes=0-", 502),
        (faults.answer(b"", "204 No Content"), "bytes=0-", 502),
        (faults.silence, "bytes=0-", 504),
        (faults.reset_after(), "bytes=0-", 502),
    ],
)
def test_what_a_server_says_is_checked(
    live_server: LiveServer, bob: User, script: faults.Script, asked: str, status: int
) -> None:
    with faults.Faulty(script) as server:
        reply = get(live_server, bob, film_at(server.url), Range=asked)
        assert reply.status == status, reply.body
        told = str(reply.headers).encode() + (reply.body if status >= 400 else b"")
        assert str(server.port).encode() not in told
        assert b"hidden" not in told
        assert b"never-in-an-answer" not in told
        if status >= 500:
            assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert b"Attic" in reply.body


def test_a_server_that_is_off(live_server: LiveServer, bob: User) -> None:
    item = film_at(f"http://127.0.0.1:{faults.refused_port()}")
    reply = get(live_server, bob, item)
    assert (reply.status, reply.body) == (502, b"Attic cannot be reached.")


def test_a_whole_file_for_a_range_is_cut(live_server: LiveServer, bob: User) -> None:
    with faults.Faulty(faults.answer(FILM)) as server:
        item = film_at(server.url)
        reply = get(live_server, bob, item, Range="bytes=300-309")
        assert reply.status == 206
        assert reply.body == FILM[300:310]
        assert reply.headers["Content-Range"] == f"bytes 300-309/{SIZE}"
        assert get(live_server, bob, item, Range="bytes=9999-").status == 416


def test_seeking_far_does_not_download_what_lies_before(
    live_server: LiveServer, bob: User
) -> None:
    far = NEAR_BYTES + 1
    with faults.Faulty(faults.answer(b"x" * 100, length=far + 10)) as server:
        item = film_at(server.url)
        assert get(live_server, bob, item, Range=f"bytes={far}-").status == 502


def test_a_short_body_breaks_off_and_is_never_padded(
    live_server: LiveServer, bob: User
) -> None:
    with faults.Faulty(part(0, SIZE - 1, FILM[:100])) as server:
        # The length of the body is the range's, so only the end of it tells.
        script = faults.answer(FILM[:100], "200 OK", length=SIZE)
        server._scripts = (script,)
        with pytest.raises(http.client.IncompleteRead) as caught:
            # The test server would else wait for another request on the connection.
            get(live_server, bob, film_at(server.url), Connection="close")
        assert caught.value.partial == FILM[:100]


def test_a_file_that_changed_is_sent_whole(live_server: LiveServer, bob: User) -> None:
    def tagged(tag: str) -> faults.Script:
        return part(0, 9, None, f'ETag: "{tag}"')

    whole = faults.answer(FILM, "200 OK", 'ETag: "two"')
    with faults.Faulty(tagged("one"), tagged("one"), tagged("two"), whole) as server:
        item = film_at(server.url)
        first = get(live_server, bob, item, Range="bytes=0-9")
        tag = first.headers["ETag"]
        assert "one" not in tag
        again = get(live_server, bob, item, Range="bytes=0-9", If_Range=tag)
        assert (again.status, again.headers["ETag"]) == (206, tag)
        changed = get(live_server, bob, item, Range="bytes=0-9", If_Range=tag)
        assert (changed.status, changed.body) == (200, FILM)
        assert changed.headers["ETag"] != tag


def test_a_page_is_never_sent_as_one(live_server: LiveServer, bob: User) -> None:
    evil = faults.answer(b"<script>1</script>", "200 OK", "Content-Type: text/html")
    with faults.Faulty(evil) as server:
        reply = get(live_server, bob, film_at(server.url))
        assert reply.headers["Content-Type"] == "video/mp4"
        assert "sandbox" in reply.headers["Content-Security-Policy"]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_head_says_how_long_it_is(live_server: LiveServer, bob: User) -> None:
    with faults.Faulty(part(0, 0)) as server:
        item = film_at(server.url)
        path = f"/stream/{item.public_id}/attic"
        reply = ask(live_server.url, path, "HEAD", Cookie=browse(bob), Range="bytes=5-")
        assert (reply.status, reply.headers["Content-Length"]) == (200, str(SIZE))
        assert b"Range: bytes=0-0" in server.requests[0]


def test_nothing_of_the_browser_reaches_the_server(
    live_server: LiveServer, bob: User
) -> None:
    with faults.Faulty(part(0, 9)) as server:
        get(live_server, bob, film_at(server.url), Range="bytes=0-9", X_Mine="yes")
        asked = server.requests[0].lower()
        assert b"cookie" not in asked
        assert b"x-mine" not in asked
        assert b"never-in-an-answer" not in asked


# --- Places -----------------------------------------------------------------------
def test_too_many_streams_are_refused_in_words(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "places", Places(1, 1))
    browser = Client()
    browser.force_login(bob)
    with faults.Faulty(part(0, 9)) as server:
        path = f"/stream/{film_at(server.url).public_id}/attic"
        first: Any = browser.get(path, headers={"range": "bytes=0-9"})
        second: Any = browser.get(path, headers={"range": "bytes=0-9"})
        assert second.status_code == 503
        assert second["Retry-After"] == "5"
        assert b"Too many films" in second.content
        first.close()
        third: Any = browser.get(path, headers={"range": "bytes=0-9"})
        assert third.status_code == 206
        third.close()


def test_a_refused_stream_holds_no_place(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "places", Places(1, 1))
    browser = Client()
    browser.force_login(bob)
    with faults.Faulty(faults.answer(b"", "500 Oops")) as server:
        path = f"/stream/{film_at(server.url).public_id}/attic"
        assert [browser.get(path).status_code for _ in range(3)] == [502] * 3


def test_who_has_gone_leaves_a_place() -> None:
    places = Places(2, 1)
    gone: list[bool] = []
    assert places.take(1, lambda: bool(gone)) is not None
    assert places.take(1, lambda: False) is None
    gone.append(True)
    assert places.take(1, lambda: False) is not None
    assert places.take(2, lambda: False) is not None
    assert places.take(3, lambda: False) is None


# --- Who may ----------------------------------------------------------------------
def test_only_who_may_watch(bob: User) -> None:
    with faults.Faulty(part(0, 9)) as server:
        item = film_at(server.url)
        path = f"/stream/{item.public_id}/attic"
        assert Client().get(path).status_code == 302
        browser = Client()
        browser.force_login(bob)
        assert browser.post(path).status_code == 405
        assert browser.get(f"{path}2").status_code == 404
        bob.is_active = False
        bob.save(update_fields=["is_active"])
        assert browser.get(path).status_code == 302
        bob.is_active = True
        bob.save(update_fields=["is_active"])
        Item.objects.update(available=False)
        assert browser.get(path).status_code == 404
        Item.objects.update(available=True)
        file = item.files.get()
        assert file.server is not None
        file.server.enabled = False
        file.server.save()
        assert browser.get(path).status_code == 404
        assert server.connections == 0


def test_an_inner_address_that_no_curator_gave(bob: User) -> None:
    """The file's own server may be private; what its listing points at may not."""
    with faults.Faulty(part(0, 9)) as server:
        item = make_movie()
        near = make_server(f"http://127.0.0.1:{faults.refused_port()}")
        add_file(item, near, f"{server.url}/film.mp4")
        browser = Client()
        browser.force_login(bob)
        assert browser.get(f"/stream/{item.public_id}/attic").status_code == 502
        assert server.connections == 0


def test_a_gone_browser_is_seen_at_once() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        listener = Listener(HttpRequest())
        listener._socket = ours
        listener.give_up_after(30)
        assert listener.is_gone() is False
        theirs.send(b"the next request")
        assert listener.is_gone() is False
        ours.recv(100)
        theirs.close()
        assert listener.is_gone() is True


def test_patience_is_a_setting() -> None:
    with override_settings(MEDIAHUB_HTTP_SILENCE_SECONDS=3.0):
        outside._door.cache_clear()
        assert outside.door_to(None).limits.silence_seconds == 3.0
