"""What is read whole is adopted, what is not stays in force, and the next sync heals.

Law 6: a partial scan adopts the items it read; a missing document is "no value", one
that fails keeps the earlier observation; a quarantined item keeps it too, and does not
make the scan partial.
"""

from __future__ import annotations

import json
from typing import Any

from sync.models import Quarantine
from tests.flows.conftest import Peers
from tests.flows.edits import document, moved, rewritten
from tests.flows.hub import Hub, error_of, said, scans
from tests.replay import Canned

SOLAR = ("movie", "Solar Drift", 2021)
COPPER = ("movie", "Copper Harbor", 2019)
FIRST = ("episode", "Harbor Lights", 1, 1)


def test_movies_are_adopted_and_shows_kept(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    shows = {k: v for k, v in hub.catalog().items() if k[0] != "movie"}
    assert len(shows) == 14
    peers.a.canned["/media/tv"] = Canned(500, b"oops")
    rewritten(peers.a, "Solar Drift (2021)", tagline="Anew")
    peers.a.change("movies", lambda listing: listing.pop("Copper Harbor (2019)"))

    report = hub.sync(code=3)

    assert report["state"] == "partial"
    assert scans(report) == {"a": "partial"}
    assert error_of(report, "a")["code"] == "server_error"
    after = hub.catalog()
    assert said(after[SOLAR], "tagline") == ("Anew", "a")
    # The listing of movies was read to its end: it may withdraw.
    assert after[COPPER]["available"] is False
    assert {k: v for k, v in after.items() if k[0] != "movie"} == shows
    del peers.a.canned["/media/tv"]
    healed = hub.sync()
    assert healed["writes"] == 0
    assert {k: v for k, v in hub.catalog().items() if k[0] != "movie"} == shows


def test_a_first_sync_with_half_the_listings(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    peers.a.canned["/media/movies"] = Canned(500, b"oops")
    assert scans(hub.sync(code=3)) == {"a": "partial"}
    assert {kind for kind, *_ in hub.catalog()} == {"show", "season", "episode"}
    del peers.a.canned["/media/movies"]
    healed = hub.sync()
    assert healed["changes"]["created"] == 3
    assert len(hub.catalog()) == 17


def test_a_missing_document_is_no_value(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    before = hub.catalog()
    for status in (404, 410):
        path = document(peers.a, "movies", "Solar Drift (2021)")
        peers.a.canned[path] = Canned(status, b"gone")
        moved(peers.a, "Solar Drift (2021)")
        report = hub.sync()
        assert scans(report)["a"] == "complete"
        item = hub.item(*SOLAR)
        assert said(item, "overview") == (
            "Overview of Solar Drift (2021) (server 2).",
            "b",
        )
        assert item["fields"]["overview"]["reason"] == "only_source"
        # What the listing and the folder's name say is still a's.
        assert said(item, "title") == ("Solar Drift", "a")
        assert item["fields"]["width"]["value"] == 320
        del peers.a.canned[path]
        moved(peers.a, "Solar Drift (2021)")
        hub.sync()
        assert hub.catalog() == before


def test_a_failing_document_keeps_the_item_as_it_was(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    before = hub.export()
    path = document(peers.a, "movies", "Solar Drift (2021)")
    peers.a.canned[path] = Canned(500, b"oops")
    moved(peers.a, "Solar Drift (2021)")
    rewritten(peers.a, "Copper Harbor (2019)", tagline="Anew")

    report = hub.sync(code=3)

    assert scans(report) == {"a": "partial"}
    error = error_of(report, "a")
    assert error["code"] == "server_error"
    assert "Solar Drift (2021)" in error["message"]
    assert report["servers"][0]["items"] == 17
    assert said(hub.item(*COPPER), "tagline") == ("Anew", "a")
    assert hub.item(*SOLAR) == next(
        item
        for item in json.loads(before)["items"]
        if item["path"] == ["Solar Drift", 2021]
    )
    # It is owed: the server alone says "unchanged", and is asked nevertheless.
    assert scans(hub.sync(code=3)) == {"a": "partial"}
    rewritten(peers.a, "Copper Harbor (2019)")
    del peers.a.canned[path]
    assert scans(hub.sync()) == {"a": "complete"}
    assert hub.export() == before
    assert hub.sync()["servers"][0]["state"] == "unchanged"


def test_a_new_item_waits_for_itsdocument(hub: Hub, peers: Peers) -> None:
    path = document(peers.a, "tv", "Harbor Lights")
    peers.a.canned[path] = Canned(503, b"later")
    hub.add("a", peers.a)
    report = hub.sync(code=3)
    assert scans(report) == {"a": "partial"}
    # Neither the show nor what hangs on it; the rest is there.
    assert [p for p in hub.catalog() if p[1] == "Harbor Lights"] == []
    assert ("show", "The Long Meridian") in hub.catalog()
    del peers.a.canned[path]
    assert hub.sync()["changes"]["created"] == 7
    assert FIRST in hub.catalog()


def test_a_quarantined_item_stays_as_it_was(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    before = hub.export()
    good = peers.a.listings["movies"]["Solar Drift (2021)"]

    def spoil(listing: dict[str, Any]) -> None:
        listing["Solar Drift (2021)"] = ["not", "a", "movie"]

    peers.a.change("movies", spoil)
    report = hub.sync()
    assert report["state"] == "succeeded"
    assert scans(report) == {"a": "complete", "b": "unchanged"}
    assert [s["items"] for s in report["servers"]] == [17, 10]
    assert report["writes"] == 0
    assert hub.export() == before
    (row,) = Quarantine.objects.all()
    assert (row.server.slug, row.kind) == ("a", "movie")
    assert row.remote_key == "Solar Drift (2021)"
    assert row.code
    assert row.message.endswith(".")
    since = row.since
    # It does not keep the server from being unchanged, nor does it grow or age.
    assert scans(hub.sync()) == {"a": "unchanged", "b": "unchanged"}
    assert Quarantine.objects.get().since == since

    peers.a.change("movies", lambda m: m.update({"Solar Drift (2021)": good}))
    assert scans(hub.sync())["a"] == "complete"
    assert not Quarantine.objects.exists()
    assert hub.export() == before


def test_a_new_item_in_quarantine_holds_up_nobody(hub: Hub, peers: Peers) -> None:
    path = document(peers.a, "movies", "Solar Drift (2021)")
    peers.a.canned[path] = Canned(200, b'["not a document"]')
    hub.add("a", peers.a)
    report = hub.sync()
    assert scans(report) == {"a": "complete"}
    assert SOLAR not in hub.catalog()
    assert len(hub.catalog()) == 16
    assert Quarantine.objects.get().remote_key == "Solar Drift (2021)"
    del peers.a.canned[path]
    moved(peers.a, "Solar Drift (2021)")
    assert hub.sync()["changes"]["created"] == 1
    assert not Quarantine.objects.exists()
    assert SOLAR in hub.catalog()


def test_a_page_instead_of_a_document_is_asked_for_again(
    hub: Hub, peers: Peers
) -> None:
    """A proxy's "back soon" is no word of the server's about the title."""
    path = document(peers.a, "movies", "Solar Drift (2021)")
    peers.a.canned[path] = Canned(
        200, b"<html>back soon</html>", {"Content-Type": "text/html"}
    )
    hub.add("a", peers.a)
    report = hub.sync(code=3)
    assert scans(report) == {"a": "partial"}
    assert error_of(report, "a")["code"] == "web_page"
    assert SOLAR not in hub.catalog()
    assert not Quarantine.objects.exists()
    del peers.a.canned[path]
    assert hub.sync()["changes"]["created"] == 1
    assert SOLAR in hub.catalog()


def test_hashes_are_hints(hub: Hub, peers: Peers) -> None:
    """An error there means "fetch it", never partial."""
    hub.add("a", peers.a)
    hub.sync()
    before = hub.export()
    for section, answer in (
        ("movies", Canned(500, b"oops")),
        ("movies", Canned(200, b"<html>")),
        ("tv", Canned(404, b"")),
    ):
        peers.a.canned[f"/api/metadata-hashes/{section}"] = answer
        moved(peers.a, "Solar Drift (2021)")
        assert scans(hub.sync()) == {"a": "complete"}
        assert hub.export() == before
