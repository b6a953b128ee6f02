"""Looking for servers nearby: what is found, what is not, and for how long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mediahub.setup import link, looking
from tests.library_server import library_server

OTHER_ANSWERS = [b"<html>hello</html>", b"[]", b'{"database": "ok"}', b"\xff\xfe", b""]


@contextmanager
def answering(body: bytes, *, after: float = 0.0) -> Iterator[str]:
    """A server that is no media server."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(after)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def look_at(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    monkeypatch.setattr(looking, "addresses", lambda: list(addresses))


def test_a_media_server_is_found_among_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "movies").mkdir()
    closed = "http://127.0.0.1:9"
    nowhere = "http://media-processor.invalid:3000"
    with library_server(tmp_path) as server, answering(OTHER_ANSWERS[0]) as other:
        look_at(monkeypatch, other, closed, server.url, nowhere)
        assert looking.servers_nearby() == [server.url]


@pytest.mark.parametrize("body", OTHER_ANSWERS)
def test_other_servers_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    with answering(body) as other:
        look_at(monkeypatch, other)
        assert looking.servers_nearby() == []


def test_who_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b'{"status": "normal"}', after=60.0) as slow:
        look_at(monkeypatch, *[slow] * 12)
        assert looking.servers_nearby(seconds=0.5) == []


def test_where_is_looked_is_a_short_closed_list() -> None:
    assert len(looking.addresses()) == 12
    assert looking.addresses()[0] == "http://127.0.0.1:3000"


@pytest.mark.django_db
def test_what_is_found_is_one_press_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "movies").mkdir()
    client = Client()
    client.get(f"/{link.new_link()}")
    word = "correct-Horse-7"
    client.post("/setup/owner/", {"name": "anna", "password": word, "again": word})
    with library_server(tmp_path) as server:
        look_at(monkeypatch, server.url)
        page = client.post("/setup/server/look/").content.decode()
        assert f"A media-processor at <strong>{server.url}</strong>" in page
    address = page.partition('href="/setup/server/?address=')[2].partition('"')[0]
    filled = client.get(f"/setup/server/?address={address}").content.decode()
    assert f'value="{server.url}"' in filled
    look_at(monkeypatch)
    monkeypatch.setattr(looking, "addresses", lambda: ["http://127.0.0.1:9"])
    page = client.post("/setup/server/look/").content.decode()
    assert "None was found" in page


@pytest.mark.django_db
@pytest.mark.parametrize("junk", ["x" * 5000, "%00", "%22%3E%3Cscript%3E", "%E2%80%AE"])
def test_an_address_in_the_address_is_only_text(junk: str) -> None:
    client = Client()
    client.get(f"/{link.new_link()}")
    word = "correct-Horse-7"
    client.post("/setup/owner/", {"name": "anna", "password": word, "again": word})
    answer = client.get(f"/setup/server/?address={junk}")
    assert answer.status_code == 200
    assert b'"><script>' not in answer.content
