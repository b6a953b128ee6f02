"""When the parts of a run waited, were read, stored and merged."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import Server
from sync import holding, rehearse, servers, settle, timeline, triggers
from sync.execute import adopt_held
from sync.models import Run, Scan, Trigger
from sync.timeline import Timeline
from sync.types import ItemRead, ListingFailed, ListingRead, Problem
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def of(run: Run) -> Timeline:
    scans = list(run.scans.select_related("server").order_by("server__priority"))
    found = timeline.timeline_of(run, scans, timezone.now())
    assert found is not None
    return found


def phases(found: Timeline) -> list[list[str]]:
    return [[bar.phase for bar in row.bars] for row in found.rows]


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_sync_is_waited_for_read_stored_and_merged(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    found = of(theatre.sync())
    assert phases(found) == [["waiting", "reading", "storing", "waiting", "merging"]]
    bars = found.rows[0].bars
    for earlier, later in itertools.pairwise(bars):
        assert earlier.ends == later.begins, "no time is left out, none counted twice"
    assert not any(bar.goes_on for bar in bars)


def test_what_changed_nothing_is_not_merged(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    assert phases(of(theatre.sync())) == [["waiting", "reading", "storing"]]


def test_a_scan_that_broke_off_has_no_more_than_it_did(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.plays(
        "alpha",
        ListingFailed(kinds=("movie",), problem=Problem(code="x", message="No.")),
    )
    assert phases(of(theatre.sync())) == [["waiting", "reading", "storing"]]
    theatre.server("beta")
    servers.change_server(Server.objects.get(slug="alpha"), enabled=False)
    trigger = triggers.request_sync(source=Trigger.Source.ADMIN)
    run = triggers.plan(trigger.pk)
    servers.change_server(Server.objects.get(slug="beta"), enabled=False)
    assert timeline.timeline_of(run, [], timezone.now()) is None


def test_what_a_curator_accepts_is_merged_then(theatre: Theatre) -> None:
    alpha = theatre.server("alpha", *(movie(f"Movie {n}") for n in range(30)))
    theatre.sync()
    theatre.says("alpha", movie("Movie 1"))
    run = theatre.sync()
    assert run.state == "held"
    assert phases(of(run)) == [["waiting", "reading", "storing"]]
    adopt_held(holding.accept(alpha))
    run.refresh_from_db()
    assert phases(of(run))[0][-1] == "merging"


def test_what_is_resolved_is_merged_and_no_server_is_read(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    run = triggers.request_resolve()
    assert phases(of(run)) == [["waiting"]]
    settle.resolve_now(run.pk)
    run.refresh_from_db()
    assert phases(of(run)) == [["waiting", "merging"]]
    assert of(run).rows[0].scan is None


def test_a_dry_run_merges_all_at_once(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    trigger = triggers.request_sync(source=Trigger.Source.ADMIN, dry_run=True)
    run = rehearse.carry_out(triggers.plan(trigger.pk).pk)
    Run.objects.filter(pk=run.pk).update(finalize_seconds=2.0)
    run.refresh_from_db()
    assert phases(of(run)) == [["waiting", "reading", "storing"], ["merging"]]


def scan_of(run: Run, server: Server, **moments: datetime) -> Scan:
    scan = Scan.objects.create(server=server, state="running")
    Scan.objects.filter(pk=scan.pk).update(created_at=START, **moments)
    run.scans.add(scan)
    return scan


def staged_run(theatre: Theatre) -> Run:
    """Asked for at 0; alpha is merged since 8, beta waits, and it is second 10."""
    run = Run.objects.create(state="running")
    Run.objects.filter(pk=run.pk).update(created_at=START)
    scan_of(
        run,
        theatre.server("alpha"),
        started_at=at(2),
        read_at=at(6),
        finished_at=at(7),
        adopted_at=at(7),
        merging_at=at(8),
    )
    scan_of(run, theatre.server("beta"))
    run.refresh_from_db()
    return run


def test_bars_stand_on_one_axis_and_what_goes_on_ends_now(theatre: Theatre) -> None:
    run = staged_run(theatre)
    scans = list(run.scans.select_related("server").order_by("pk"))
    found = timeline.timeline_of(run, scans, at(10))
    assert found is not None
    alpha, beta = found.rows
    assert [(b.phase, b.x, b.width, b.goes_on) for b in alpha.bars] == [
        ("waiting", 0.0, 200.0, False),
        ("reading", 200.0, 400.0, False),
        ("storing", 600.0, 100.0, False),
        ("waiting", 700.0, 100.0, False),
        ("merging", 800.0, 200.0, True),
    ]
    assert [(b.phase, b.x, b.width, b.goes_on) for b in beta.bars] == [
        ("waiting", 0.0, 1000.0, True)
    ]
    assert alpha.cells == ["3.0 s", "4.0 s", "1.0 s", "2.0 s so far"]
    assert beta.cells == ["10 s so far", "", "", ""]


def test_a_moment_is_seen_and_none_stands_beyond_the_axis(theatre: Theatre) -> None:
    run = Run.objects.create(state="succeeded")
    Run.objects.filter(pk=run.pk).update(created_at=START)
    run.refresh_from_db()
    scan_of(
        run,
        theatre.server("alpha"),
        started_at=at(0),
        read_at=at(9999),
        finished_at=at(10000),
        adopted_at=at(10000),
        merging_at=at(10000),
        finalized_at=at(10000),
    )
    for bar in of(run).rows[0].bars:
        assert bar.width > 0
        assert bar.x + bar.width <= timeline.WIDTH


def test_scans_of_before_have_what_is_known(theatre: Theatre) -> None:
    run = Run.objects.create(state="succeeded")
    Run.objects.filter(pk=run.pk).update(created_at=START)
    run.refresh_from_db()
    scan_of(
        run,
        theatre.server("alpha"),
        started_at=at(1),
        finished_at=at(3),
        adopted_at=at(3),
        finalized_at=at(5),
    )
    assert of(run).rows[0].cells == ["1.0 s", "2.0 s", "", "2.0 s"]


def test_clocks_that_went_back_break_nothing(theatre: Theatre) -> None:
    run = Run.objects.create(state="succeeded")
    scan_of(run, theatre.server("alpha"), started_at=at(5), finished_at=at(2))
    run.refresh_from_db()
    scans = list(run.scans.select_related("server"))
    found = timeline.timeline_of(run, scans, at(0))
    assert found is None or all(b.width >= 0 for row in found.rows for b in row.bars)


def test_the_page_shows_bars_and_says_the_same_in_words(
    alices: Client, theatre: Theatre
) -> None:
    run = staged_run(theatre)
    page = desk.text_of(alices, desk.page_url(run))
    part = page.split("<h2>Timeline</h2>")[1].split("</section>")[0]
    assert part.count("<svg") == 2
    assert re.findall(r'class="mh-p-(\w+)" x=', part) == [
        *("waiting", "reading", "storing", "waiting", "merging"),
        "waiting",
    ]
    assert 'aria-hidden="true"' in part
    rows = part.split("<tbody>")[1]
    plain = " ".join(re.sub(r"<[^>]+>", " ", rows).split())
    assert plain.startswith("alpha")
    assert "3.0 s 4.0 s 1.0 s" in plain
    assert " style=" not in part


def test_moments_are_kept_in_order_while_a_scan_goes_on(
    theatre: Theatre,
) -> None:
    theatre.server("alpha", movie("Fog"))
    seen: list[bool] = []

    def script(request: object, known: object):  # type: ignore[no-untyped-def]
        scan = Scan.objects.get(state="running")
        seen.append(scan.started_at is not None and scan.read_at is None)
        yield ItemRead(item=movie("Fog"))
        yield ListingRead(kinds=("movie", "show", "season", "episode"), token=None)

    theatre.scripts["alpha"] = script
    theatre.sync()
    scan = Scan.objects.get()
    assert seen == [True]
    moments = [
        scan.created_at,
        scan.started_at,
        scan.read_at,
        scan.finished_at,
        scan.adopted_at,
        scan.merging_at,
        scan.finalized_at,
    ]
    assert all(moments)
    assert moments == sorted(m for m in moments if m)
