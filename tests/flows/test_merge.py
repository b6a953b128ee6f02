"""The recorded servers a and b, merged: every field of every title, in both orders.

The table they are held against is written by hand (handwritten*.py).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.flows.conftest import Peers
from tests.flows.handwritten import exported
from tests.flows.handwritten_movies import MOVIES
from tests.flows.handwritten_shows import SHOWS
from tests.flows.hub import Hub
from tests.installation import Installation

ORDERS = {"a": ("a", "b"), "b": ("b", "a")}


def expected(first: str, peers: Peers) -> dict[tuple[Any, ...], Any]:
    addresses = {"a": peers.a.url, "b": peers.b.url}
    return exported(MOVIES | SHOWS, first, addresses)


@pytest.mark.parametrize("first", ["a", "b"])
def test_every_field_of_every_title(hub: Hub, peers: Peers, first: str) -> None:
    for name in ORDERS[first]:
        hub.add(name, getattr(peers, name))
    report = hub.sync()
    assert report["state"] == "succeeded"
    assert report["changes"]["created"] == 21
    found, wanted = hub.catalog(), expected(first, peers)
    assert sorted(found, key=str) == sorted(wanted, key=str)
    for path, title in wanted.items():
        assert found[path] == title


def test_swapping_the_order_is_the_other_table(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    peers.a.asked(), peers.b.asked()
    hub.do("set_server", "a", "--priority", "7")
    assert hub.catalog() == expected("b", peers)
    hub.do("set_server", "b", "--priority", "9")
    assert hub.catalog() == expected("a", peers)
    assert not peers.a.asked()
    assert not peers.b.asked()


def test_what_other_programs_read(installation: Installation, peers: Peers) -> None:
    """The commands as programs, with b first: the wins that matter, spelled out."""

    def manage(*arguments: str) -> dict[str, Any]:
        done = installation.manage(*arguments)
        assert (done.code, done.stderr) == (0, b"")
        said: dict[str, Any] = (
            json.loads(done.stdout) if done.stdout[:1] == b"{" else {}
        )
        return said

    for name in ("b", "a"):
        peer = getattr(peers, name)
        manage(
            *("add_server", name, "--kind", "media-processor", "--url", peer.url),
            *("--prefix", peer.prefix, "--secret", peer.secret),
        )
    report = manage("sync", "--json")
    assert {s["name"]: s["state"] for s in report["servers"]} == {
        "a": "complete",
        "b": "complete",
    }
    assert {s["name"]: s["items"] for s in report["servers"]} == {"a": 17, "b": 10}
    items = manage("export_catalog", "--json")["items"]
    assert {(i["kind"], *i["path"]): i for i in items} == expected("b", peers)

    solar = manage("explain", "movie:Solar Drift (2021)", "--json")
    assert solar["item"]["kind"] == "movie"
    assert solar["item"]["title"] == "Solar Drift"
    captions = solar["entries"]["captions"]
    assert {key: said["source"] for key, said in captions.items()} == {
        "en": "b",
        "fr": "b",
        "es": "a",
        "en:hi": "a",
    }
    overview = solar["fields"]["overview"]
    assert overview["value"] == "Overview of Solar Drift (2021) (server 2)."
    assert (overview["source"], overview["reason"]) == ("b", "priority")
    assert overview["run"] == report["run"]
    assert overview["since"]
    assert overview["alternatives"] == [
        {
            "server": "a",
            "value": "Overview of Solar Drift (2021) (server 1).",
            "priority": 2,
            "stale": False,
        }
    ]
    harbor = manage(
        "explain", "show:Harbor Lights", "--field", "artwork.logo", "--json"
    )
    logo = harbor["entries"]["artwork"]["logo"]
    assert (logo["source"], logo["reason"]) == ("a", "only_source")
    assert logo["value"]["url"] == (
        f"{peers.a.url}/media/tv/Harbor%20Lights/show_logo.png?hash=92be111f80"
    )
    assert logo["alternatives"] == []
    assert harbor["fields"] == {}
