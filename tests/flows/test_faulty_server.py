"""A server that misbehaves: its scan fails with a stable code and a sentence, the
other server's scan lands, and nothing the broken one said before is lost."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from typing import Any, Final

import pytest
from pytest_django import Settings

from tests import faults
from tests.faults import Faulty, Script
from tests.flows.conftest import Peers
from tests.flows.hub import Hub, error_of, said, scans
from tests.installation import Installation

#: Far above what a scan may take here, far below what a hang would.
DEADLINE: Final = 30.0
SOLAR: Final = ("movie", "Solar Drift", 2021)
_HTML: Final = b"<!doctype html><title>nginx</title><h1>It works!</h1>"
_HALF: Final = b'{"Copper Harbor (2019)": {"_id": "1470f00edc54b1e3d79f477e4e'


def _chunk(data: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (
        len(data),
        data,
    )


def _garbage(sock: Any, over: Any) -> None:
    sock.sendall(bytes(range(256)) * 8)


#: What it does, and the codes that name it.
FAULTS: Final[dict[str, tuple[Script, set[str]]]] = {
    "garbage": (_garbage, {"bad_response", "reset"}),
    "hangs up": (faults.reset_after(), {"reset"}),
    "a web page": (
        faults.answer(_HTML, "200 OK", "Content-Type: text/html"),
        {"not_json"},
    ),
    "nothing": (faults.answer(b""), {"empty"}),
    "null": (faults.answer(b"null"), {"not_json"}),
    "a list": (faults.answer(b"[]"), {"not_json"}),
    "no JSON": (faults.answer(b"{'a': 1}"), {"bad_json"}),
    "half a body": (faults.answer(_HALF, length=90_000), {"truncated"}),
    "half a document": (faults.answer(_HALF), {"truncated"}),
    "half the chunks": (faults.reset_after(_chunk(_HALF)), {"truncated", "reset"}),
    "500": (faults.answer(b"oops", "500 Internal Server Error"), {"server_error"}),
    "503": (faults.answer(_HTML, "503 Service Unavailable"), {"server_error"}),
    "401": (faults.answer(b'{"error":""}', "401 Unauthorized"), {"auth_failed"}),
    "403": (faults.answer(b"", "403 Forbidden"), {"auth_failed"}),
    "404": (faults.answer(b"", "404 Not Found"), {"not_found"}),
    "204": (faults.answer(b"", "204 No Content"), {"http_status", "empty"}),
    "a redirect": (
        faults.answer(b"", "302 Found", "Location: http://127.0.0.1:9/media/movies"),
        {"redirect_refused"},
    ),
    "silence": (faults.silence, {"silent"}),
    "a header by drips": (faults.drip_header(), {"too_slow"}),
    "a body by drips": (faults.drip_body(), {"too_slow"}),
    "no end": (faults.endless_chunks, {"too_large"}),
    "a gzip bomb": (faults.gzip_bomb(64 * 1024 * 1024), {"too_large", "bad_encoding"}),
}


@pytest.fixture
def synced(hub: Hub, peers: Peers, settings: Settings) -> Hub:
    settings.MEDIAHUB_SCAN_SECONDS = 20
    settings.MEDIAHUB_LISTING_BYTES = 2 * 1024 * 1024
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    return hub


def _move(peers: Peers, focal: str) -> None:
    """Something new on the healthy server, so that one sees its scan land."""

    def edit(listing: dict[str, Any]) -> None:
        listing["Solar Drift (2021)"]["backdropFocal"] = focal

    peers.a.change("movies", edit)


def _without_focal(text: str) -> Any:
    catalog = json.loads(text)
    for item in catalog["items"]:
        if item["path"] == ["Solar Drift", 2021]:
            item["entries"]["artwork"]["backdrop"]["value"].pop("focal")
    return catalog


def _check(hub: Hub, peers: Peers, focal: str, codes: set[str], before: str) -> None:
    _move(peers, focal)
    began = time.monotonic()
    report = hub.sync(code=3)
    assert time.monotonic() - began < DEADLINE
    assert report["state"] == "partial"
    assert scans(report) == {"a": "complete", "b": "failed"}
    error = error_of(report, "b")
    assert error["code"] in codes, error
    assert error["message"][-1] in ".?", error
    assert len(error["message"].splitlines()) == 1
    assert "Traceback" not in error["message"]
    value, source = said(hub.item(*SOLAR), "artwork", "backdrop")
    assert (value["focal"], source) == (focal, "a")
    assert _without_focal(hub.export()) == _without_focal(before)


def test_each_fault(synced: Hub, peers: Peers, subtests: pytest.Subtests) -> None:
    before = synced.export()
    for turn, (name, (script, codes)) in enumerate(FAULTS.items()):
        with subtests.test(name), Faulty(script) as faulty:
            synced.do(
                "set_server", "b", "--url", faulty.url, "--media-url", peers.b.url
            )
            _check(synced, peers, ("right", "center")[turn % 2], codes, before)
            assert 1 <= faulty.connections <= 8
            with_secret = f"x-webhook-id: {peers.b.secret}".encode()
            asked = b"".join(faulty.requests).lower()
            assert with_secret in asked  # the control: it did have the secret
    _move(peers, "left")
    synced.do("set_server", "b", "--url", peers.b.url)
    healed = synced.sync()
    assert scans(healed)["b"] in {"unchanged", "complete"}
    assert synced.export() == before


def test_nobody_there(synced: Hub, peers: Peers) -> None:
    before = synced.export()
    with ExitStack() as stack:
        refused = faults.refused_port()
        hole = stack.enter_context(faults.blackhole())
        for port, code in ((refused, "connect_refused"), (hole, "connect_timeout")):
            url = f"http://127.0.0.1:{port}"
            synced.do("set_server", "b", "--url", url, "--media-url", peers.b.url)
            _check(synced, peers, "right", {code}, before)
            _move(peers, "left")
            assert scans(synced.sync("a")) == {"a": "complete"}


def test_a_304_nobody_asked_for(hub: Hub, peers: Peers) -> None:
    """A server that was never read has no "as before"."""
    hub.add("a", peers.a)
    with Faulty(faults.answer(b"", "304 Not Modified")) as faulty:
        hub.secrets.add("its-secret")
        hub.do(
            *("add_server", "new", "--kind", "media-processor"),
            *("--url", faulty.url, "--secret", "its-secret"),
        )
        report = hub.sync(code=3)
    assert scans(report) == {"a": "complete", "new": "failed"}
    assert error_of(report, "new")["code"]
    assert b"if-none-match" not in b"".join(faulty.requests).lower()


def test_the_wrong_secret(synced: Hub, peers: Peers) -> None:
    before = synced.export()
    synced.secrets.add("a-wrong-secret")
    synced.do("set_server", "b", "--secret", "a-wrong-secret")
    _check(synced, peers, "right", {"auth_failed"}, before)


def test_a_fault_as_the_environment_sets_the_deadlines(
    installation: Installation, peers: Peers
) -> None:
    """The program itself, with its settings from the environment."""
    installation.env.update(
        {
            "MEDIAHUB_HTTP_SILENCE_SECONDS": "0.5",
            "MEDIAHUB_HTTP_ATTEMPTS": "1",
            "MEDIAHUB_SCAN_SECONDS": "10",
        }
    )
    with Faulty(faults.silence) as faulty:
        for name, url, secret in (
            ("good", peers.a.url, peers.a.secret),
            ("mute", faulty.url, "mute-secret"),
        ):
            done = installation.manage(
                *("add_server", name, "--kind", "media-processor", "--url", url),
                *("--prefix", "/media", "--secret", secret),
            )
            assert done.code == 0, done.stderr
        done = installation.manage("sync", "--json", seconds=DEADLINE)
    assert done.code == 3
    assert done.stderr == b""
    report = json.loads(done.stdout)
    assert scans(report) == {"good": "complete", "mute": "failed"}
    assert error_of(report, "mute")["code"] == "silent"
    assert report["changes"]["created"] > 0
    assert b"secret" not in done.stdout + done.stderr
