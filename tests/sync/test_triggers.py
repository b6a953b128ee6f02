"""Requests are rows; many at once become one running and one pending scan a server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import Item
from sync import execute, triggers
from sync.models import Run, Scan, Trigger
from sync.scope import ScopeError, from_json, scope_of
from sync.types import Known, ScanEvent, ScanRequest
from tests.sync.scripted import Script, Theatre, listing, movie


def ask(*slugs: str) -> Run:
    trigger = triggers.request_sync(
        source=Trigger.Source.ADMIN, servers=list(slugs) or None
    )
    return triggers.plan(trigger.pk)


def test_a_trigger_asks_all_enabled_servers(theatre: Theatre) -> None:
    theatre.server("a")
    theatre.server("b")
    run = ask()
    assert {s.server.slug for s in run.scans.all()} == {"a", "b"}


def test_the_same_asked_twice_before_it_begins_is_one_run(theatre: Theatre) -> None:
    theatre.server("a")
    assert ask() == ask()
    assert Scan.objects.count() == 1


def test_runs_share_a_scan_that_has_not_begun(theatre: Theatre) -> None:
    theatre.server("a")
    theatre.server("b")
    both, one = ask(), ask("b")
    assert both != one
    assert Scan.objects.count() == 2
    execute.carry_out(one)
    both.refresh_from_db()
    assert both.state == "running"
    assert execute.carry_out(both).state == "succeeded"


def test_a_trigger_is_not_covered_by_a_scan_that_has_begun(theatre: Theatre) -> None:
    theatre.server("a")
    first = ask()
    Scan.objects.update(state="running")
    later = ask()
    assert later != first
    assert set(Scan.objects.values_list("state", flat=True)) == {"running", "pending"}


def test_planning_again_changes_nothing(theatre: Theatre) -> None:
    theatre.server("a")
    trigger = triggers.request_sync(source=Trigger.Source.ADMIN)
    assert triggers.unplanned() == [trigger.pk]
    assert triggers.plan(trigger.pk) == triggers.plan(trigger.pk)
    assert triggers.unplanned() == []
    assert Run.objects.count() == 1


def test_without_servers_there_is_nothing_to_do(theatre: Theatre) -> None:
    assert execute.carry_out(ask()).state == "succeeded"


@pytest.mark.parametrize("state", ["pending", "running"])
def test_the_database_itself_refuses_a_second_one(theatre: Theatre, state: str) -> None:
    server = theatre.server("a")
    Scan.objects.create(server=server, state=state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(server=server, state=state)


def test_many_at_once_never_scan_a_server_twice_at_a_time(theatre: Theatre) -> None:
    theatre.server("a")
    inside = threading.Semaphore(1)
    overlaps: list[int] = []
    begun: list[int] = []

    def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        if not inside.acquire(blocking=False):
            overlaps.append(1)
        begun.append(1)
        yield from listing(movie("one"))
        inside.release()

    theatre.scripts["a"] = script
    together = threading.Barrier(6)
    states: list[str] = []

    def trigger() -> None:
        together.wait()
        for _ in range(3):
            states.append(execute.carry_out(ask()).state)
        connection.close()

    threads = [threading.Thread(target=trigger) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == ["succeeded"] * 18
    assert overlaps == []
    assert 3 <= len(begun) <= 18
    assert not Scan.objects.filter(state__in=["pending", "running"]).exists()


def test_a_scan_that_begins_between_two_looks_is_followed_by_another(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another planner's scan was in the way of ours, and has begun when we look."""
    theatre.server("a")
    real, refused = Scan.objects.create, [True]

    def create(**values: Any) -> Scan:
        if refused and refused.pop():
            raise IntegrityError("sync_scan_one_pending_per_server")
        return real(**values)

    monkeypatch.setattr(Scan.objects, "create", create)
    assert ask().scans.count() == 1


def test_servers_that_end_together_are_projected_once(theatre: Theatre) -> None:
    """Else a first sync would tell of values that "changed" from one to the other."""
    reading = threading.Barrier(2)

    def slow(seconds: float, overview: str) -> Script:
        def script(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
            reading.wait(10)
            time.sleep(seconds)
            yield from listing(movie("one", overview=overview))

        return script

    theatre.server("a")
    theatre.server("b")
    theatre.scripts["a"] = slow(1.6, "A")
    theatre.scripts["b"] = slow(1.2, "B")
    run = theatre.sync()
    assert (run.created, run.updated) == (1, 0)


def test_a_slow_server_is_not_waited_for_longer_than_its_share(
    theatre: Theatre,
) -> None:
    projected = threading.Event()

    def slow(request: ScanRequest, known: Known) -> Iterator[ScanEvent]:
        deadline = time.monotonic() + 20
        while not Item.objects.filter(title="one").exists():
            assert time.monotonic() < deadline, "the fast server waits for the slow one"
            time.sleep(0.05)
        projected.set()
        yield from listing(movie("two"))

    theatre.server("a", movie("one"))
    theatre.server("b")
    theatre.scripts["b"] = slow
    assert theatre.sync().state == "succeeded"
    assert projected.is_set()


def narrowed(**asked: Any) -> Run:
    trigger = triggers.request_sync(source=Trigger.Source.ADMIN, **asked)
    return triggers.plan(trigger.pk)


def test_what_waits_takes_on_all_that_is_asked(theatre: Theatre) -> None:
    """Law 12: pending requests merge to the union of their scopes."""
    theatre.server("a")
    first = narrowed(kinds=["movies"], groups=["captions"])
    assert narrowed(kinds=["movies"], groups=["captions:fr"]) == first
    scan = first.scans.get()
    assert from_json(scan.scope) == scope_of(kinds=["movies"], groups=["captions"])
    assert narrowed(kinds=["tv"], groups=["captions"], force=True) == first
    scan.refresh_from_db()
    assert from_json(scan.scope) == scope_of(groups=["captions"])
    assert narrowed() == first
    scan.refresh_from_db()
    assert scan.scope is None
    assert narrowed(kinds=["movies"]) == first
    scan.refresh_from_db()
    assert (scan.scope, scan.force) == (None, True), "everything stays everything"


def test_many_who_ask_at_once_all_get_what_they_asked(theatre: Theatre) -> None:
    """However planners and the scan's beginning interleave, nothing asked is lost."""
    theatre.server("a", movie("one", overview="of one"))
    asked = [
        {"groups": [group]} for group in ("metadata", "files", "captions", "artwork")
    ]
    runs: list[tuple[dict[str, Any], Run]] = []

    def ask_and_wait(how: dict[str, Any]) -> None:
        try:
            runs.append((how, execute.carry_out(narrowed(**how))))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask_and_wait, args=(how,)) for how in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == len(asked)
    for how, run in runs:
        (scan,) = run.scans.all()
        assert scan.state in ("complete", "unchanged")
        assert from_json(scan.scope).covers(scope_of(**how))
    assert Item.objects.get().overview == "of one"


def test_a_request_for_nothing_that_exists_is_not_kept(theatre: Theatre) -> None:
    theatre.server("a")
    with pytest.raises(ScopeError):
        narrowed(kinds=["films"])
    assert not Trigger.objects.filter(source=Trigger.Source.ADMIN).exists()
