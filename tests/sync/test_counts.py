"""What a run says it changed is what its own scans changed, whoever wrote it."""

from __future__ import annotations

import pytest

from catalog.models import FieldSource, Item, Server
from sync import execute, settle, triggers
from sync.finalize import scans_to_do
from sync.models import Run, Trigger
from tests.sync.scripted import Theatre, movie


def asked(slug: str) -> Run:
    trigger = triggers.request_sync(source=Trigger.Source.COMMAND, servers=[slug])
    return triggers.plan(trigger.pk)


def adopt_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scan every server, and die before anything is projected."""
    with monkeypatch.context() as dying:
        dying.setattr(execute, "finalize_now", lambda done, patience: None)
        for server in Server.objects.all():
            execute.scan_server(server.pk)


def test_runs_projected_together_count_for_themselves(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("a", movie("one"))
    theatre.server("b", movie("two"))
    runs = {slug: asked(slug) for slug in "ab"}
    adopt_only(monkeypatch)
    settle.finalize_now(lambda: not scans_to_do())
    for slug, run in runs.items():
        run.refresh_from_db()
        assert run.created == 1
        ours = FieldSource.objects.filter(server__slug=slug)
        assert set(ours.values_list("run", flat=True)) == {run.pk}


def test_a_resolve_leaves_a_scan_its_counts(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("a", movie("one"))
    run = asked("a")
    adopt_only(monkeypatch)
    resolve = triggers.request_resolve()
    settle.resolve_now(resolve.pk)
    for found in (run, resolve):
        found.refresh_from_db()
    assert (run.created, resolve.created) == (1, 0)


def test_a_sync_does_not_boast_of_what_another_left_behind(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("a", movie("one"))
    theatre.sync()
    theatre.server("b", movie("two"))
    left = asked("b")
    adopt_only(monkeypatch)
    run = theatre.sync("a")
    assert (run.created, run.writes) == (0, 0)
    left.refresh_from_db()
    assert left.created == 1
    assert Item.objects.filter(title="two").exists()


def test_counts_are_committed_with_what_they_count(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A projection that dies after a batch has told of that batch."""
    theatre.server("a", movie("one"))
    run = asked("a")
    adopt_only(monkeypatch)
    with monkeypatch.context() as dying:
        dying.setattr(settle, "_credit_seconds", _die)
        with pytest.raises(_Death):
            settle.finalize_now(lambda: not scans_to_do())
    run.refresh_from_db()
    assert run.created == 1


class _Death(Exception):
    pass


def _die(*_: object) -> None:
    raise _Death
