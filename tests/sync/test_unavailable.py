"""What becomes of titles that nobody lists any more, and of what people did with them
(laws 6 and 7).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from catalog import viewing
from catalog.models import FieldChange, FieldSource, Item, Progress, Watchlist
from sync import servers, settle
from sync.export import export_catalog
from sync.models import Observation, Quarantine
from sync.types import (
    KINDS,
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    Problem,
    ScanEvent,
)
from tests.sync.scripted import Theatre, movie, show

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BROKEN = Problem(code="server_error", message="It answered 500.")
MOVIES = ListingRead(kinds=("movie",), token="m")
TV = ListingRead(kinds=("show", "season", "episode"), token="t")
SAME_TV = ListingUnchanged(kinds=TV.kinds)
NO_TV = ListingFailed(kinds=TV.kinds, problem=BROKEN)
NOTHING = ListingFailed(kinds=KINDS, problem=BROKEN)


def read(key: str, **values: Any) -> ItemRead:
    return ItemRead(item=movie(key, **values))


def exported() -> str:
    return json.dumps(export_catalog(), sort_keys=True)


def settled(changed: servers.Changed) -> None:
    if changed.run is not None:
        settle.resolve_now(changed.run.pk)


def said(item: Item, field: str) -> tuple[Any, str, str]:
    """A value, whose it is, and why."""
    row = FieldSource.objects.get(item=item, field=field, key="")
    assert row.server is not None
    return getattr(item, field), row.server.slug, row.reason


def available() -> set[str | None]:
    return set(Item.objects.filter(available=True).values_list("title", flat=True))


def test_what_people_did_with_a_title_waits_for_it(
    theatre: Theatre, alice: User, bob: User
) -> None:
    items = [movie("film", overview="O"), *show("tv", (1, 1), (1, 2))]
    theatre.server("a", *items)
    theatre.sync()
    film = Item.objects.get(kind="movie")
    episode = Item.objects.get(kind="episode", number=1)
    for user, item in ((alice, film), (bob, film), (bob, episode)):
        viewing.keep_progress(
            user=user, item=item, position_ms=7, duration_ms=99, at=NOON
        )
    viewing.add_to_watchlist(user=alice, item=film, at=NOON)
    kept = [
        list(Item.objects.order_by("pk").values_list("pk", "public_id", "slug")),
        list(Progress.objects.order_by("pk").values()),
        list(Watchlist.objects.order_by("pk").values()),
        list(FieldSource.objects.order_by("pk").values("item", "field", "since")),
    ]
    history = list(FieldChange.objects.order_by("pk").values())

    theatre.says("a")
    gone = theatre.sync()
    assert (gone.state, gone.unavailable, gone.cleared) == ("succeeded", 5, 0)
    assert available() == set()
    assert said(Item.objects.get(pk=film.pk), "overview") == ("O", "a", "only_source")
    assert Observation.objects.count() == 5, "nothing is deleted by a sync"

    theatre.says("a", *items)
    back = theatre.sync()
    assert (back.restored, back.created, back.updated, back.cleared) == (5, 0, 0, 0)
    assert Item.objects.filter(available=True).count() == 5
    assert kept == [
        list(Item.objects.order_by("pk").values_list("pk", "public_id", "slug")),
        list(Progress.objects.order_by("pk").values()),
        list(Watchlist.objects.order_by("pk").values()),
        list(FieldSource.objects.order_by("pk").values("item", "field", "since")),
    ]
    after = list(FieldChange.objects.order_by("pk").values())
    assert after[: len(history)] == history
    actions = [row["action"] for row in after[len(history) :]]
    assert actions == ["unavailable"] * 5 + ["restored"] * 5


def test_an_unavailable_title_is_resolved_from_all_that_is_stored(
    theatre: Theatre,
) -> None:
    """Withdrawn, of a disabled server, of a removed one: by the same order, with the
    same reasons.
    """
    theatre.server("a", movie("one", overview="A"), movie("other"))
    b = theatre.server("b", movie("one", overview="B", tagline="B"))
    c = theatre.server("c", movie("one", genres=["C"], tagline="C"))
    theatre.sync()
    theatre.says("a", movie("other"))
    theatre.sync("a")
    one = Item.objects.get(title="one")
    assert said(one, "overview") == ("B", "b", "only_source")
    assert said(one, "tagline") == ("B", "b", "fallback"), "a is better, and has none"

    settled(servers.change_server(b, enabled=False))
    one.refresh_from_db()
    assert available() == {"one", "other"}
    assert one.overview is None, "what is withdrawn or disabled says nothing"
    assert said(one, "tagline") == ("C", "c", "only_source")

    settled(servers.remove_server(c))
    one.refresh_from_db()
    assert available() == {"other"}
    assert said(one, "overview") == ("A", "a", "priority")
    assert said(one, "tagline") == ("B", "b", "fallback")
    assert said(one, "genres") == (["C"], "c", "only_source")
    before = exported()
    assert theatre.sync("a").writes == 0
    assert exported() == before

    settled(servers.change_server(b, enabled=True))
    one.refresh_from_db()
    assert available() == {"one", "other"}
    assert one.genres is None
    assert said(one, "overview") == ("B", "b", "only_source")


def test_what_is_withdrawn_still_says_which_title_it_was(theatre: Theatre) -> None:
    both = replace(movie("x"), external_ids={"imdb": "tt1", "tmdb": "1"})
    theatre.server("a", both, movie("other"))
    theatre.server("b", replace(movie("b", year=1999), external_ids={"tmdb": "1"}))
    theatre.sync()
    title = Item.objects.exclude(title="other").get()
    theatre.says("a", movie("other"))
    theatre.sync("a")
    theatre.server("c", replace(movie("c", year=1999), external_ids={"imdb": "tt1"}))
    theatre.sync("c")
    joined = Item.objects.exclude(title="other").get()
    assert joined.public_id == title.public_id
    assert {entry.key for entry in joined.files.all()} == {"b", "c"}


@pytest.mark.parametrize("how", ["disabled", "removed"])
def test_a_server_that_leaves_hides_what_it_alone_listed(
    theatre: Theatre, how: str
) -> None:
    """Whatever its size: the brake is about scans."""
    many = [movie(f"m{n:02}", overview="A") for n in range(25)]
    a = theatre.server("a", *many)
    theatre.server("b", movie("m00"))
    theatre.sync()
    if how == "disabled":
        settled(servers.change_server(a, enabled=False))
    else:
        settled(servers.remove_server(a))
    assert available() == {"m00"}
    kept = Item.objects.filter(available=False, overview="A")
    assert kept.count() == 24
    assert Item.objects.get(title="m00").overview is None


def test_a_listing_read_to_its_end_withdraws_whatever_became_of_details(
    theatre: Theatre,
) -> None:
    theatre.server("a", *(movie(key, overview="O") for key in ("one", "two", "three")))
    theatre.sync()
    kept = ItemKept(kind="movie", remote_key="two", problem=BROKEN)
    theatre.plays("a", read("one"), kept, MOVIES, NO_TV)
    run = theatre.sync()
    assert (run.state, run.unavailable) == ("partial", 1)
    assert available() == {"one", "two"}
    # Read whole, it loses what it no longer says; not read, it keeps it.
    assert Item.objects.get(title="one").overview is None
    assert Item.objects.get(title="two").overview == "O"
    assert Item.objects.get(title="three").overview == "O"


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([read("one"), MOVIES, TV], "complete"),
        ([read("one"), MOVIES, SAME_TV], "complete"),
        ([ListingUnchanged(kinds=KINDS)], "unchanged"),
        ([ListingUnchanged(kinds=("movie",)), NO_TV], "partial"),
        ([read("one"), MOVIES, NO_TV], "partial"),
        (
            [ItemKept(kind="movie", remote_key="one", problem=BROKEN), MOVIES, TV],
            "partial",
        ),
        (
            [ItemRejected(kind="movie", remote_key="one", problem=BROKEN), MOVIES, TV],
            "complete",
        ),
        ([ItemUnchanged(kind="movie", remote_key="one"), MOVIES, TV], "complete"),
        ([read("one"), NOTHING], "failed"),
        ([read("one"), read("two")], "failed"),
        ([], "failed"),
    ],
)
def test_what_a_scan_is_called(
    theatre: Theatre, events: list[ScanEvent], state: str
) -> None:
    theatre.server("a", movie("one", overview="O"))
    theatre.sync()
    before = exported()
    theatre.plays("a", *events)
    scan = theatre.sync().scans.get()
    assert scan.state == state
    assert available() == {"one"}
    if state == "failed":
        assert (exported(), scan.items) == (before, 0)


def test_a_quarantined_item_counts_as_listed_and_as_stored(theatre: Theatre) -> None:
    theatre.server("a", movie("one"), movie("two"))
    theatre.sync()
    bad = [
        ItemRejected(kind="movie", remote_key=key, problem=BROKEN)
        for key in ("one", "two")
    ]
    theatre.plays("a", *bad, MOVIES, TV)
    scan = theatre.sync().scans.get()
    assert (scan.state, scan.items, scan.quarantined) == ("complete", 2, 2)
    assert available() == {"one", "two"}
    asked = []

    def noted(request: Any, known: Any) -> Any:
        asked.append(dict(request.listing_tokens))
        return iter([ListingUnchanged(kinds=KINDS)])

    theatre.scripts["a"] = noted
    assert theatre.sync().scans.get().state == "unchanged"
    assert asked[0]["movie"] == "m", "all that the listing names is stored"
    assert Quarantine.objects.count() == 2


def test_an_unreachable_server_moves_no_reason_and_no_value(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="A"))
    theatre.server("b", movie("one", overview="B", tagline="B"))
    theatre.sync()
    before = exported()
    sources = list(FieldSource.objects.order_by("pk").values())
    for slug in ("a", "b"):
        theatre.plays(slug, NOTHING)
        run = theatre.sync(slug)
        assert (run.state, run.writes) == ("failed", 0)
    settled_anew = servers.change_server(servers.find_server("a"), priority=0)
    settled(settled_anew)
    assert exported() == before
    assert list(FieldSource.objects.order_by("pk").values()) == sources
