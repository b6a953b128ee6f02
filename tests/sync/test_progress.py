"""Progress is seen by others while it happens, and is never in the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.utils import timezone

from catalog.if_free import write_if_free
from catalog.models import Item
from sync import finalize, follow, progress, settle, triggers
from sync.finalize import merging
from sync.models import AT_REST, Moving, Run, Scan
from sync.pace import Count
from sync.types import KINDS, ItemRead, ItemUnchanged, ListingCounted, ListingRead
from tests.sync.scripted import Theatre, movie, show

T = TypeVar("T")


def elsewhere(ask: Callable[[], T]) -> T:
    """What another connection sees, or does, meanwhile."""
    found: list[T] = []

    def work() -> None:
        try:
            found.append(ask())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


def parts() -> list[dict[str, Any]]:
    return follow.progress_of(Run.objects.latest("pk"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0.0)


def test_others_see_how_far_a_scan_is(theatre: Theatre, at_once: None) -> None:
    theatre.server("a")
    seen: list[dict[str, Any]] = []

    def script(request: Any, known: Any) -> Iterator[Any]:
        seen.extend(elsewhere(parts))
        yield ListingCounted(kind="movie", items=4)
        yield ItemRead(item=movie("Solar Drift"))
        seen.extend(elsewhere(parts))
        yield ListingCounted(kind="show", items=0)
        seen.extend(elsewhere(parts))
        for item in show("Harbor Lights", (1, 1)):
            yield ItemRead(item=item)
        seen.extend(elsewhere(parts))
        yield ListingRead(kinds=KINDS, token=None)

    theatre.scripts["a"] = script
    run = theatre.sync()
    listing, half, first, later = seen
    assert (listing["phase"], listing["state"]) == ("listing", "running")
    assert half["words"] == "1 of about 4 movies · now: Solar Drift"
    assert half["share"] is None, "nothing was heard of shows yet"
    assert first["phase"] == "details"
    assert first["counts"] == [
        {"kind": "movie", "done": 1, "expected": 4, "about": True}
    ]
    assert (first["share"], first["items"]) == (0.25, 1)
    assert first["words"] == "1 of about 4 movies"
    assert later["current"] == "Harbor Lights › Part 1"
    assert later["share"] is None, "nobody knows how many episodes there are"
    (after,) = follow.progress_of(run)
    assert after["is_over"]
    assert after["phase_words"] == "4 items listed"
    scan = run.scans.get()
    assert {name: getattr(scan, name) for name in AT_REST} == AT_REST


def test_the_last_listing_says_what_to_expect(theatre: Theatre, at_once: None) -> None:
    theatre.server("a", *(movie(f"m{n}") for n in range(5)))
    theatre.sync()
    seen: list[dict[str, Any]] = []

    def script(request: Any, known: Any) -> Iterator[Any]:
        for n in range(6):
            yield ItemUnchanged(kind="movie", remote_key=f"m{n}")
            seen.extend(elsewhere(parts))
        yield ListingRead(kinds=KINDS, token=None)

    theatre.scripts["a"] = script
    theatre.sync()
    assert [part["share"] for part in seen] == [0.2, 0.4, 0.6, 0.8, 1.0, None]
    assert seen[5]["words"].startswith("6 movies")


def test_adopting_is_said_before_its_transaction(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: whatever is said within the transaction, nobody would see."""
    theatre.server("a", movie("one"))
    seen: list[str] = []
    adopt = progress.ScanTeller.adopting

    def adopting(self: progress.ScanTeller) -> None:
        adopt(self)
        seen.extend(elsewhere(lambda: [part["phase"] for part in parts()]))

    monkeypatch.setattr(progress.ScanTeller, "adopting", adopting)
    theatre.sync()
    assert seen == ["adopting"]
    rows = Scan.objects.filter(pk=Scan.objects.latest("pk").pk)
    with transaction.atomic():
        assert not write_if_free(rows, current="hidden")
    assert rows.get().current == ""


def test_merging_tells_its_batches(
    theatre: Theatre, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finalize, "_MOVIES_AT_ONCE", 2)
    theatre.server("a", *(movie(f"m{n}") for n in range(5)), *show("tv", (1, 1)))
    seen: list[dict[str, Any]] = []
    write = merging._write

    def writing(*arguments: Any) -> Any:
        seen.append(parts()[0])
        return write(*arguments)

    monkeypatch.setattr(merging, "_write", writing)
    theatre.sync()
    assert {part["phase"] for part in seen} == {"finalizing"}
    assert [part["counts"][0]["done"] for part in seen] == [0, 2, 4, 5]
    assert [part["share"] for part in seen[:3]] == [0.0, 0.4, 0.8]
    run = triggers.request_resolve()
    seen.clear()
    settle.resolve_now(run.pk)
    assert [part["server"] for part in seen] == [None] * 4
    assert [part["counts"][0]["done"] for part in seen] == [0, 2, 4, 5]
    run.refresh_from_db()
    assert {name: getattr(run, name) for name in AT_REST} == AT_REST
    assert Item.objects.filter(available=True).count() == 8


@contextmanager
def somebody_writes(scan: Scan) -> Iterator[None]:
    """Another connection holds what a word on this scan's row needs."""
    holds, over = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                Scan.objects.filter(pk=scan.pk).update(attempts=1)
                holds.set()
                over.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert holds.wait(30)
        yield
    finally:
        over.set()
        thread.join()


def test_a_busy_database_is_not_waited_for(theatre: Theatre) -> None:
    scan = Scan.objects.create(server=theatre.server("a"))
    rows = Scan.objects.filter(pk=scan.pk)
    with somebody_writes(scan):
        assert not write_if_free(rows, current="never")
    assert rows.get().current == ""
    assert write_if_free(rows, current="now")
    assert rows.get().current == "now"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,), "writes that matter still wait"
        else:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("30s",)


def test_at_most_two_words_a_second(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = Scan.objects.create(server=theatre.server("a"), state=Scan.State.RUNNING)
    said: list[str] = []
    monkeypatch.setattr(
        progress, "write_if_free", lambda rows, **values: said.append(values["phase"])
    )
    now = 1000.0
    monkeypatch.setattr("sync.progress.time.monotonic", lambda: now)
    teller = progress.ScanTeller(scan, {})
    for _ in range(1000):
        teller.show(ItemUnchanged(kind="movie", remote_key="one"))
        now += 0.01
    assert len(said) <= 21
    teller.adopting()
    assert said[-1] == "adopting"


def test_who_lost_a_scan_says_nothing_of_it(theatre: Theatre, at_once: None) -> None:
    scan = Scan.objects.create(
        server=theatre.server("a"), state=Scan.State.RUNNING, epoch=4
    )
    teller = progress.ScanTeller(scan, {})
    Scan.objects.update(epoch=5)
    teller.show(ItemUnchanged(kind="movie", remote_key="one"))
    scan.refresh_from_db()
    assert (scan.phase, scan.items) == ("", 0)


def test_a_name_no_column_takes_is_shown_as_it_can_be(
    theatre: Theatre, at_once: None
) -> None:
    scan = Scan.objects.create(server=theatre.server("a"), state=Scan.State.RUNNING)
    teller = progress.ScanTeller(scan, {})
    torn = movie("x", title=f"half \ud800 and\0 {'long' * 100}")
    teller.show(ItemRead(item=torn))
    scan.refresh_from_db()
    assert scan.current.startswith("half ? and  long")
    assert len(scan.current) == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phase": "details"}, None),
        ({"phase": "details", "moved_at": 100}, "the server answers slowly"),
        ({"phase": "listing", "moved_at": 100}, "No news for 2 min"),
        ({"phase": "adopting", "moved_at": 100}, "a large piece is being written"),
        ({"state": "pending", "created_at": 100}, "not begun"),
        ({"state": "pending"}, None),
        ({"state": "failed", "moved_at": 100}, None),
    ],
)
def test_standing_still_is_said(
    theatre: Theatre, changes: dict[str, Any], said: str | None
) -> None:
    now = timezone.now()
    scan = Scan(server=theatre.server("a"), state="running", rate=10.0)
    scan.created_at = scan.moved_at = now
    scan.counts = {"movie": [5, 50, False]}
    for name, value in changes.items():
        is_moment = name.endswith("_at")
        setattr(scan, name, now - timedelta(seconds=value) if is_moment else value)
    (part,) = follow.progress_of_scans([scan])
    if said is None:
        assert part["silence"] is None
    else:
        assert said in part["silence"]
        assert part["seconds_left"] is None, "what stands still has no time left"


def test_a_run_that_waits_for_the_catalog_says_so(theatre: Theatre) -> None:
    scan = Scan(server=theatre.server("a"), state="complete", phase="finalizing")
    scan.created_at = scan.moved_at = scan.adopted_at = timezone.now()
    (part,) = follow.progress_of_scans([scan])
    assert part["phase_words"] == "waiting to be merged into the catalog"
    assert not part["is_over"]


def test_a_teller_of_a_finished_run_changes_nothing(
    theatre: Theatre, at_once: None
) -> None:
    theatre.server("a", movie("one"))
    run = theatre.sync()
    scans = list(run.scans.all())
    teller = progress.Teller(
        Scan.objects.filter(pk__in=[s.pk for s in scans], finalized_at__isnull=True)
    )
    teller.tell(Moving.Phase.FINALIZING, [Count("movie", 1, 2)])
    assert Scan.objects.get().phase == ""
