"""What was asked for gets done, with the broker, without it, and after a death."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from catalog.models import Item
from sync import execute, reconcile, servers, settle, triggers
from sync.models import Heartbeat, Run, Scan, Trigger
from sync.reconcile import Reconciler
from tests.sync.scripted import Theatre, movie


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was handed to a broker that takes everything and delivers nothing."""
    messages: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        current_app,
        "send_task",
        lambda name, args, **options: messages.append((name, args[0])),
    )
    return messages


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)


def look_until(done: Callable[[], bool], reconciler: Reconciler) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "the reconciler does not get it done"
        reconciler.look()
        time.sleep(0.05)


def is_done(run: Run) -> Callable[[], bool]:
    return lambda: Run.objects.get(pk=run.pk).is_finished


def test_it_plans_and_hands_work_to_the_workers(
    theatre: Theatre, sent: list[tuple[str, Any]]
) -> None:
    server = theatre.server("a", movie("one"))
    triggers.request_sync(source=Trigger.Source.ADMIN)
    reconciler = Reconciler()
    reconciler.look()
    reconciler.look()
    assert sent == [("sync.gather_server", server.pk)], "once, not every look"
    assert Trigger.objects.get().run is not None
    assert Heartbeat.objects.filter(part="reconciler").exists()


def test_what_the_broker_lost_is_done_without_it(
    theatre: Theatre, sent: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "_PATIENCE", 0.2)
    theatre.server("a", movie("one"))
    run = triggers.plan(triggers.request_sync(source=Trigger.Source.ADMIN).pk)
    look_until(is_done(run), Reconciler())
    assert len(sent) == 1
    assert Item.objects.get().title == "one"


@pytest.mark.usefixtures("no_broker")
def test_without_a_broker_it_works_at_once(theatre: Theatre) -> None:
    theatre.server("a", movie("one"))
    theatre.server("b", movie("two"))
    run = triggers.plan(triggers.request_sync(source=Trigger.Source.SCHEDULE).pk)
    look_until(is_done(run), Reconciler())
    assert Item.objects.count() == 2


@pytest.mark.usefixtures("no_broker")
def test_a_scan_whose_worker_died_is_found_and_done(theatre: Theatre) -> None:
    server = theatre.server("a", movie("one"))
    run = triggers.plan(triggers.request_sync(source=Trigger.Source.ADMIN).pk)
    Scan.objects.filter(server=server).update(state="running", epoch=1, attempts=1)
    look_until(is_done(run), Reconciler())
    assert Item.objects.get().title == "one"


@pytest.mark.usefixtures("no_broker")
def test_a_resolve_whose_command_died_is_done(theatre: Theatre) -> None:
    a = theatre.server("a", movie("one", overview="A"))
    theatre.server("b", movie("one", overview="B"))
    theatre.sync()
    changed = servers.change_server(a, priority=9)
    assert changed.run is not None
    look_until(is_done(changed.run), Reconciler())
    assert Item.objects.get().overview == "B"


@pytest.mark.usefixtures("no_broker")
def test_an_adopted_scan_nobody_projected_is_projected(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "_PATIENCE_WITH_ADOPTERS", 0.2)
    server = theatre.server("a", movie("one"))
    run = triggers.plan(triggers.request_sync(source=Trigger.Source.ADMIN).pk)
    with monkeypatch.context() as dying:
        dying.setattr(execute, "finalize_now", lambda done, patience: None)
        execute.scan_server(server.pk)
    assert Scan.objects.get().adopted_at is not None
    assert not Item.objects.exists()
    look_until(is_done(run), Reconciler())
    assert Item.objects.get().title == "one"


def test_a_finished_run_stays_finished(theatre: Theatre) -> None:
    theatre.server("a", movie("one"))
    run = theatre.sync()
    finished_at = run.finished_at
    assert finished_at is not None
    assert finished_at <= timezone.now()
    settle.close_runs()
    run.refresh_from_db()
    assert run.finished_at == finished_at
