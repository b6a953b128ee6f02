"""A library that an operator left out: it counts as listed, and empty.

Scripted servers over the real database; real ones over loopback are in
tests/flows/test_libraries.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from accounts.models import Activity, User
from catalog.models import Item, Server
from sync import audit, execute, holding, rehearse, servers, settle, triggers, undoing
from sync.hints import Hint
from sync.missing import why_missing
from sync.models import ChangeToken, Observation, Quarantine, Run, Scan, Trigger
from sync.servers import Changed
from sync.types import (
    ItemRead,
    ItemRejected,
    Kind,
    Known,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    ObservedItem,
    Problem,
    ScanEvent,
    ScanRequest,
)
from tests.sync.scripted import Script, Theatre, movie, show

SHOWS: tuple[Kind, ...] = ("show", "season", "episode")
BROKEN = Problem(code="server_error", message="It answered 500.")
FILMS = [movie(f"film {n}", overview="words") for n in range(30)]
BAY = show("Bay", (1, 1), (1, 2))


def library(*items: ObservedItem, token: str = "t") -> Script:
    """A server of two listings that does as it is asked, with a token for each."""

    def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        for kinds in (("movie",), SHOWS):
            asked = tuple(kind for kind in kinds if kind in request.kinds)
            if not asked:
                continue
            if {request.listing_tokens.get(kind) for kind in asked} == {token}:
                yield ListingUnchanged(kinds=asked)
                continue
            yield from (ItemRead(item=i) for i in items if i.kind in asked)
            yield ListingRead(kinds=asked, token=token)

    return script


def silent(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
    """A server that is down."""
    if request.kinds:
        yield ListingFailed(kinds=request.kinds, problem=BROKEN)


def never(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
    """A server that must not be asked."""
    raise AssertionError("it was asked")


def choose(name: str, *libraries: str, **more: Any) -> Changed:
    return servers.change_server(
        servers.find_server(name), libraries=libraries or None, **more
    )


def carried_out(changed: Changed) -> Run:
    if changed.run is not None:
        settle.resolve_now(changed.run.pk)
    assert changed.sync is not None
    return execute.carry_out(changed.sync)


def available(kind: str = "movie") -> dict[str, Any]:
    rows = Item.objects.filter(kind=kind, available=True)
    return {str(title): pk for title, pk in rows.values_list("title", "public_id")}


def last_scan() -> Scan:
    return Scan.objects.latest("pk")


def catalog_is_lawful() -> bool:
    return audit.audit_now().differences == 0


def ask(*slugs: str, **what: Any) -> Run:
    trigger = triggers.request_sync(
        source=Trigger.Source.COMMAND, servers=list(slugs), **what
    )
    return triggers.plan(trigger.pk)


@pytest.fixture
def alpha(theatre: Theatre) -> Server:
    """It has 30 films and a show, all read."""
    server = theatre.server("alpha")
    theatre.scripts["alpha"] = library(*FILMS, *BAY)
    theatre.sync()
    assert len(available()) == 30
    return server


# --- the choice ------------------------------------------------------------------


def test_the_choice_starts_a_sync_of_what_moved(
    theatre: Theatre, alpha: Server, carol: User
) -> None:
    changed = choose("alpha", "shows", by=carol)
    assert changed.run is None
    assert changed.sync is not None
    (trigger,) = changed.sync.triggers.all()
    asked = (trigger.source, trigger.by, trigger.servers, trigger.kinds)
    assert asked == ("settings", carol, ["alpha"], ["movies"])
    assert choose("alpha", "shows").sync is None
    deed = Activity.objects.get(verb="server_libraries")
    assert (deed.before, deed.after) == (
        {"libraries": ["movies", "shows"]},
        {"libraries": ["shows"]},
    )
    both = choose("alpha", "movies").sync
    assert both is not None
    assert sorted(both.triggers.latest("pk").kinds or []) == ["movies", "tv"]


@pytest.mark.parametrize("libraries", [[], ["films"], ["movies", "books"]])
def test_a_choice_that_cannot_be_made(alpha: Server, libraries: list[str]) -> None:
    with pytest.raises(servers.ServerError):
        servers.change_server(alpha, libraries=libraries)
    assert not Activity.objects.filter(verb="server_libraries").exists()


def test_the_database_refuses_what_is_no_library(alpha: Server) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Server.objects.update(left_out="books")


def test_titles_added_by_hand_are_in_no_library(db: None) -> None:
    with transaction.atomic():
        own = servers.own_server()
    with pytest.raises(servers.ServerError, match="no library"):
        servers.change_server(own, libraries=["shows"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Server.objects.update(left_out="movies")


def test_it_is_undone_by_the_same_way(
    theatre: Theatre, alpha: Server, carol: User
) -> None:
    before = available()
    carried_out(choose("alpha", "shows", by=carol))
    run = undoing.undo(Activity.objects.get(verb="server_libraries"), by=carol)
    assert run is not None
    execute.carry_out(run)
    assert available() == before


def test_the_command_follows_it_with_a_sync(theatre: Theatre, alpha: Server) -> None:
    out = StringIO()
    call_command("set_server", "alpha", "--libraries", "shows", stdout=out)
    assert "succeeded" in out.getvalue()
    assert not available()
    listed = StringIO()
    call_command("list_servers", stdout=listed)
    assert "without its movies" in listed.getvalue()
    with pytest.raises(CommandError, match="no library 'books'"):
        call_command("set_server", "alpha", "--libraries", "books")


# --- leaving out -----------------------------------------------------------------


def test_all_of_it_goes_without_the_brake_and_without_the_server(
    theatre: Theatre, alpha: Server
) -> None:
    theatre.scripts["alpha"] = never
    run = carried_out(choose("alpha", "shows"))
    scan = last_scan()
    assert (run.state, run.unavailable) == ("succeeded", 30)
    assert (scan.state, scan.withdrawn, scan.decision) == ("complete", 30, "")
    assert (
        scan.not_synced == "movies of alpha are not synced: an operator left them out"
    )
    assert not available()
    assert set(available("show")) == {"Bay"}
    kept = Item.objects.get(kind="movie", title="film 7")
    assert kept.overview == "words"
    assert catalog_is_lawful()
    theatre.scripts["alpha"] = library(*FILMS, *BAY)
    again = theatre.sync()
    assert again.writes + last_scan().writes == 0
    assert last_scan().state == "unchanged"


def test_another_servers_values_take_their_place(theatre: Theatre) -> None:
    for name in ("alpha", "beta"):
        theatre.server(name)
        fog = movie("Fog", overview=f"{name}'s words")
        theatre.scripts[name] = library(fog, *BAY)
    theatre.sync()
    run = carried_out(choose("alpha", "shows"))
    assert run.unavailable == 0
    assert Item.objects.get(title="Fog").overview == "beta's words"
    assert catalog_is_lawful()


def test_a_server_that_is_down_is_not_needed(theatre: Theatre, alpha: Server) -> None:
    """A sync of everything: partial, for it took back what needs nobody."""
    theatre.scripts["alpha"] = silent
    Server.objects.update(left_out="movies")
    run = theatre.sync()
    scan = last_scan()
    assert (run.state, scan.state, scan.withdrawn) == ("partial", "partial", 30)
    assert not available()
    assert set(available("show")) == {"Bay"}
    server = Server.objects.get()
    assert (server.health, server.failures_in_a_row) == ("degraded", 1)
    # Nothing is left to take back: it is down, and nothing else.
    assert theatre.sync().state == "failed"
    assert Server.objects.get().failures_in_a_row == 2
    assert catalog_is_lawful()


def test_who_was_not_asked_is_not_called_well(theatre: Theatre, alpha: Server) -> None:
    theatre.scripts["alpha"] = silent
    theatre.sync()
    carried_out(choose("alpha", "shows"))
    server = Server.objects.get()
    assert (server.health, server.failures_in_a_row) == ("degraded", 1)


def test_losses_of_what_is_chosen_count_as_ever(
    theatre: Theatre, alpha: Server
) -> None:
    """A held scan is held whole, whatever else it would have taken back."""
    more = [item for n in range(30) for item in show(f"show {n}", (1, 1))]
    theatre.scripts["alpha"] = library(*FILMS, *more, token="u")
    theatre.sync()
    theatre.scripts["alpha"] = library(*FILMS, *more[:3], token="v")
    Server.objects.update(left_out="movies")
    theatre.sync()
    scan = last_scan()
    assert scan.state == "held"
    assert {loss["kind"] for loss in scan.losses} == {"show"}
    assert len(available()) == 30
    execute.adopt_held(holding.accept(alpha))
    assert not available()
    assert len(available("show")) == 1
    assert catalog_is_lawful()


def test_a_dry_run_foresees_it(theatre: Theatre, alpha: Server) -> None:
    Server.objects.update(left_out="movies")
    run = rehearse.carry_out(ask("alpha", dry_run=True).pk)
    assert (run.state, run.unavailable) == ("succeeded", 30)
    assert len(available()) == 30


def test_quarantined_items_go_with_it(theatre: Theatre, alpha: Server) -> None:
    refused = ItemRejected(kind="movie", remote_key="bad", problem=BROKEN)
    films = [ItemRead(item=film) for film in FILMS]
    read = ListingRead(kinds=("movie",), token="x")
    theatre.plays("alpha", refused, *films, read)
    execute.carry_out(ask("alpha", kinds=["movies"]))
    assert Quarantine.objects.exists()
    carried_out(choose("alpha", "shows"))
    assert not Quarantine.objects.exists()


# --- parts of a sync -------------------------------------------------------------


@pytest.mark.parametrize("groups", [None, ["captions:fr"], ["artwork"]])
def test_a_part_of_it_reads_nothing_and_says_why(
    theatre: Theatre, alpha: Server, groups: list[str] | None
) -> None:
    carried_out(choose("alpha", "shows"))
    theatre.scripts["alpha"] = never
    film = Item.objects.get(title="film 1")
    for what in ({"kinds": ["movies"]}, {"item": film.public_id}):
        run = execute.carry_out(ask("alpha", groups=groups, **what))
        scan = last_scan()
        assert (run.state, scan.state, scan.writes) == ("succeeded", "unchanged", 0)
        assert "an operator left them out" in scan.not_synced


def test_one_title_of_it_goes_by_itself(theatre: Theatre, alpha: Server) -> None:
    """As every sync of one title decides on that title alone."""
    Server.objects.update(left_out="movies")
    film = Item.objects.get(title="film 1")
    execute.carry_out(ask("alpha", item=film.public_id))
    assert len(available()) == 29
    assert catalog_is_lawful()


def test_the_other_library_says_nothing_of_it(theatre: Theatre, alpha: Server) -> None:
    carried_out(choose("alpha", "shows"))
    execute.carry_out(ask("alpha", kinds=["tv"]))
    assert last_scan().not_synced == ""


def test_a_word_about_a_title_of_it_is_not_tried_again(
    theatre: Theatre, alpha: Server
) -> None:
    carried_out(choose("alpha", "shows"))
    hint: Hint = {"kind": "movie", "title": "Heat", "year": 1995}
    trigger = triggers.request_sync(
        source=Trigger.Source.WEBHOOK, servers=["alpha"], kinds=["movies"], hint=hint
    )
    execute.carry_out(triggers.plan(trigger.pk))
    assert "left them out" in last_scan().not_synced
    assert not Trigger.objects.filter(again_for__isnull=False).exists()
    on_its_way: Hint = {"kind": "episode", "title": "Cape", "year": 2001}
    trigger = triggers.request_sync(
        source=Trigger.Source.WEBHOOK, servers=["alpha"], hint=on_its_way
    )
    triggers.plan(trigger.pk)
    assert Trigger.objects.filter(again_for=trigger).count() == 4
    # Left out meanwhile: what was to be tried is dropped.
    choose("alpha", "movies")
    triggers.plan_due(trigger.created_at + timedelta(hours=1))
    assert not Trigger.objects.filter(again_for=trigger).exists()


# --- choosing again --------------------------------------------------------------


def test_it_comes_back_whole_under_its_old_token(
    theatre: Theatre, alpha: Server
) -> None:
    before = available()
    assert ChangeToken.objects.filter(kind="movie").exists()
    carried_out(choose("alpha", "shows"))
    assert not ChangeToken.objects.filter(kind="movie").exists()
    run = carried_out(choose("alpha", "movies", "shows"))
    assert (run.state, run.restored) == ("succeeded", 30)
    assert available() == before
    assert catalog_is_lawful()
    assert theatre.sync().writes + last_scan().writes == 0


def test_what_only_seems_to_be_there_is_not_answered_for(
    theatre: Theatre, alpha: Server
) -> None:
    """A film that went while nobody looked does not come back."""
    carried_out(choose("alpha", "shows"))
    theatre.scripts["alpha"] = library(*FILMS[1:], *BAY)
    carried_out(choose("alpha", "movies", "shows"))
    assert len(available()) == 29
    assert catalog_is_lawful()


# --- a choice that meets a scan --------------------------------------------------


def test_a_scan_that_began_before_adopts_nothing_of_it(
    theatre: Theatre, alpha: Server
) -> None:
    new = movie("new", overview="just come")

    def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        yield from library(new, *FILMS, *BAY, token="u")(request, known)
        theatre.scripts["alpha"] = never
        choose("alpha", "shows")

    theatre.scripts["alpha"] = script
    run = execute.carry_out(ask("alpha"))
    scan = run.scans.get()
    assert (run.state, scan.withdrawn, scan.left_out) == ("succeeded", 30, "movies")
    assert not Observation.objects.filter(remote_key="new").exists()
    assert not ChangeToken.objects.filter(kind="movie").exists()
    assert not available()
    assert catalog_is_lawful()
    # The sync of the choice itself finds nothing left to do.
    assert execute.scan_server(alpha.pk)
    assert (last_scan().state, last_scan().writes) == ("unchanged", 0)


def test_a_scan_that_began_without_it_takes_nothing_back_once_it_is_chosen(
    theatre: Theatre, alpha: Server
) -> None:
    def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        assert request.kinds == SHOWS
        yield from library(*BAY, token="u")(request, known)
        theatre.scripts["alpha"] = library(*FILMS, *BAY, token="u")
        choose("alpha", "movies", "shows")

    Server.objects.update(left_out="movies")
    theatre.scripts["alpha"] = script
    run = execute.carry_out(ask("alpha"))
    assert (run.state, run.scans.get().withdrawn) == ("succeeded", 0)
    assert len(available()) == 30
    assert execute.scan_server(alpha.pk)
    assert len(available()) == 30
    assert catalog_is_lawful()


def test_what_is_held_is_adopted_under_the_choice_of_then(
    theatre: Theatre, alpha: Server
) -> None:
    more = [item for n in range(30) for item in show(f"show {n}", (1, 1))]
    theatre.scripts["alpha"] = library(*FILMS, *BAY, *more, token="u")
    theatre.sync()
    new = movie("new")
    theatre.scripts["alpha"] = library(new, *FILMS, *BAY, token="v")
    theatre.sync()
    assert last_scan().state == "held"
    Server.objects.update(left_out="movies")
    execute.adopt_held(holding.accept(alpha))
    assert set(available("show")) == {"Bay"}
    assert "new" not in available()
    tokens = ChangeToken.objects.filter(kind="movie").values_list("token", flat=True)
    assert "v" not in set(tokens)


def test_a_server_that_is_enabled_again_shows_nothing_of_it(
    theatre: Theatre, alpha: Server
) -> None:
    settle.resolve_now(servers.change_server(alpha, enabled=False).run.pk)  # type: ignore[union-attr]
    assert choose("alpha", "shows").sync is None
    theatre.scripts["alpha"] = never
    carried_out(servers.change_server(alpha, enabled=True))
    assert not available()
    assert set(available("show")) == {"Bay"}
    assert catalog_is_lawful()


# --- why is it missing? ----------------------------------------------------------


def _why(text: str) -> dict[str, str]:
    answer = why_missing(text)
    found = [*answer.reasons, *(r for case in answer.cases for r in case.reasons)]
    return {reason.code: f"{reason.message} {reason.way_out}" for reason in found}


def test_it_is_told_why_a_title_is_missing(theatre: Theatre, alpha: Server) -> None:
    carried_out(choose("alpha", "shows"))
    said = _why("film 7")
    assert list(said) == ["unavailable", "left_out"]
    assert (
        "alpha had it as 'film 7'; movies of alpha are not synced" in (said["left_out"])
    )
    assert "set_server alpha --libraries movies,shows" in said["left_out"]
    assert "left_out" in _why("never heard of")
    carried_out(choose("alpha", "movies", "shows"))
    assert "left_out" not in {**_why("film 7"), **_why("never heard of")}
