"""What a scan adopts: what was proven, and nothing else (laws 6, 7 and 13)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError

from catalog.models import Item, Server
from sync import execute, triggers
from sync.models import (
    ChangeToken,
    Observation,
    Quarantine,
    Scan,
    StagedObservation,
    Trigger,
)
from sync.types import (
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    Known,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    Problem,
    ScanEvent,
    ScanRequest,
)
from tests.sync.scripted import Theatre, movie, show

MOVIES = ListingRead(kinds=("movie",), token="m1")
TV = ListingRead(kinds=("show", "season", "episode"), token="t1")
BROKEN = Problem(code="server_error", message="It answered 500.")
TV_FAILED = ListingFailed(kinds=("show", "season", "episode"), problem=BROKEN)
ALL_FAILED = ListingFailed(kinds=("movie", *TV_FAILED.kinds), problem=BROKEN)


def read(*items: object) -> list[ScanEvent]:
    return [ItemRead(item=item) for item in items]  # type: ignore[arg-type]


def listed() -> set[str]:
    return set(
        Observation.objects.filter(listed=True).values_list("remote_key", flat=True)
    )


def available() -> set[str | None]:
    return set(Item.objects.filter(available=True).values_list("title", flat=True))


def scan_state(theatre: Theatre) -> tuple[str, str]:
    run = theatre.sync()
    return run.state, run.scans.get().state


@pytest.fixture
def two_movies(theatre: Theatre) -> Theatre:
    theatre.server("a", movie("one"), movie("two"))
    assert scan_state(theatre) == ("succeeded", "complete")
    return theatre


def test_a_complete_listing_is_adopted(two_movies: Theatre) -> None:
    assert listed() == {"one", "two"}
    assert available() == {"one", "two"}
    assert not StagedObservation.objects.exists()


def test_what_a_complete_listing_leaves_out_is_withdrawn(two_movies: Theatre) -> None:
    two_movies.says("a", movie("one"))
    run = two_movies.sync()
    assert listed() == {"one"}
    assert available() == {"one"}
    assert run.unavailable == 1
    assert Item.objects.get(title="two").files.count() == 1


def test_a_failed_scan_changes_nothing(two_movies: Theatre) -> None:
    two_movies.plays("a", *read(movie("one", overview="new")), ALL_FAILED)
    assert scan_state(two_movies) == ("failed", "failed")
    assert listed() == {"one", "two"}
    assert Item.objects.get(title="one").overview is None
    assert not StagedObservation.objects.exclude(epoch=0).exists()


def test_what_a_failed_scan_had_read_is_nothing_until_it_is_confirmed(
    two_movies: Theatre,
) -> None:
    news = read(movie("one", overview="new"), movie("three"), movie("four"))
    two_movies.plays("a", *news, ALL_FAILED)
    two_movies.sync()
    two_movies.plays("a", *news, ALL_FAILED)
    two_movies.sync()
    assert StagedObservation.objects.count() == 3, "of the last one alone"
    confirmed = ItemUnchanged(kind="movie", remote_key="three")
    two_movies.plays("a", *read(movie("one"), movie("two")), confirmed, MOVIES, TV)
    assert scan_state(two_movies) == ("succeeded", "complete")
    assert (listed(), available()) == ({"one", "two", "three"},) * 2
    assert Item.objects.get(title="one").overview is None
    assert Scan.objects.latest("pk").items == 3
    assert not StagedObservation.objects.exists()


def test_a_part_of_a_title_is_not_gone_on_with(two_movies: Theatre) -> None:
    two_movies.plays("a", *read(movie("one", overview="new")), ALL_FAILED)
    asked = triggers.request_sync(source=Trigger.Source.COMMAND, groups=["metadata"])
    execute.carry_out(triggers.plan(asked.pk))
    assert not StagedObservation.objects.exists()


def test_a_listing_without_an_end_withdraws_and_adopts_nothing(
    two_movies: Theatre,
) -> None:
    tv = read(*show("tv", (1, 1)))
    two_movies.plays("a", *read(movie("one")), MOVIES, *tv, TV_FAILED)
    assert scan_state(two_movies) == ("partial", "partial")
    assert listed() == {"one"}, "the movies' listing was read to its end"
    two_movies.plays("a", *read(movie("two")), ALL_FAILED)
    assert scan_state(two_movies) == ("failed", "failed")
    assert listed() == {"one"}
    assert not Item.objects.filter(kind="show").exists()
    broken_off = ListingFailed(kinds=("movie",), problem=BROKEN)
    two_movies.plays("a", *read(movie("two")), broken_off, *read(*show("tv")), TV)
    assert scan_state(two_movies) == ("partial", "partial")
    assert listed() == {"one", "tv"}, "the movies' listing was not read to its end"


def test_an_unchanged_server_costs_and_writes_nothing(two_movies: Theatre) -> None:
    two_movies.plays(
        "a", ListingUnchanged(kinds=("movie", "show", "season", "episode"))
    )
    run = two_movies.sync()
    assert (run.state, run.writes, run.scans.get().state) == (
        "succeeded",
        0,
        "unchanged",
    )
    assert run.scans.get().items == 2


def test_reading_the_same_again_writes_nothing(two_movies: Theatre) -> None:
    run = two_movies.sync()
    scan = run.scans.get()
    assert (run.writes, scan.writes, scan.state) == (0, 0, "complete")


def test_an_item_whose_details_fail_keeps_what_it_said(two_movies: Theatre) -> None:
    kept = ItemKept(kind="movie", remote_key="two", problem=BROKEN)
    two_movies.plays("a", *read(movie("one", overview="new")), kept, MOVIES, TV)
    run = two_movies.sync()
    assert run.state == "partial"
    assert run.scans.get().error_code == "server_error"
    assert Item.objects.get(title="one").overview == "new"
    assert available() == {"one", "two"}


def test_a_new_item_whose_details_fail_waits_with_all_below_it(
    two_movies: Theatre,
) -> None:
    top, *below = show("tv", (1, 1))
    kept = ItemKept(kind="show", remote_key="tv", problem=BROKEN)
    two_movies.plays("a", *read(movie("one")), MOVIES, kept, *read(*below), TV)
    assert scan_state(two_movies) == ("partial", "partial")
    assert not Item.objects.exclude(kind="movie").exists()
    assert not ChangeToken.objects.filter(kind="show").exists()
    two_movies.plays("a", *read(movie("one")), MOVIES, *read(top, *below), TV)
    assert scan_state(two_movies) == ("succeeded", "complete")
    assert Item.objects.filter(kind="episode", available=True).count() == 1


def test_tokens_advance_only_when_all_they_cover_is_stored(theatre: Theatre) -> None:
    theatre.server("a")
    kept = ItemKept(kind="movie", remote_key="one", problem=BROKEN)
    theatre.plays("a", kept, MOVIES, *read(*show("tv", (1, 1))), TV)
    theatre.sync()
    assert {t.kind for t in ChangeToken.objects.all()} == set(TV.kinds)
    theatre.plays("a", *read(movie("one")), MOVIES, TV)
    theatre.sync()
    assert "movie" in {t.kind for t in ChangeToken.objects.all()}


def test_a_partly_stored_listing_takes_its_old_token_back(theatre: Theatre) -> None:
    """Else the server going back to its old listing would look unchanged."""
    theatre.server("a")
    theatre.plays("a", *read(movie("one")), MOVIES, TV)
    theatre.sync()
    assert ChangeToken.objects.filter(kind="movie").exists()
    kept = ItemKept(kind="movie", remote_key="two", problem=BROKEN)
    theatre.plays("a", *read(movie("one", overview="new")), kept, MOVIES, TV)
    theatre.sync()
    assert not ChangeToken.objects.filter(kind="movie").exists()


def test_a_quarantined_item_keeps_what_it_said_and_makes_nothing_partial(
    two_movies: Theatre,
) -> None:
    bad = Problem(code="bad_year", message="The year is a text.")
    rejected = ItemRejected(
        kind="movie", remote_key="two", problem=bad, sample='"year": "x"'
    )
    two_movies.plays("a", *read(movie("one")), rejected, MOVIES, TV)
    assert scan_state(two_movies) == ("succeeded", "complete")
    assert available() == {"one", "two"}
    row = Quarantine.objects.get()
    assert (row.code, row.remote_key, row.sample) == ("bad_year", "two", '"year": "x"')
    since = row.since
    two_movies.sync()
    assert Quarantine.objects.get().since == since, "the same again is not written"
    two_movies.says("a", movie("one"), movie("two"))
    two_movies.sync()
    assert not Quarantine.objects.exists()


@pytest.mark.parametrize("trouble", [ItemKept, ItemRejected])
def test_what_comes_back_and_cannot_be_read_is_there_as_it_was(
    two_movies: Theatre, trouble: type[ItemKept] | type[ItemRejected]
) -> None:
    two_movies.says("a", movie("one"))
    two_movies.sync()
    assert available() == {"one"}
    again = trouble(kind="movie", remote_key="two", problem=BROKEN)
    two_movies.plays("a", *read(movie("one")), again, again, MOVIES, TV)
    two_movies.sync()
    assert (listed(), available()) == ({"one", "two"}, {"one", "two"})
    assert two_movies.sync().writes == 0


def test_what_is_below_a_refused_show_is_kept_until_it_comes(theatre: Theatre) -> None:
    top, *below = show("tv", (1, 1))
    theatre.server("a")
    rejected = ItemRejected(kind="show", remote_key=top.remote_key, problem=BROKEN)
    theatre.plays("a", MOVIES, rejected, *read(*below), TV)
    assert scan_state(theatre) == ("succeeded", "complete")
    assert listed() == {item.remote_key for item in below}
    assert not Item.objects.exists()
    same = [ItemUnchanged(kind=i.kind, remote_key=i.remote_key) for i in below]
    theatre.plays("a", MOVIES, *read(top), *same, TV)
    assert scan_state(theatre) == ("succeeded", "complete")
    assert available() == {item.values["title"] for item in (top, *below)}


def test_an_item_that_is_only_named_stays_listed(two_movies: Theatre) -> None:
    same = [ItemUnchanged(kind="movie", remote_key=key) for key in ("one", "two")]
    two_movies.plays("a", *same, MOVIES, TV)
    assert scan_state(two_movies) == ("succeeded", "complete")
    assert listed() == {"one", "two"}


def test_a_withdrawn_item_that_returns_is_listed_again(two_movies: Theatre) -> None:
    public_id = Item.objects.get(title="two").public_id
    two_movies.says("a", movie("one"))
    two_movies.sync()
    two_movies.says("a", movie("one"), movie("two"))
    run = two_movies.sync()
    assert run.restored == 1
    assert Item.objects.get(title="two").public_id == public_id


def test_health_follows_the_scans(two_movies: Theatre) -> None:
    assert Server.objects.get().health == "ok"
    refused = Problem(code="auth_failed", message="It refuses the secret.")
    two_movies.plays("a", ListingFailed(kinds=ALL_FAILED.kinds, problem=refused))
    two_movies.sync()
    server = Server.objects.get()
    assert (server.health, server.failures_in_a_row) == ("auth_failed", 1)
    two_movies.says("a", movie("one"), movie("two"))
    two_movies.sync()
    server = Server.objects.get()
    assert (server.health, server.failures_in_a_row) == ("ok", 0)


def test_a_bug_in_an_adapter_fails_its_scan_and_no_other(two_movies: Theatre) -> None:
    two_movies.server("b", movie("three"))
    two_movies.scripts["a"] = lambda request, known: iter([1 / 0])  # type: ignore[list-item]
    run = two_movies.sync()
    assert run.state == "partial"
    assert run.scans.get(server__slug="a").error_code == "internal_error"
    assert available() == {"one", "two", "three"}
    assert Scan.objects.filter(state="running").count() == 0


def test_a_database_that_refuses_for_a_while_is_not_the_servers_fault(
    two_movies: Theatre,
) -> None:
    asked = []

    def refused_once(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        asked.append(request)
        if len(asked) == 1:
            raise OperationalError("database is locked")
        yield from [*read(movie("one"), movie("two"), movie("three")), MOVIES, TV]

    two_movies.scripts["a"] = refused_once
    assert scan_state(two_movies) == ("succeeded", "complete")
    assert len(asked) == 2
    assert Server.objects.get().health == "ok"
    assert available() == {"one", "two", "three"}


def test_a_database_that_refuses_for_good_ends_the_scan(two_movies: Theatre) -> None:
    def refused(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        raise OperationalError("database is locked")

    two_movies.scripts["a"] = refused
    assert scan_state(two_movies) == ("failed", "failed")
    assert Scan.objects.latest("pk").attempts == execute.ATTEMPTS
    assert available() == {"one", "two"}


def test_what_is_below_a_show_that_cannot_be_read_counts_as_listed(
    theatre: Theatre,
) -> None:
    theatre.server("a", *show("tv", (1, 1)))
    theatre.sync()
    bad = ItemRejected(kind="show", remote_key="tv", problem=BROKEN)
    theatre.plays("a", MOVIES, bad, TV)
    assert scan_state(theatre) == ("succeeded", "complete")
    assert Item.objects.filter(available=True).count() == 3


def test_an_item_listed_twice_and_differently_keeps_what_it_said(
    two_movies: Theatre,
) -> None:
    twice = ItemRejected(kind="movie", remote_key="two", problem=BROKEN)
    second = read(movie("two", overview="which?"))
    for events in ([*second, twice], [twice, *second]):
        two_movies.plays("a", *read(movie("one")), *events, MOVIES, TV)
        assert scan_state(two_movies) == ("succeeded", "complete")
        assert Item.objects.get(title="two").overview is None


def test_values_beyond_every_column_harm_nobody(two_movies: Theatre) -> None:
    wild = movie(
        "wild",
        title="x" * 2_000,
        year=10**12,
        runtime_ms=10**30,
        rating=float("inf"),
        genres=["g"] * 5_000,
        release_date="soon",
    )
    two_movies.says("a", movie("one"), movie("two"), wild)
    assert scan_state(two_movies) == ("succeeded", "complete")
    item = Item.objects.get(title="x" * 500)
    assert (item.year, item.runtime_ms, item.rating) == (None, None, None)
    assert item.genres == ["g"] * 200
    assert two_movies.sync().writes == 0


def test_a_name_too_long_to_be_a_key_is_quarantined_and_harms_nobody(
    two_movies: Theatre,
) -> None:
    long = movie("映" * 1_200)
    refused = ItemRejected(kind="movie", remote_key="画" * 1_200, problem=BROKEN)
    fine = [movie("one"), movie("two"), long]
    two_movies.plays("a", *read(*fine), refused, MOVIES, TV)
    assert scan_state(two_movies) == ("succeeded", "complete")
    codes = Quarantine.objects.values_list("code", flat=True)
    assert sorted(codes) == ["bad_name", "server_error"]
    assert available() == {"one", "two"}


def test_what_cannot_be_stored_at_all_is_quarantined(two_movies: Theatre) -> None:
    torn = movie("torn", overview="half a character: \ud800")
    two_movies.says("a", movie("one"), movie("two"), torn)
    assert scan_state(two_movies) == ("succeeded", "complete")
    assert Quarantine.objects.get().code == "unstorable"
    assert available() == {"one", "two"}
