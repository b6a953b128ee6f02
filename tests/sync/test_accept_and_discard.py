"""What becomes of a held scan: accepted, discarded, or replaced by a newer one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.models import User
from catalog.models import Item, Server
from sync import execute, holding, leases, servers, settle, triggers
from sync.models import (
    ChangeToken,
    Lease,
    Observation,
    Quarantine,
    Run,
    Scan,
    StagedObservation,
    Trigger,
    Withdrawal,
)
from sync.reconcile import Reconciler
from sync.types import (
    KINDS,
    ItemKept,
    ItemRead,
    ItemRejected,
    Known,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    Problem,
    ScanEvent,
    ScanRequest,
)
from tests.sync.scripted import Theatre, movie
from tests.sync.test_reconcile import look_until

BROKEN = Problem(code="server_error", message="It answered 500.")
REFUSED = ItemRejected(kind="movie", remote_key="bad", problem=BROKEN)
FAILED = ListingFailed(kinds=KINDS, problem=BROKEN)
EMPTY = ListingRead(kinds=KINDS, token="empty")
NEW = ItemRead(item=movie("new"))


def command(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def refusal(name: str, *arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as refused:
        command(name, *arguments)
    return refused.value.returncode, str(refused.value)


def available() -> set[str | None]:
    return set(Item.objects.filter(available=True).values_list("title", flat=True))


def nothing_waits() -> bool:
    return not (
        StagedObservation.objects.exists()
        or Withdrawal.objects.exists()
        or Scan.objects.filter(proven__isnull=False).exists()
    )


@pytest.fixture
def held(theatre: Theatre) -> Theatre:
    """Server a listed two movies; a scan that lists one new and one bad is held."""
    theatre.server("a")
    theatre.says("a", movie("one"), movie("two"), token="first")
    theatre.sync()
    theatre.plays("a", NEW, REFUSED, EMPTY)
    assert theatre.sync().state == "held"
    return theatre


def held_scan() -> Scan:
    scan = holding.held_scan(Server.objects.get(slug="a"))
    assert scan is not None
    return scan


def test_accepting_adopts_all_of_it_before_the_command_returns(held: Theatre) -> None:
    scan = held_scan()
    assert "2 withdrawn" in command("accept_scan", "a")
    assert available() == {"new"}
    assert Quarantine.objects.get().remote_key == "bad"
    assert set(ChangeToken.objects.values_list("token", flat=True)) == {"empty"}
    scan.refresh_from_db()
    assert (scan.state, scan.decision, scan.error_code) == ("complete", "adopted", "")
    assert (scan.withdrawn, scan.changed, scan.writes) == (2, 1, 3)
    run = Run.objects.get(scans=scan)
    assert (run.state, run.unavailable, run.created) == ("succeeded", 2, 1)
    assert run.finished_at is not None
    assert nothing_waits()
    again = held.sync()
    assert (again.state, again.writes, again.scans.get().writes) == ("succeeded", 0, 0)


def test_a_partial_scan_becomes_partial(theatre: Theatre) -> None:
    theatre.server("a", movie("one"), movie("two"))
    theatre.sync()
    kept = ItemKept(kind="movie", remote_key="three", problem=BROKEN)
    theatre.plays("a", kept, EMPTY)
    assert theatre.sync().state == "held"
    command("accept_scan", "a")
    scan = Scan.objects.latest("pk")
    assert (scan.state, scan.error_code) == ("partial", "server_error")
    assert Run.objects.get(scans=scan).state == "partial"
    assert not ChangeToken.objects.filter(kind="movie").exists()


def test_discarding_forgets_it(held: Theatre) -> None:
    scan = held_scan()
    assert command("discard_scan", "a") == f"Discarded scan {scan.pk} of a.\n"
    scan.refresh_from_db()
    assert (scan.state, scan.decision) == ("held", "discarded")
    assert "accept_scan" not in scan.error_message
    assert available() == {"one", "two"}
    assert nothing_waits()
    assert held.sync().state == "held", "the next one asks anew"


@pytest.mark.parametrize("name", ["accept_scan", "discard_scan"])
def test_nothing_held_is_one_clear_line(theatre: Theatre, name: str) -> None:
    theatre.server("a")
    assert refusal(name, "a") == (2, "No scan of a is held.")
    code, said = refusal(name, "b")
    assert (code, said) == (2, "There is no server named 'b'. Known servers: a.")


def test_a_second_decision_finds_nothing(held: Theatre) -> None:
    command("accept_scan", "a")
    assert refusal("accept_scan", "a") == (2, "No scan of a is held.")
    assert refusal("discard_scan", "a")[0] == 2
    held.says("a")
    held.sync()


def test_two_accept_at_once(held: Theatre) -> None:
    outcomes: list[str] = []

    def accept() -> None:
        try:
            scan = holding.accept(Server.objects.get(slug="a"))
            outcomes.append(execute.adopt_held(scan).decision)
        except holding.CannotDecide:
            outcomes.append("nothing held any more")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 3
    assert "adopted" in outcomes
    assert set(outcomes) <= {"adopted", "nothing held any more"}
    assert available() == {"new"}
    assert Scan.objects.latest("pk").writes == 3
    assert Run.objects.latest("pk").unavailable == 2


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([ItemRead(item=movie("one")), ItemRead(item=movie("two")), EMPTY], "complete"),
        ([ListingUnchanged(kinds=KINDS)], "unchanged"),
        ([ListingUnchanged(kinds=("movie",)), FAILED], "partial"),
        ([EMPTY], "held"),
    ],
)
def test_a_newer_scan_takes_its_place(
    held: Theatre, events: list[ScanEvent], state: str
) -> None:
    old = held_scan()
    held.plays("a", *events)
    newer = held.sync().scans.get()
    assert newer.state == state
    old.refresh_from_db()
    assert (old.state, old.decision, old.proven) == ("held", "replaced", None)
    assert f"Scan {newer.pk} took its place." in old.error_message
    assert not StagedObservation.objects.filter(scan=old).exists()
    assert not Withdrawal.objects.filter(scan=old).exists()
    waiting = holding.held_scan(newer.server)
    assert waiting == (newer if state == "held" else None)


def test_a_newer_scan_that_failed_changes_nothing(held: Theatre) -> None:
    scan = held_scan()
    held.plays("a", FAILED)
    assert held.sync().state == "failed"
    assert held_scan() == scan
    command("accept_scan", "a")
    assert available() == {"new"}


def test_accepting_is_refused_while_the_server_is_read(held: Theatre) -> None:
    said: list[tuple[int, str]] = []

    def reading(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        said.append(refusal("accept_scan", "a"))
        yield from (ItemRead(item=movie(key)) for key in ("one", "two"))
        yield EMPTY

    held.scripts["a"] = reading
    assert held.sync().state == "succeeded"
    assert said[0][0] == 2
    assert "being read right now" in said[0][1]
    assert available() == {"one", "two"}


def test_discarding_while_the_server_is_read_is_fine(held: Theatre) -> None:
    def reading(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        command("discard_scan", "a")
        yield FAILED

    held.scripts["a"] = reading
    assert held.sync().state == "failed"
    assert nothing_waits()


def test_what_was_accepted_too_late_is_replaced(held: Theatre) -> None:
    """A scan began between the look at the scans and the commit."""
    scan = held_scan()

    def reading(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        Scan.objects.filter(pk=scan.pk).update(decision=Scan.Decision.ACCEPTED)
        yield from (ItemRead(item=movie(key)) for key in ("one", "two"))
        yield EMPTY

    held.scripts["a"] = reading
    assert held.sync().state == "succeeded"
    assert execute.adopt_held(scan).decision == "replaced"
    assert available() == {"one", "two"}
    assert nothing_waits()


def test_what_was_accepted_is_adopted_before_the_next_scan(held: Theatre) -> None:
    holding.accept(Server.objects.get(slug="a"))
    stored: list[set[str]] = []

    def reading(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        rows = Observation.objects.filter(listed=True)
        stored.append(set(rows.values_list("remote_key", flat=True)))
        yield ListingUnchanged(kinds=KINDS)

    held.scripts["a"] = reading
    assert held.sync().state == "succeeded"
    assert stored == [{"new"}]
    assert available() == {"new"}


def test_a_disabled_server_is_to_be_enabled_first(held: Theatre) -> None:
    server = Server.objects.get(slug="a")
    _settled(servers.change_server(server, enabled=False))
    code, said = refusal("accept_scan", "a")
    assert (code, "Enable it" in said) == (2, True)
    _settled(servers.change_server(server, enabled=True))
    command("accept_scan", "a")
    assert available() == {"new"}


def test_disabled_after_it_was_accepted_it_goes_on_waiting(held: Theatre) -> None:
    server = Server.objects.get(slug="a")
    scan = holding.accept(server)
    _settled(servers.change_server(server, enabled=False))
    assert not execute.scan_server(server.pk)
    assert execute.adopt_held(scan).decision == "waiting"
    assert Observation.objects.filter(listed=True).count() == 2


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_removed_server_has_nothing_held(held: Theatre, *, is_accepted: bool) -> None:
    server, scan = Server.objects.get(slug="a"), held_scan()
    if is_accepted:
        holding.accept(server)
    _settled(servers.remove_server(server))
    assert refusal("accept_scan", "a")[0] == 2
    assert not execute.scan_server(server.pk)
    scan.refresh_from_db()
    assert scan.decision == "discarded"
    assert nothing_waits()
    assert Observation.objects.filter(listed=True).count() == 2


def _settled(changed: servers.Changed) -> None:
    if changed.run is not None:
        settle.resolve_now(changed.run.pk)


def test_the_reconciler_carries_out_what_a_page_accepted(
    held: Theatre, monkeypatch: pytest.MonkeyPatch, django_user_model: type[User]
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("sync.reconcile.current_app.send_task", refuse)
    curator = django_user_model.objects.create(username="alice")
    scan = holding.accept(Server.objects.get(slug="a"), by=curator)
    run = Run.objects.get(scans=scan)
    look_until(lambda: Run.objects.get(pk=run.pk).state == "succeeded", Reconciler())
    assert available() == {"new"}
    assert Scan.objects.get(pk=scan.pk).decided_by == curator


@pytest.mark.parametrize("point", ["before", "after"])
def test_a_death_around_the_adoption_is_made_good(
    held: Theatre, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """Killed once accepted, or once adopted and not projected: the next one goes on."""
    server = Server.objects.get(slug="a")
    scan = holding.accept(server)
    if point == "after":
        lease = leases.take(execute.server_lease(server.pk))
        assert lease is not None
        with lease:
            assert holding.adopt_accepted(server.pk, lease) is not None
        assert Run.objects.get(scans=scan).state == "running"
    assert available() == {"one", "two"}
    assert held.sync().state == "succeeded"
    assert available() == {"new"}
    assert Run.objects.get(scans=scan).state == "succeeded"


def test_a_worker_that_lost_its_lease_adopts_nothing(held: Theatre) -> None:
    server = Server.objects.get(slug="a")
    scan = holding.accept(server)
    lease = leases.take(execute.server_lease(server.pk))
    assert lease is not None
    Lease.objects.filter(name=lease.name).update(epoch=lease.epoch + 1)
    with pytest.raises(leases.LeaseLost):
        holding.adopt_accepted(server.pk, lease)
    scan.refresh_from_db()
    assert scan.decision == "accepted"
    assert Observation.objects.filter(listed=True).count() == 2


def test_what_a_restore_left_out_is_not_adopted(held: Theatre) -> None:
    """A backup holds the scan and not what it had staged."""
    StagedObservation.objects.all().delete()
    code, said = refusal("accept_scan", "a")
    assert (code, "Sync the server again" in said) == (1, True)
    assert set(ChangeToken.objects.values_list("token", flat=True)) == {"first"}
    assert available() == {"one", "two"}


def test_a_run_with_one_held_server_is_held(held: Theatre) -> None:
    held.server("b", movie("three"))
    run = held.sync()
    assert run.state == "held"
    assert available() == {"one", "two", "three"}
    command("accept_scan", "a")
    run.refresh_from_db()
    assert run.state == "succeeded"


def test_sync_says_so_and_ends_with_3(held: Theatre) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("sync", stdout=out)
    assert ended.value.code == 3
    assert "a held: It would withdraw all 2 movies." in out.getvalue()


def test_it_may_be_asked_for_while_another_waits(held: Theatre) -> None:
    """A pending scan is no hindrance: what was accepted comes first."""
    plan: Callable[[int], Run] = triggers.plan
    run = plan(triggers.request_sync(source=Trigger.Source.ADMIN).pk)
    held.plays("a", ListingUnchanged(kinds=KINDS))
    command("accept_scan", "a")
    assert available() == {"new"}
    execute.carry_out(run)
    assert available() == {"new"}
