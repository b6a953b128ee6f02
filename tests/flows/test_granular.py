"""Syncs of a part: any mix of kinds, groups, single assets and one title.

All go through the engine of a whole sync; so pieces in any order make a whole one,
and a server is asked for no more than the piece needs.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from typing import Any, Final

import pytest
from pytest_django import Settings

from catalog.fields import GROUPS
from catalog.models import Item
from sync.models import ChangeToken, Observation
from tests.flows.conftest import Peers
from tests.flows.edits import rewritten
from tests.flows.hub import Hub, said, scans
from tests.tiers import Tier

KINDS: Final = ("movies", "shows", "seasons", "episodes")
SOLAR: Final = "movie:Solar Drift (2021)"
SOLAR_FOLDER: Final = "Solar Drift (2021)"


@pytest.fixture(autouse=True)
def _patient(hub: Hub, settings: Settings) -> None:
    """Nobody is slow here on purpose; a busy machine shall not look so."""
    settings.MEDIAHUB_HTTP_SILENCE_SECONDS = 15


def _documents(asked: Counter[str], *words: str) -> set[str]:
    return {path for path in asked if any(word in path for word in words)}


def _empty(listing: dict[str, Any]) -> None:
    for name in [n for n, title in listing.items() if isinstance(title, dict)]:
        del listing[name]


def _pieces(chance: random.Random) -> list[tuple[str, ...]]:
    """A random partition of kinds and groups, in random order."""
    kinds = list(KINDS)
    chance.shuffle(kinds)
    pieces: list[tuple[str, ...]] = []
    while kinds:
        some = [kinds.pop() for _ in range(chance.randint(1, len(kinds)))]
        groups = list(GROUPS)
        chance.shuffle(groups)
        while groups:
            few = [groups.pop() for _ in range(chance.randint(1, len(groups)))]
            named = ("--groups", ",".join(few)) if len(few) < len(GROUPS) else ()
            pieces.append(("--kinds", ",".join(some), *named))
    chance.shuffle(pieces)
    return pieces


def _alone(chance: random.Random, pieces: list[tuple[str, ...]]) -> None:
    """Pieces of single servers, single assets and titles, strewn in between."""
    for _ in range(4):
        title = Item.objects.order_by("?").first()
        extra: tuple[str, ...] = chance.choice(
            [
                ("a",),
                ("b", "--groups", "captions:en,artwork:poster"),
                ("--kinds", "tv"),
                ("--item", str(title.public_id)) if title else ("b",),
            ]
        )
        pieces.insert(chance.randrange(len(pieces)), extra)


def _tokens() -> list[Any]:
    rows = Observation.objects.order_by("server__slug", "kind", "remote_key")
    return list(rows.values_list("remote_key", "listing_token", "detail_tokens"))


def test_pieces_in_any_order_make_a_whole_sync(
    hub: Hub, peers: Peers, seed: int, tier: Tier
) -> None:
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    whole, tokens = hub.export(), _tokens()
    chance = random.Random(seed)

    hub.start_over()
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    pieces = _pieces(chance)
    for piece in pieces:
        hub.sync(*piece)
        if chance.random() < 0.3:
            assert hub.sync(*piece)["writes"] == 0, piece
    assert hub.export() == whole, pieces

    assert hub.sync()["writes"] == 0
    assert hub.sync("--force")["writes"] == 0
    assert hub.export() == whole
    assert _tokens() == tokens, "a whole sync leaves nothing to be read again"

    _alone(chance, pieces)
    chance.shuffle(pieces)
    for piece in pieces[: tier.of(5, len(pieces))]:
        assert hub.sync(*piece)["writes"] == 0, piece
        assert hub.sync(*piece, "--force")["writes"] == 0, piece
    assert _tokens() == tokens


def test_pieces_bring_what_has_changed(hub: Hub, peers: Peers, seed: int) -> None:
    """From one state of the servers to another, whatever the pieces and their order."""
    both = (peers.a, peers.b)
    before = [copy.deepcopy((p.listings, p.hashes)) for p in both]

    def start() -> None:
        for peer, (listings, hashes) in zip(both, copy.deepcopy(before), strict=True):
            peer.listings, peer.hashes = listings, hashes
            peer.canned.clear()
        hub.start_over()
        hub.add("a", peers.a)
        hub.add("b", peers.b)
        hub.sync()
        _change(peers)

    start()
    hub.sync()
    whole = hub.export()

    chance = random.Random(seed)
    start()
    assert hub.export() != whole
    pieces = _pieces(chance)
    _alone(chance, pieces)
    for piece in pieces:
        hub.sync(*piece)
    assert hub.export() == whole, pieces
    assert hub.sync()["writes"] == 0
    assert hub.export() == whole
    assert hub.sync("--force")["writes"] == 0


def _change(peers: Peers) -> None:
    """Of every sort one: a film goes, another loses and wins values, a show changes."""

    def of_a(listing: dict[str, Any]) -> None:
        del listing["Copper Harbor (2019)"]
        urls = listing[SOLAR_FOLDER]["urls"]
        for name in ("subtitles", "logo", "chapters"):
            urls.pop(name, None)
        urls["mediaLastModified"] = "2026-01-01T00:00:00Z"

    def of_shows(listing: dict[str, Any]) -> None:
        seasons = listing["Harbor Lights"]["seasons"]
        del seasons["Season 2"]["episodes"]["S02E02"]
        for season in seasons.values():
            for episode in season["episodes"].values():
                episode["mediaLastModified"] = "2026-01-01T00:00:00Z"

    peers.a.change("movies", of_a)
    peers.a.change("tv", of_shows)
    rewritten(peers.a, SOLAR_FOLDER, title="Solar Drift", tagline="Anew", overview="")
    rewritten(peers.b, SOLAR_FOLDER, overview="Told anew", genres=[])


def test_captions_ask_for_no_chapters_and_placeholders(hub: Hub, peers: Peers) -> None:
    def placeholders_too(listing: dict[str, Any]) -> None:
        for name in ("poster", "logo"):
            path = f"/media/movies/x/{name}.blurhash"
            listing[SOLAR_FOLDER]["urls"][f"{name}Blurhash"] = path

    peers.a.change("movies", placeholders_too)
    hub.add("a", peers.a)
    hub.sync("--groups", "captions")
    asked = peers.a.asked()
    assert not _documents(asked, "chapters", "blurhash")
    assert _documents(asked, "metadata"), "title, year and ids are always read"
    solar = hub.item("movie", "Solar Drift", 2021)
    assert set(solar["fields"]) == {"title", "year"}
    assert set(solar["entries"]) == {"captions", "external_ids"}

    report = hub.sync("--groups", "chapters,artwork:poster", "--kinds", "movies")
    asked = peers.a.asked()
    assert "/media/tv" not in asked
    assert _documents(asked, "chapters")
    assert _documents(asked, "blurhash") == {"/media/movies/x/poster.blurhash"}
    assert report["servers"][0]["scope"] == "artwork poster and chapters of movies"
    solar = hub.item("movie", "Solar Drift", 2021)
    assert set(solar["fields"]) == {"title", "year", "chapters"}
    assert set(solar["entries"]["artwork"]) == {"poster"}


def test_one_title_is_read_alone(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    peers.a.asked()

    def new_words(listing: dict[str, Any]) -> None:
        for name in listing:
            if isinstance(listing[name], dict):
                listing[name]["urls"]["mediaLastModified"] = "2026-01-01T00:00:00Z"

    peers.a.change("movies", new_words)
    report = hub.sync("--item", SOLAR, "--force")
    asked = peers.a.asked()
    assert "/media/tv" not in asked
    details = {path for path in asked if path.startswith("/media/movies/")}
    own = peers.a.library_path("movies", SOLAR_FOLDER)
    assert details
    assert all(path.startswith(own) for path in details), details
    assert report["servers"][0]["scope"] == (
        "only the movie Solar Drift (2021), read anew"
    )
    assert report["servers"][0]["items"] == 1
    changed = Observation.objects.filter(
        files__0__modified_at__startswith="2026-01-01"
    ).values_list("remote_key", flat=True)
    assert set(changed) == {SOLAR_FOLDER}

    # The listing moved on under the rest: a whole sync still has it to read.
    hub.sync()
    movies = Observation.objects.filter(kind="movie")
    late = movies.filter(files__0__modified_at__startswith="2026-01-01")
    assert late.count() == movies.count()


def test_a_title_is_found_on_a_server_that_did_not_have_it(
    hub: Hub, peers: Peers
) -> None:
    with_it = peers.b.listings["movies"].get(SOLAR_FOLDER)
    assert with_it is not None, "both servers have the film"
    peers.b.change("movies", lambda listing: listing.pop(SOLAR_FOLDER))
    peers.b.change("movies", lambda listing: listing.pop("Night Ferry (2018)"))
    hub.add("a", peers.a)
    hub.add("b", peers.b)
    hub.sync()
    assert "b" not in hub.item("movie", "Solar Drift", 2021)["entries"]["files"]

    whole = json.loads((peers.b.folder / "media_movies.json").read_bytes())
    peers.b.change("movies", lambda listing: listing.update(whole))
    hub.sync("--item", SOLAR)
    solar = hub.item("movie", "Solar Drift", 2021)
    assert said(solar, "files", "b")[1] == "b"
    assert not Item.objects.filter(title="Night Ferry").exists(), "another title"

    # And it goes again, and nothing else with it.
    peers.b.change("movies", _empty)
    hub.sync("--item", SOLAR)
    assert "b" not in hub.item("movie", "Solar Drift", 2021)["entries"]["files"]
    others = Observation.objects.filter(server__slug="b", kind="movie", listed=True)
    assert others.exists(), "the others were none of its business"


def test_a_show_is_read_with_all_below_it(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    whole = hub.export()

    peers.a.change("tv", _empty)
    report = hub.sync("--item", "show:Harbor Lights", "--kinds", "episodes")
    assert report["changes"]["unavailable"] > 0
    shown = hub.catalog()
    assert shown["show", "Harbor Lights"]["available"]
    assert not shown["episode", "Harbor Lights", 2, 2]["available"]
    hub.sync("--item", "season:Harbor Lights S02")
    assert not hub.item("season", "Harbor Lights", 2)["available"]
    assert hub.item("season", "Harbor Lights", 1)["available"]
    hub.sync("--item", "show:Harbor Lights")
    assert not hub.item("show", "Harbor Lights")["available"]
    others = Item.objects.filter(kind="show").exclude(title="Harbor Lights")
    assert all(show.available for show in others)

    back = json.loads((peers.a.folder / "media_tv.json").read_bytes())
    peers.a.change("tv", lambda listing: listing.update(back))
    hub.sync("--item", "episode:Harbor Lights S02E02")
    shown = hub.catalog()
    assert shown["episode", "Harbor Lights", 2, 2]["available"]
    assert not shown["episode", "Harbor Lights", 2, 1]["available"]
    hub.sync()
    assert hub.export() == whole


def test_a_listing_read_for_one_group_decides_who_is_there(
    hub: Hub, peers: Peers
) -> None:
    hub.add("a", peers.a)
    hub.sync()
    peers.a.change("movies", lambda listing: listing.pop(SOLAR_FOLDER))
    hub.sync("--groups", "captions:fr", "--kinds", "movies")
    assert not hub.item("movie", "Solar Drift", 2021)["available"]


def test_values_are_withdrawn_in_the_groups_read_alone(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    before = hub.item("movie", "Solar Drift", 2021)
    captions = sorted(before["entries"]["captions"])
    others = [key for key in captions if not key.startswith("en")]
    assert [key for key in captions if key not in others] == ["en", "en:hi"]

    def less(listing: dict[str, Any]) -> None:
        urls = listing[SOLAR_FOLDER]["urls"]
        for name in ("subtitles", "poster", "chapters"):
            urls.pop(name, None)

    peers.a.change("movies", less)
    hub.sync("--groups", "captions:en")
    after = hub.item("movie", "Solar Drift", 2021)
    assert sorted(after["entries"]["captions"]) == others
    assert after["entries"]["artwork"] == before["entries"]["artwork"]
    assert after["fields"] == before["fields"]
    hub.sync("--groups", "artwork:poster")
    after = hub.item("movie", "Solar Drift", 2021)
    left = set(before["entries"]["artwork"]) - {"poster"}
    assert set(after["entries"]["artwork"]) == left
    hub.sync()
    assert "captions" not in hub.item("movie", "Solar Drift", 2021)["entries"]


def test_a_whole_sync_reads_what_a_part_left_out(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    # The listing alone moves; the server's hashes say that all documents are as read.
    peers.a.change("movies", lambda raw: raw[SOLAR_FOLDER]["urls"].pop("logo"))
    hub.sync("--groups", "captions")
    assert "logo" in hub.item("movie", "Solar Drift", 2021)["entries"]["artwork"]
    hub.sync()
    assert "logo" not in hub.item("movie", "Solar Drift", 2021)["entries"]["artwork"]
    # A document and its hash move.
    rewritten(peers.a, SOLAR_FOLDER, tagline="Anew")
    hub.sync("--groups", "captions")
    tagline = said(hub.item("movie", "Solar Drift", 2021), "tagline")
    assert tagline != ("Anew", "a")
    hub.sync()
    assert said(hub.item("movie", "Solar Drift", 2021), "tagline") == ("Anew", "a")


def test_a_server_that_goes_back_to_what_it_listed_is_believed(
    hub: Hub, peers: Peers
) -> None:
    """No token stays of a state of which a part was replaced."""
    hub.add("a", peers.a)
    hub.sync()
    before = hub.export()
    listing = json.loads((peers.a.folder / "media_movies.json").read_bytes())
    for scope in (("--groups", "captions"), ("--item", SOLAR)):
        peers.a.change("movies", lambda raw: raw[SOLAR_FOLDER]["urls"].pop("subtitles"))
        hub.sync(*scope)
        assert hub.export() != before
        assert not ChangeToken.objects.filter(kind="movie", group="files").exists()
        peers.a.change("movies", lambda raw: raw.update(copy.deepcopy(listing)))
        assert scans(hub.sync())["a"] == "complete"
        assert hub.export() == before


def test_a_group_that_is_stored_is_not_asked_again(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync("--groups", "captions", "--kinds", "movies")
    peers.a.asked()
    again = hub.sync("--groups", "captions:en", "--kinds", "movies")
    assert scans(again) == {"a": "unchanged"}
    assert peers.a.asked() == {"/media/movies": 1}
    assert set(ChangeToken.objects.values_list("kind", "group")) == {
        ("movie", "captions")
    }
    # One language of a group advances nothing.
    hub.sync("--groups", "files,artwork:logo", "--kinds", "movies")
    assert set(ChangeToken.objects.values_list("group", flat=True)) == {
        "captions",
        "files",
    }
    assert scans(hub.sync("--groups", "artwork:logo", "--kinds", "movies")) == {
        "a": "complete"
    }


def test_force_reads_all_anew(hub: Hub, peers: Peers) -> None:
    hub.add("a", peers.a)
    hub.sync()
    first = peers.a.asked()
    assert hub.sync("--force")["writes"] == 0
    again = peers.a.asked()
    assert _documents(again, "metadata", "chapters") == _documents(
        first, "metadata", "chapters"
    )
