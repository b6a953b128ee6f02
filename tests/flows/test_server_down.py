"""A server that is switched off, and on again: nothing of it is lost meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.flows.conftest import Shelf
from tests.flows.hub import Hub, error_of, scans
from tests.library_server import SECRET, library_server
from tests.replay import PAYLOADS, Replay

LIBRARY_B = PAYLOADS / "b" / "library"


@pytest.fixture
def a() -> Iterator[Replay]:
    with Replay("a") as running:
        yield running


def test_b_stopped_and_started_again(hub: Hub, a: Replay) -> None:
    hub.add("a", a)
    with library_server(LIBRARY_B) as b:
        port = urlsplit(b.url).port
        assert port
        hub.add("b", Shelf(LIBRARY_B, b.url, "", SECRET))
        assert hub.sync()["state"] == "succeeded"
        before = hub.export()
        assert b.stop() == 0

        down = hub.sync(code=3)
        assert down["state"] == "partial"
        assert scans(down) == {"a": "unchanged", "b": "failed"}
        assert down["writes"] == 0
        error = error_of(down, "b")
        assert error["code"] == "connect_refused"
        assert error["message"][-1] in ".?"
        assert hub.export() == before
        # "Stale" is told to people, and is no reason.
        explained = hub.explain("movie:Copper Harbor (2019)", "--field", "overview")
        (other,) = explained["fields"]["overview"]["alternatives"]
        assert (other["server"], other["stale"]) == ("b", True)

        a.__exit__(None, None, None)
        dead = hub.sync(code=1)
        assert dead["state"] == "failed"
        assert scans(dead) == {"a": "failed", "b": "failed"}
        assert hub.export() == before
        with_text = hub.run("sync", "--quiet")
        assert (with_text.code, with_text.out) == (1, "")
        assert len(with_text.err.splitlines()) == 1
        a.__enter__()
        hub.do("set_server", "a", "--url", a.url)

    with library_server(LIBRARY_B, port=port):
        back = hub.sync("b")
        assert back["state"] == "succeeded"
        assert scans(back) == {"b": "unchanged"}
        assert back["writes"] == 0
        assert hub.export() == before
        (other,) = hub.explain("movie:Copper Harbor (2019)")["fields"]["overview"][
            "alternatives"
        ]
        assert other["stale"] is False


def test_a_library_whose_disk_is_gone_is_not_an_empty_one(
    hub: Hub, a: Replay, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(LIBRARY_B, folder)
    hub.add("a", a)
    with library_server(folder) as b:
        hub.add("b", Shelf(folder, b.url, "", SECRET))
        hub.sync()
        before = hub.export()
        (folder / "movies").rename(folder / "unmounted")
        report = hub.sync(code=3)
        assert scans(report) == {"a": "unchanged", "b": "partial"}
        assert error_of(report, "b")["code"] == "server_error"
        assert hub.export() == before
        (folder / "unmounted").rename(folder / "movies")
        healed = hub.sync()
        assert healed["writes"] == 0
        assert hub.export() == before
