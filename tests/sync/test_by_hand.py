"""Titles and files added by hand live by the laws of everything that a server says."""

from __future__ import annotations

import pytest

from catalog.models import ExternalId, FieldSource, Item, MediaFile, Server
from catalog.outbound import endpoints_of
from sync import audit, by_hand, locks, servers, settle, written
from sync.adapters.by_hand.adapter import BY_HAND
from sync.by_hand import ByHandError
from sync.connect import adapter_of
from sync.models import Observation, Run, Scan, Trigger
from sync.said import Kept
from sync.types import Kind
from tests.sync.scripted import Theatre, movie, show

FILE = "https://films.example/Fog.MKV?key=1"
COMMAND = Trigger.Source.COMMAND


def add(kind: Kind, **typed: str) -> Kept:
    return settled(by_hand.add(written.read(kind, typed), source=COMMAND))


def change(row: Observation, **typed: str) -> Kept:
    said = written.read(kept_kind(row), typed)
    return settled(by_hand.change(row, said, seen=row.content_hash, source=COMMAND))


def take_out(row: Observation) -> Kept:
    return settled(by_hand.take_out(row, seen=row.content_hash, source=COMMAND))


def kept_kind(row: Observation) -> Kind:
    return by_hand.stored(row).kind


def settled(kept: Kept) -> Kept:
    """What the catalog's follower does in its own time, done now."""
    settle.finalize_now(
        lambda: (
            not Scan.objects.filter(
                adopted_at__isnull=False, finalized_at=None
            ).exists()
        )
    )
    settle.close_runs()
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)
    assert audit.verify().differences == 0
    kept.row.refresh_from_db()
    return kept


def source(item: Item, field: str, key: str = "") -> str | None:
    row = FieldSource.objects.select_related("server").filter(
        item=item, field=field, key=key
    )
    found = row.first()
    return None if found is None else found.server.slug if found.server else "lock"


def test_a_title_that_no_server_lists(theatre: Theatre) -> None:
    kept = add(
        "movie",
        title="Fog",
        year="1980",
        genres="Horror\nDrama",
        runtime_ms="1:29:00",
        external_ids="tmdb 790\nimdb tt0080749",
        artwork="poster https://pictures.example/fog.jpg",
        files=FILE,
        captions="en https://films.example/fog.en.vtt",
    )
    assert kept.run is not None
    run = Run.objects.get(pk=kept.run.pk)
    assert (run.state, run.created) == ("succeeded", 1)
    item = Item.objects.get(kind="movie")
    assert (item.title, item.year, item.available) == ("Fog", 1980, True)
    assert item.genres == ["Horror", "Drama"]
    assert item.runtime_ms == 89 * 60_000
    assert source(item, "title") == "by-hand"
    file = MediaFile.objects.get(item=item)
    assert (file.key, file.url, file.container) == ("by-hand", FILE, "mkv")
    ids = ExternalId.objects.filter(item=item).values_list("key", "value")
    assert dict(ids) == {"tmdb": "790", "imdb": "tt0080749"}
    assert kept.row.item_id == item.pk


def test_a_server_that_lists_it_later_shares_it_and_comes_first(
    theatre: Theatre,
) -> None:
    add("movie", title="Fog", year="1980", overview="By hand.", files=FILE)
    theatre.server("alpha", movie("Fog", year=1980))
    # The curators' server was there first; order is as for every server.
    theatre.sync()
    alpha, own = Server.objects.get(slug="alpha"), Server.objects.get(kind=BY_HAND)
    item = Item.objects.get()
    assert source(item, "title") == "by-hand"
    servers.change_server(own, priority=alpha.priority + 1)
    settled(add("movie", title="Elsewhere"))
    assert source(item, "title") == "alpha"
    assert source(item, "overview") == "by-hand"
    keys = MediaFile.objects.filter(item=item).values_list("key", flat=True)
    assert sorted(keys) == ["alpha", "by-hand"]


def test_one_more_file_for_a_title_that_is_there(theatre: Theatre) -> None:
    theatre.server("alpha", *show("Fjord", (1, 1), (1, 2)))
    theatre.sync()
    kept = add(
        "episode",
        show_title="Fjord",
        season_number="1",
        episode_number="2",
        files=FILE,
    )
    episode = Item.objects.get(kind="episode", number=2)
    assert Item.objects.filter(kind="show").count() == 1
    keys = MediaFile.objects.filter(item=episode).values_list("key", flat=True)
    assert sorted(keys) == ["alpha", "by-hand"]
    assert source(episode, "title") == "alpha"
    # Gone with what stood there for it alone, and nothing else.
    take_out(kept.row)
    assert not by_hand.present().exists()
    keys = MediaFile.objects.filter(item=episode).values_list("key", flat=True)
    assert list(keys) == ["alpha"]
    assert Item.objects.filter(available=True).count() == 4


def test_taken_out_it_sleeps_and_comes_back_the_same(theatre: Theatre) -> None:
    kept = add("movie", title="Fog", year="1980", files=FILE)
    item = Item.objects.get()
    take_out(kept.row)
    item.refresh_from_db()
    assert (item.available, item.title) == (False, "Fog")
    add("movie", title="Fog", year="1980", files=FILE)
    back = Item.objects.get()
    assert (back.available, back.public_id) == (True, item.public_id)


def test_a_change_follows_and_what_is_no_change_writes_nothing(
    theatre: Theatre,
) -> None:
    kept = add("movie", title="Fog", files=FILE, tagline="What you can't see")
    rows = Scan.objects.count(), Run.objects.count(), Trigger.objects.count()
    same = change(kept.row, title="Fog", files=FILE, tagline="What you can't see")
    assert same.run is None
    assert rows == (Scan.objects.count(), Run.objects.count(), Trigger.objects.count())
    change(kept.row, title="The Fog", files=FILE)
    item = Item.objects.get()
    assert (item.title, item.tagline) == ("The Fog", None)


def test_a_lock_stands_above_it(theatre: Theatre) -> None:
    kept = add("movie", title="Fog", overview="By hand.")
    item = Item.objects.get()
    done = locks.lock(item, "overview", "Locked.")
    assert done.run is not None
    settle.resolve_now(done.run.pk)
    change(kept.row, title="Fog", overview="By hand, anew.")
    item.refresh_from_db()
    assert (item.overview, source(item, "overview")) == ("Locked.", "lock")


def test_who_comes_late_is_told(theatre: Theatre) -> None:
    kept = add("movie", title="Fog")
    opened = kept.row.content_hash
    first = change(kept.row, title="Fog", overview="First.")
    late = written.read("movie", {"title": "Fog", "overview": "Second."})
    with pytest.raises(ByHandError, match="Somebody else changed it"):
        by_hand.change(kept.row, late, seen=opened, source=COMMAND)
    take_out(first.row)
    with pytest.raises(ByHandError, match="taken out meanwhile"):
        by_hand.change(first.row, late, seen=first.row.content_hash, source=COMMAND)
    add("movie", title="Fog")
    with pytest.raises(ByHandError, match="added by hand already"):
        add("movie", title="Fog")


def test_an_episode_keeps_its_place(theatre: Theatre) -> None:
    typed = {"show_title": "Fjord", "season_number": "1", "episode_number": "1"}
    kept = add("episode", **typed)
    with pytest.raises(ByHandError, match="keeps its show and its numbers"):
        change(kept.row, **{**typed, "episode_number": "2"})
    change(kept.row, **typed, title="Ice")
    assert Item.objects.get(kind="episode").title == "Ice"


def test_a_show_goes_with_all_below_it(theatre: Theatre) -> None:
    kept = add("show", title="Fjord", overview="Cold.")
    first = {"show_title": "Fjord", "season_number": "1", "episode_number": "1"}
    episode = add("episode", **first)
    # What is said of the show itself stays, though its one episode goes.
    take_out(episode.row)
    assert [row.kind for row in by_hand.present()] == ["show"]
    add("episode", **first)
    take_out(kept.row)
    assert not by_hand.present().exists()
    assert not Item.objects.filter(available=True).exists()


def test_a_sync_of_it_asks_nobody_and_takes_nothing_away(theatre: Theatre) -> None:
    add("movie", title="Fog", files=FILE)
    own = Server.objects.get(kind=BY_HAND)
    theatre.scripts[own.slug] = adapter_of(own).scan
    run = theatre.sync(own.slug)
    scan = run.scans.get()
    assert (scan.state, scan.items, scan.writes) == ("unchanged", 1, 0)
    assert Item.objects.get().available
    assert [check.ok for check in adapter_of(own).check()] == [True]
    # Where nobody is named, it is not asked.
    theatre.server("alpha", movie("Ice"))
    assert [s.server.slug for s in theatre.sync().scans.all()] == ["alpha"]


def test_disabled_or_removed_nothing_of_it_counts(theatre: Theatre) -> None:
    kept = add("movie", title="Fog", files=FILE)
    own = Server.objects.get(kind=BY_HAND)
    done = servers.change_server(own, enabled=False)
    assert done.run is not None
    settled(kept)
    assert not Item.objects.get().available
    with pytest.raises(ByHandError, match="is disabled"):
        add("movie", title="Ice")
    servers.remove_server(own)
    add("movie", title="Ice")
    # The same server again, with all that it had.
    assert Server.objects.get(kind=BY_HAND).pk == own.pk
    assert Item.objects.filter(available=True).count() == 2


def test_only_the_host_it_names_may_be_private(theatre: Theatre) -> None:
    add("movie", title="Fog", files="http://127.0.0.1:9/f.mp4")
    own = Server.objects.get(kind=BY_HAND)
    assert endpoints_of(own) == frozenset()
    servers.change_server(own, media_url="http://127.0.0.1:9")
    own.refresh_from_db()
    assert endpoints_of(own) == {("127.0.0.1", 9)}


def test_its_server_has_no_address_and_is_not_added_by_itself(db: None) -> None:
    with pytest.raises(servers.ServerError, match="no API address"):
        servers.add_server(name="x", kind=BY_HAND, api_url="http://x.example")
    assert not Server.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "wrong", "words"),
    [
        ("movie", {}, "title", "needs a title"),
        ("movie", {"title": "x", "year": "soon"}, "year", "whole number"),
        ("movie", {"title": "x", "files": "ftp://x/y"}, "files", "http"),
        ("movie", {"title": "x", "captions": "en"}, "captions", "an address"),
        ("movie", {"title": "x", "captions": "?? https://x/y"}, "captions", "key is a"),
        ("movie", {"title": "x", "artwork": "banner https://x/y"}, "artwork", "banner"),
        ("movie", {"title": "x", "external_ids": "tmdb"}, "external_ids", "tmdb 603"),
        (
            "movie",
            {"title": "x", "external_ids": "tmdb 1\ntmdb 2"},
            "external_ids",
            "twice",
        ),
        ("episode", {"show_title": "x"}, "season_number", "number of its season"),
        (
            "episode",
            {"season_number": "1", "episode_number": "1"},
            "show_title",
            "title of its show",
        ),
        (
            "episode",
            {"show_title": "x", "season_number": "-1", "episode_number": "1"},
            "season_number",
            "from 0 to 9999",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    kind: Kind, typed: dict[str, str], wrong: str, words: str
) -> None:
    with pytest.raises(written.Refused) as refused:
        written.read(kind, typed)
    assert words in refused.value.errors[wrong]


def test_what_is_stored_is_written_as_it_was_typed(theatre: Theatre) -> None:
    typed = {
        "show_title": "Fjord",
        "show_year": "2001",
        "show_ids": "tvdb 12",
        "season_number": "0",
        "episode_number": "3",
        "title": "Ice",
        "overview": "Two\nlines.",
        "runtime_ms": "0:20:00",
        "cast": "Ann Berg | Captain",
        "files": "https://x.example/a.mp4\nhttps://x.example/b.mp4",
        "captions": "en:hi https://x.example/a.vtt",
    }
    kept = add("episode", **typed)
    above = by_hand.show_of(kept.row)
    assert above is not None
    again = written.written(by_hand.stored(kept.row), by_hand.stored(above))
    assert again == typed
