"""A dry run says exactly what a sync would change, and leaves nothing behind."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from catalog.models import Item
from sync import execute, leases, rehearse, triggers
from sync.models import Run, Scan, StagedObservation, Trigger, Withdrawal
from sync.report import report_run
from sync.types import KINDS, ItemRead, ItemRejected, ListingRead, Problem
from tests.sync.scripted import Theatre, movie, show

_OWN = {"sync_run", "sync_run_scans", "sync_scan", "sync_trigger", "sync_lease"}


def dump() -> dict[str, list[Any]]:
    """Every row of every table but those of runs, scans and requests themselves."""
    tables = {
        model._meta.db_table
        for app in ("catalog", "sync")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not model._meta.proxy
    }
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - _OWN):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def dry(*slugs: str, **asked: Any) -> dict[str, Any]:
    trigger = triggers.request_sync(
        source=Trigger.Source.COMMAND,
        servers=list(slugs) or None,
        dry_run=True,
        **asked,
    )
    return report_run(rehearse.carry_out(triggers.plan(trigger.pk).pk))


def alike(report: dict[str, Any]) -> dict[str, Any]:
    """What of a report must be the same of a dry run and of the sync after it."""
    servers = [{**s, "seconds": 0.0} for s in report["servers"]]
    return {"servers": servers} | {n: report[n] for n in ("state", "changes", "writes")}


def test_it_says_what_the_sync_then_changes(theatre: Theatre) -> None:
    theatre.server("a", movie("one", overview="of a"), movie("two"), movie("three"))
    theatre.server("b", movie("one", tagline="of b"), *show("tv", (1, 1), (1, 2)))
    before = dump()
    both = dry()
    assert dump() == before
    # Both servers together, as if neither were waited for.
    assert both["dry_run"] is True
    assert both["changes"] == changes(created=7)
    for slug in ("a", "b"):
        expected = dry(slug)
        assert alike(report_run(theatre.sync(slug))) == alike(expected)

    bad = Problem(code="bad_year", message="The year is a text.")
    rejected = ItemRejected(kind="movie", remote_key="three", problem=bad)
    theatre.scripts["a"] = lambda request, known: iter(
        [
            ItemRead(item=movie("one")),
            ItemRead(item=movie("five")),
            rejected,
            ListingRead(kinds=KINDS, token="new"),
        ]
    )
    theatre.says("b", movie("one"), *show("tv", (1, 2)), token="also new")
    before = dump()
    both = dry()
    assert dump() == before
    assert both["changes"] == changes(created=1, cleared=2, unavailable=2)
    for slug in ("a", "b"):
        expected = dry(slug)
        assert alike(report_run(theatre.sync(slug))) == alike(expected)
    assert dry()["writes"] == 0


def changes(**counts: int) -> dict[str, int]:
    names = ("created", "updated", "cleared", "unavailable", "restored")
    return dict.fromkeys(names, 0) | counts


def test_one_of_a_part_is_of_that_part(theatre: Theatre) -> None:
    theatre.server("a", movie("one"), movie("two"))
    theatre.sync()
    theatre.says("a", movie("one", overview="new"), movie("two", overview="new"))
    one = Item.objects.get(title="one").public_id
    assert dry(groups=["files"])["changes"]["updated"] == 0
    assert dry(item=one)["changes"]["updated"] == 1
    assert dry()["changes"]["updated"] == 2


def test_a_failed_server_harms_nobody(theatre: Theatre) -> None:
    theatre.server("a", movie("one"))
    theatre.server("b")
    theatre.plays("b")
    before = dump()
    report = dry()
    assert dump() == before, "not even the server's health"
    assert report["state"] == "partial"
    assert report["changes"]["created"] == 1
    assert {s["name"]: s["state"] for s in report["servers"]} == {
        "a": "complete",
        "b": "failed",
    }


def test_what_a_sync_would_hold_is_said_and_not_held(theatre: Theatre) -> None:
    theatre.server("a", movie("one"), movie("two"), movie("three"))
    theatre.sync()
    theatre.says("a")
    before = dump()
    report = dry()
    assert dump() == before
    assert (report["state"], report["servers"][0]["state"]) == ("held", "held")
    assert set(report["changes"].values()) == {0}
    assert not Scan.objects.filter(decision="waiting").exists()
    assert theatre.sync().state == "held"
    waiting = Scan.objects.get(decision="waiting")
    theatre.says("a", movie("one"), movie("two"), movie("three"))
    assert dry()["state"] == "succeeded"
    waiting.refresh_from_db()
    assert waiting.decision == "waiting", "what is held stays held"


def test_it_shares_no_scan(theatre: Theatre) -> None:
    theatre.server("a", movie("one"))
    runs = [
        triggers.plan(
            triggers.request_sync(source=Trigger.Source.API, dry_run=is_dry).pk
        )
        for is_dry in (False, True, True, False)
    ]
    scans = [run.scans.get() for run in runs]
    assert scans[0] == scans[3]
    assert len({scan.pk for scan in scans}) == 3
    assert execute.carry_out(runs[0]).created == 1
    assert rehearse.carry_out(runs[1].pk).created == 0
    assert rehearse.carry_out(runs[2].pk).state == "succeeded"


def test_it_waits_for_whoever_reads_the_server(theatre: Theatre) -> None:
    server = theatre.server("a", movie("one"))
    held = leases.take(execute.server_lease(server.pk))
    assert held is not None
    done = threading.Event()
    with held:
        trigger = triggers.request_sync(source=Trigger.Source.API, dry_run=True)
        run = triggers.plan(trigger.pk)

        def rehearsed() -> None:
            try:
                rehearse.carry_out(run.pk)
            finally:
                connection.close()
                done.set()

        thread = threading.Thread(target=rehearsed)
        thread.start()
        assert not done.wait(0.5)
        assert Scan.objects.get(runs=run).state == "pending"
    assert done.wait(20)
    thread.join()
    run.refresh_from_db()
    assert run.state == "succeeded"


@pytest.mark.parametrize("moment", ["reading", "projecting"])
def test_one_that_was_killed_is_given_up(theatre: Theatre, moment: str) -> None:
    theatre.server("a", movie("one"))
    before = dump()
    trigger = triggers.request_sync(source=Trigger.Source.COMMAND, dry_run=True)
    run = triggers.plan(trigger.pk)
    scan = run.scans.get()
    # As it lies when its process ends there: nothing of the transaction is left.
    Run.objects.filter(pk=run.pk).update(state="running")
    state = "running" if moment == "reading" else "complete"
    Scan.objects.filter(pk=scan.pk).update(state=state, attempts=1, proven={})
    StagedObservation.objects.create(
        scan=scan, kind="movie", remote_key="one", content_hash="x", identity_hash="x"
    )
    assert execute.due().count() == 0
    assert theatre.sync().created == 1, "it stands in nobody's way"
    assert rehearse.due() == [run.pk]
    assert rehearse.carry_out(run.pk).state == "failed"
    assert not StagedObservation.objects.exists()
    assert not Withdrawal.objects.exists()
    assert Scan.objects.get(pk=scan.pk).state in ("failed", "complete")
    assert rehearse.due() == []
    assert dump().keys() == before.keys()


def test_a_failure_in_the_middle_leaves_nothing(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("a", movie("one"))
    before = dump()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(rehearse, "project_scans", broken)
    assert dry()["state"] == "failed"
    assert dump() == before
