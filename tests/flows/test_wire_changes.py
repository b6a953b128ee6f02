"""What servers say on the wire in the course of time, and what nobody may be misled by.

The recorded media-processors, their answers edited from sync to sync.
"""

from __future__ import annotations

import json
import unicodedata
import urllib.request
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from catalog.models import FieldChange, Item, Progress
from tests.flows.conftest import Peers
from tests.flows.edits import document, moved, rewritten
from tests.flows.hub import Hub, said, scans
from tests.replay import Canned, Replay

SOLAR = ("movie", "Solar Drift", 2021)
FOLDER = "Solar Drift (2021)"
_ABSENT: Final = object()


def _both(hub: Hub, peers: Peers) -> str:
    """One after the other, so that history is the same every time."""
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync("a")
    hub.sync("b")
    return hub.export()


def _ids() -> dict[int, Any]:
    return dict(Item.objects.values_list("pk", "public_id"))


def _captions_of(peer: Replay, captions: dict[str, Any]) -> None:
    def edit(listing: dict[str, Any]) -> None:
        listing[FOLDER]["urls"]["subtitles"] = captions

    peer.change("movies", edit)


def _caption(peer: Replay, name: str, **more: Any) -> dict[str, Any]:
    path = peer.library_path("movies", FOLDER, f"{FOLDER}.{name}.srt")
    return {"url": path, "srcLang": name, "lastModified": None} | more


def test_the_better_server_is_down_for_long(hub: Hub, peers: Peers) -> None:
    """Nothing moves to the worse one, and nothing comes back as new."""
    before = _both(hub, peers)
    ids = _ids()
    changes = FieldChange.objects.count()
    for path in ("/media/movies", "/media/tv"):
        peers.a.canned[path] = Canned(503, b"down")
    for _ in range(5):
        report = hub.sync(code=3)
        assert scans(report) == {"a": "failed", "b": "unchanged"}
        assert report["writes"] == 0
        assert hub.export() == before
    peers.a.canned.clear()
    back = hub.sync()
    assert (back["writes"], back["changes"]["created"]) == (0, 0)
    assert hub.export() == before
    assert _ids() == ids
    assert FieldChange.objects.count() == changes


def test_another_host_is_no_other_title(hub: Hub, peers: Peers) -> None:
    """Every address moves, whoever is asked first; nothing else does."""
    before = _both(hub, peers)
    ids = _ids()
    with Replay("a") as elsewhere:
        hub.do("set_server", "a", "--url", elsewhere.url)
        hub.sync()
        after = hub.export()
        assert peers.a.url not in after
        assert after.replace(elsewhere.url, peers.a.url) == before
        assert hub.sync()["writes"] == 0
    assert _ids() == ids
    assert not FieldChange.objects.filter(field="overview").exists()


def test_another_prefix_is_no_other_title(hub: Hub, peers: Peers, bob: User) -> None:
    """Nor does anybody lose the place where he stopped."""
    before = _both(hub, peers)
    ids = _ids()
    watched = Item.objects.get(kind="movie", title="Solar Drift")
    Progress.objects.create(
        user=bob, item=watched, position_ms=1_000, updated_at=timezone.now()
    )
    peers.a.prefix = "/films"
    for section, listing in peers.a.listings.items():
        text = json.dumps(listing)
        assert '"/media/' in text
        peers.a.listings[section] = json.loads(text.replace('"/media/', '"/films/'))
    hub.do("set_server", "a", "--prefix", "/films")
    report = hub.sync()
    assert scans(report)["a"] == "complete"
    after = hub.export()
    assert f"{peers.a.url}/media/" not in after
    assert after.replace(f"{peers.a.url}/films/", f"{peers.a.url}/media/") == before
    assert _ids() == ids
    place = Progress.objects.get()
    assert (place.item, place.position_ms) == (watched, 1_000)
    assert place.item.available
    assert hub.sync()["writes"] == 0


def test_a_pending_caption_becomes_a_real_one(hub: Hub, peers: Peers) -> None:
    """While the better server promises it, the finished one of the other counts."""
    _both(hub, peers)

    def seen() -> tuple[Any, Any]:
        value, source = said(hub.item(*SOLAR), "captions", "nl")
        return value and value["pending"], source

    _captions_of(peers.a, {"Dutch": _caption(peers.a, "nl", pending=True)})
    hub.sync()
    assert seen() == (True, "a")
    _captions_of(peers.b, {"Dutch": _caption(peers.b, "nl")})
    hub.sync()
    assert seen() == (False, "b")
    assert hub.sync()["writes"] == 0
    _captions_of(peers.a, {"Dutch": _caption(peers.a, "nl", pending=False)})
    hub.sync()
    assert seen() == (False, "a")


def test_names_of_captions_as_servers_write_them(hub: Hub, peers: Peers) -> None:
    """The name is shown, the address can be fetched, and the key is the language."""
    names = {
        "100% Deutsch & mehr #1?": "de",
        "Fran\u00e7ais (Que\u0301bec)": "fr-CA",
        'Espa\u00f1ol "latino"': "es-419",
        "\u65e5\u672c\u8a9e.srt": "ja",
        "__proto__": "it",
        "version": "pl",
    }
    path = peers.a.library_path("movies", FOLDER, f"{FOLDER}.en.srt")
    _captions_of(
        peers.a,
        {name: {"url": path, "srcLang": code} for name, code in names.items()},
    )
    hub.add("a", peers.a)
    hub.sync()
    captions = hub.item(*SOLAR)["entries"]["captions"]
    assert {key: c["value"]["label"] for key, c in captions.items()} == {
        code: unicodedata.normalize("NFC", name) for name, code in names.items()
    }
    for caption in captions.values():
        with urllib.request.urlopen(caption["value"]["url"], timeout=10) as answer:
            assert answer.read(1)
    assert hub.sync()["writes"] == 0


def test_an_equal_hash_of_one_server_hides_no_change_of_the_other(
    hub: Hub, peers: Peers
) -> None:
    """Hashes are kept per server: what the winner loses falls to the other, though
    the other says "unchanged", and though both give the same hash."""
    for peer in (peers.a, peers.b):
        for section in ("movies", "tv"):
            for title in peer.hashes[section]["titles"].values():
                title["hash"] = "same"
    _both(hub, peers)
    rewritten(peers.a, FOLDER, tagline=None, overview="")
    for peer in (peers.a, peers.b):
        peer.hashes["movies"]["titles"][FOLDER]["hash"] = "same again"
    report = hub.sync()
    assert scans(report) == {"a": "complete", "b": "unchanged"}
    item = hub.item(*SOLAR)
    assert said(item, "overview")[1] == "b"
    assert said(item, "tagline")[1] in ("b", None)
    assert hub.sync()["writes"] == 0


def test_what_hashes_leave_out_still_arrives(hub: Hub, peers: Peers) -> None:
    """Focal points and sizes of pictures are not part of a folder's hash."""
    hub.add("a", peers.a)
    hub.sync()

    def edit(listing: dict[str, Any]) -> None:
        listing[FOLDER]["backdropFocal"] = "right"
        listing[FOLDER]["additional_metadata"]["duration"] = 7_777

    peers.a.change("movies", edit)
    hub.sync()
    item = hub.item(*SOLAR)
    assert said(item, "artwork", "backdrop")[0]["focal"] == "right"
    assert said(item, "duration_ms") == (7_777, "a")


def test_a_document_that_failed_is_owed(hub: Hub, peers: Peers) -> None:
    """A hash is not spent by a document that did not come: the next sync asks again."""
    hub.add("a", peers.a)
    hub.sync()
    rewritten(peers.a, FOLDER, tagline="Anew")
    answer = peers.a.canned[document(peers.a, "movies", FOLDER)]
    peers.a.canned[document(peers.a, "movies", FOLDER)] = Canned(500, b"oops")
    assert scans(hub.sync(code=3)) == {"a": "partial"}
    assert said(hub.item(*SOLAR), "tagline")[0] != "Anew"
    peers.a.canned[document(peers.a, "movies", FOLDER)] = answer
    # Neither the listing nor a hash differs from what was seen meanwhile.
    hub.sync()
    assert said(hub.item(*SOLAR), "tagline") == ("Anew", "a")


def test_a_servers_clock_decides_nothing(hub: Hub, peers: Peers) -> None:
    """Times without a zone, of the future, of the past, or none at all."""
    _both(hub, peers)
    hashes = peers.a.hashes["movies"]
    for generated in ("2099-01-01T00:00:00", "1970-01-01 00:00:00", "yesterday", None):
        hashes["generated"] = generated
        for title in hashes["titles"].values():
            title["generated"] = title["lastModified"] = generated
        line = f"Said {generated}"
        rewritten(peers.a, FOLDER, tagline=line, last_updated=generated)
        hub.sync()
        assert said(hub.item(*SOLAR), "tagline") == (line, "a")
        # The better one stays the better one, however new the other's data is.
        rewritten(peers.b, FOLDER, tagline="Newest", last_updated="2098-01-01T00:00Z")
        hub.sync()
        assert said(hub.item(*SOLAR), "tagline") == (line, "a")


def test_another_version_is_read_all_the_same(hub: Hub, peers: Peers) -> None:
    """The version stands among the titles; it is none, and no reason to read less."""
    before = _both(hub, peers)
    for version in (99.5, "2.0-beta", None, True):

        def edit(listing: dict[str, Any], version: Any = version) -> None:
            listing["version"] = version

        for peer in (peers.a, peers.b):
            peer.change("movies", edit)
            peer.change("tv", edit)
        report = hub.sync()
        assert scans(report) == {"a": "complete", "b": "complete"}, version
        assert report["writes"] == 0, version
    assert hub.export() == before


def test_a_value_of_nothing_displaces_nothing(hub: Hub, peers: Peers) -> None:
    """Empty text, null and absent, in listings and documents of the better server."""
    hub.add("a", peers.a)
    hub.add("b", peers.b, "--priority", "0")
    hub.sync()
    assert said(hub.item(*SOLAR), "artwork", "poster")[1] == "b"
    folder = peers.b.folder / "library" / "movies" / FOLDER
    recorded = json.loads((folder / "metadata.json").read_bytes())
    for nothing in ("", " \t", None, _ABSENT):

        def edit(listing: dict[str, Any], nothing: Any = nothing) -> None:
            _empty(listing[FOLDER]["urls"], "poster", nothing)

        peers.b.change("movies", edit)
        _empty(recorded, "overview", nothing)
        path = document(peers.b, "movies", FOLDER)
        peers.b.canned[path] = Canned(200, json.dumps(recorded).encode())
        moved(peers.b, FOLDER)
        hub.sync()
        item = hub.item(*SOLAR)
        assert said(item, "artwork", "poster")[1] == "a", nothing
        assert said(item, "overview")[1] == "a", nothing


def _empty(holder: dict[str, Any], name: str, nothing: Any) -> None:
    holder.pop(name, None)
    if nothing is not _ABSENT:
        holder[name] = nothing
