"""The catalog is a function of what is stored and how it is configured.

However an installation came to its configuration, its export is that of a fresh one
configured so from the start; the command that changes it returns when that is true,
and asks no server.
"""

from __future__ import annotations

import pytest

from tests.flows.conftest import Peers
from tests.flows.hub import Hub
from tests.replay import Replay


def _fresh(hub: Hub, **servers: tuple[Replay, int]) -> str:
    """The export of an installation with these servers and priorities."""
    hub.start_over()
    for name, (peer, priority) in servers.items():
        hub.add(name, peer, "--priority", str(priority))
    hub.sync()
    return hub.export()


def _synced(hub: Hub, peers: Peers) -> str:
    hub.add("a", peers.a, "--priority", "1")
    hub.add("b", peers.b, "--priority", "2")
    hub.sync()
    peers.a.asked(), peers.b.asked()
    return hub.export()


def _nobody_was_asked(peers: Peers) -> bool:
    return not peers.a.asked() and not peers.b.asked()


def test_swapped(hub: Hub, peers: Peers) -> None:
    before = _synced(hub, peers)
    hub.do("set_server", "a", "--priority", "3")
    swapped = hub.export()
    hub.do("set_server", "a", "--priority", "0")
    assert hub.export() == before
    assert _nobody_was_asked(peers)
    assert swapped != before
    assert swapped == _fresh(hub, b=(peers.b, 1), a=(peers.a, 2))


@pytest.mark.parametrize("how", ["disabled", "removed"])
def test_without_b(hub: Hub, peers: Peers, how: str) -> None:
    """What b alone had stays as it was, hidden; the rest is as if b had never been."""
    before = _synced(hub, peers)
    whole = hub.catalog()
    if how == "disabled":
        hub.do("set_server", "b", "--disable")
    else:
        hub.do("remove_server", "b")
    without = hub.catalog()
    hidden = {path for path, item in without.items() if not item["available"]}
    assert hidden == {
        ("movie", "Night Ferry", 2018),
        ("season", "Harbor Lights", 3),
        ("episode", "Harbor Lights", 3, 1),
        ("episode", "Harbor Lights", 3, 2),
    }
    for path in hidden:
        assert without[path] == whole[path] | {"available": False}
    if how == "disabled":
        hub.do("set_server", "b", "--enable")
        assert hub.export() == before
    else:
        hub.add("b", peers.b, "--priority", "2")
        assert hub.export() == before
    assert _nobody_was_asked(peers)

    _fresh(hub, a=(peers.a, 1))
    alone = hub.catalog()
    assert {p: i for p, i in without.items() if p not in hidden} == alone


def test_disabled_from_the_start_is_never_asked(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.add("b", peers.b, "--disabled")
    report = hub.sync()
    assert [server["name"] for server in report["servers"]] == ["a"]
    assert not peers.b.asked()
    assert len(hub.catalog()) == 17
    done = hub.run("sync", "b")
    assert (done.code, done.out) == (2, "")
    assert "set_server b --enable" in done.err


def test_the_order_of_arrival_is_no_input(hub: Hub, peers: Peers) -> None:
    """a then b, b then a, both at once, whoever was added first: the same bytes."""
    exports = []
    for order in (("a", "b"), ("b", "a")):
        hub.start_over()
        hub.add("a", peers.a)
        hub.add("b", peers.b)
        for name in order:
            hub.sync(name)
        exports.append(hub.export())
    hub.start_over()
    hub.add("b", peers.b, "--priority", "20")
    hub.add("a", peers.a, "--priority", "10")
    hub.sync()
    exports.append(hub.export())
    assert len(set(exports)) == 1


def test_a_server_that_was_better_and_comes_late(hub: Hub, peers: Peers) -> None:
    """b alone first, then a better a: titles keep their ids, values move."""
    hub.add("b", peers.b, "--priority", "5")
    hub.sync()
    public_id = hub.public_id("movie:Solar Drift (2021)")
    hub.add("a", peers.a, "--priority", "1")
    report = hub.sync()
    assert report["changes"]["created"] == 11
    assert hub.public_id("movie:Solar Drift (2021)") == public_id
    assert hub.export() == _fresh(hub, a=(peers.a, 1), b=(peers.b, 2))
