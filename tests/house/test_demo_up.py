"""`hub up --demo` as a program: added, synced, served again, left alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.house.running import Running, until, up
from tests.house.test_up import get
from tests.installation import Installation


def bring(library: Path, installation: Installation) -> Path:
    """The library as an earlier start would have left it."""
    folder = installation.data / "demo" / "library"
    shutil.copytree(library, folder, copy_function=os.link)
    return folder


def catalog(installation: Installation) -> dict[tuple[Any, ...], dict[str, Any]]:
    done = installation.manage("export_catalog", "--json")
    assert done.code == 0, done.stderr.decode()
    items = json.loads(done.stdout)["items"]
    found = {(item["kind"], *item["path"]): item for item in items}
    assert len(found) == len(items)
    return found


def ports(installation: Installation) -> dict[str, str]:
    listed = json.loads(installation.manage("list_servers", "--json").stdout)
    rows = listed["servers"] if isinstance(listed, dict) else listed
    return {row["name"]: row["url"] for row in rows}


def printed_once(running: Running, word: str) -> str:
    (line,) = [x for x in running.printed.splitlines() if word in x]
    return line


def test_the_demo_from_the_first_start_to_its_end(
    installation: Installation, demo_library: Path
) -> None:
    folder = bring(demo_library, installation)
    before = (folder / "version").stat().st_mtime_ns
    with up(installation, "--demo") as running:
        address = running.address()
        status, body = get(f"{address}healthz")
        assert status == 200, body
        assert '"demo": "up"' in body
        assert "making its films" not in running.printed
        owner = printed_once(running, "(shown once)").split()
        assert "Set up MediaHub" not in running.printed
        _is_merged(catalog(installation))
        first = ports(installation)
        assert sorted(first) == ["Demo attic", "Demo cellar"]
        _comes_back(running, first["Demo attic"])
    secrets = [owner[owner.index("password") + 1]]
    said = "".join(p.read_text() for p in (installation.data / "log").iterdir())
    assert [s for s in secrets if s in said] == []
    assert (folder / "version").stat().st_mtime_ns == before

    port = int(first["Demo cellar"].rpartition(":")[2])
    with (
        closing(socket.create_server(("127.0.0.1", port))),
        up(installation) as running,
    ):
        running.address()
        assert "(shown once)" not in running.printed
        assert f"port {port} is taken: Demo cellar moved" in running.printed
        second = ports(installation)
        assert second["Demo attic"] == first["Demo attic"]
        assert second["Demo cellar"] != first["Demo cellar"]
        for served in second.values():
            _answers(served)
        done = installation.manage("sync", "--json")
        assert done.code == 0, done.stderr.decode()

    for name in first:
        assert installation.manage("remove_server", name).code == 0
    with up(installation) as running:
        running.address()
        assert "attic" not in running.printed
        for served in second.values():
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(_host_and_port(served), 5)


def _is_merged(items: dict[tuple[Any, ...], dict[str, Any]]) -> None:
    movies = sorted(key[1] for key in items if key[0] == "movie")
    assert movies == ["Ember & Ash", "Glass Orchard", "Night Ferry", "Solar Drift"]
    ember = items["movie", "Ember & Ash", 2015]
    assert sorted(ember["entries"]["files"]) == ["demo-attic", "demo-cellar"]
    ferry = items["movie", "Night Ferry", 2018]["fields"]
    assert (ferry["overview"]["source"], ferry["overview"]["reason"]) == (
        "Demo cellar",
        "only_source",
    )
    drift = items["movie", "Solar Drift", 2021]
    captions = {k: e["source"] for k, e in drift["entries"]["captions"].items()}
    assert captions == {"en": "Demo attic", "de": "Demo attic", "fr": "Demo cellar"}
    assert drift["fields"]["chapters"]["value"][0]["title"] == "Departure"
    assert "duration_ms" not in items["movie", "Glass Orchard", 2017]["fields"]
    seasons = [key[2] for key in items if key[0] == "season"]
    assert sorted(seasons) == [0, 1, 2, 3]
    logo = items["show", "Harbor Lights"]["entries"]["artwork"]["logo"]
    assert logo["source"] == "Demo cellar"
    poster = drift["entries"]["artwork"]["poster"]["value"]
    assert poster["placeholder"].startswith("data:image/png;base64,")
    with urllib.request.urlopen(poster["url"], timeout=30) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"


def _comes_back(running: Running, address: str) -> None:
    """kill -9 of a demo server: it is started again, at the same address."""
    os.kill(running.pid_of("attic"), signal.SIGKILL)
    until(lambda: "attic      started again" in running.printed, "its return")
    _answers(address)


def _answers(address: str) -> None:
    until(lambda: get(f"{address}/api/health")[0] == 200, f"an answer at {address}")


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("http://").rpartition(":")
    return host, int(port)
