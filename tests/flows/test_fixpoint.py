"""A second sync of unchanged servers: one request per listing, not one row written."""

from __future__ import annotations

from catalog.models import Item
from sync.models import Observation
from tests.flows.conftest import Peers
from tests.flows.hub import Hub, scans
from tests.flows.row_writes import counted_rows

LISTINGS = {"/media/movies": 1, "/media/tv": 1}


def test_the_second_sync_writes_nothing(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    with counted_rows() as rows:
        empty = rows.now()
        first = hub.sync()
        written = rows.now()
        # The control: the counters do see what is written.
        for model, least in ((Item, 21), (Observation, 27)):
            name = model._meta.db_table
            assert written[name] - empty.get(name, 0) >= least
        grown = sum(written.values()) - sum(empty.values())
        assert 0 < first["writes"] <= grown
        before = hub.export()
        peers.a.asked(), peers.b.asked()

        again = hub.sync()

        assert again["writes"] == 0
        assert set(again["changes"].values()) == {0}
        assert again["state"] == "succeeded"
        assert scans(again) == {"a": "unchanged", "b": "unchanged"}
        assert [s["items"] for s in again["servers"]] == [17, 10]
        assert rows.now() == written
    assert peers.a.asked() == LISTINGS
    assert peers.b.asked() == LISTINGS
    assert hub.export() == before


def test_without_etags_it_reads_the_listings_and_still_writes_nothing(
    hub: Hub, peers: Peers
) -> None:
    """A server that never says "unchanged" costs reading, not rows."""
    peers.a.etags = peers.b.etags = False
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    before = hub.export()
    with counted_rows() as rows:
        written = rows.now()
        again = hub.sync()
        assert scans(again) == {"a": "complete", "b": "complete"}
        assert again["writes"] == 0
        assert rows.now() == written
    assert hub.export() == before


def test_every_document_read_anew_writes_nothing(hub: Hub, peers: Peers) -> None:
    """Without hashes nothing is provably the same, so everything is fetched again."""
    hub.add("a", peers.a)
    hub.sync()
    peers.a.asked()
    peers.a.hashes.clear()
    peers.a.etags = False
    # Tokens are no writes, but they too move once only.
    assert hub.sync()["writes"] == 0
    with counted_rows() as rows:
        written = rows.now()
        assert hub.sync()["writes"] == 0
        assert rows.now() == written
    asked = peers.a.asked()
    assert asked["/media/movies/Solar%20Drift%20(2021)/metadata.json"] == 2


def test_resolving_anew_writes_nothing(hub: Hub, peers: Peers) -> None:
    """A priority that leaves the order as it is: everything resolved, no row."""
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    before = hub.export()
    with counted_rows() as rows:
        written = rows.now()
        hub.do("set_server", "b", "--priority", "40")
        assert rows.now() == written
    assert hub.export() == before
