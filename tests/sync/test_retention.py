"""Old history and idle runs go; what a title came from, and what is owed, stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog import retention as history
from catalog.models import FieldChange, Item
from sync import audit, retention, tasks, triggers
from sync.models import Audit, Observation, Run, Scan, Trigger
from tests.flows.hub import Hub
from tests.sync.scripted import Theatre, movie


def _age(days: int) -> None:
    """Let everything have happened so many days ago."""
    past = timezone.now() - timedelta(days=days)
    FieldChange.objects.update(at=past)
    Run.objects.update(finished_at=past)
    Scan.objects.update(finished_at=past)


def _history() -> list[tuple[str, Any]]:
    return [
        (row.action if not row.field else row.field, row.new)
        for row in FieldChange.objects.order_by("pk")
    ]


@pytest.fixture
def storied(theatre: Theatre) -> Theatre:
    """A film whose words changed three times and that was gone for a while."""
    theatre.server("alpha", movie("Fog", overview="1"), movie("Tin"))
    theatre.sync()
    for n in (2, 3, 4):
        theatre.says("alpha", movie("Fog", overview=str(n)), movie("Tin"))
        theatre.sync()
    theatre.says("alpha", movie("Tin"))
    theatre.sync()
    theatre.says("alpha", movie("Fog", overview="4"), movie("Tin"))
    theatre.sync()
    return theatre


def test_old_changes_go_but_never_the_newest_nor_the_first(storied: Theatre) -> None:
    whole = _history()
    assert retention.trim() == (0, 0, 0)
    _age(729)
    assert retention.trim().changes == 0
    assert _history() == whole
    _age(731)
    assert retention.trim().changes == 3
    assert _history() == [
        ("created", None),
        ("created", None),
        ("overview", "4"),
        ("restored", None),
    ]
    assert retention.trim().changes == 0
    assert audit.verify().differences == 0


def test_a_young_change_keeps_nothing_old_alive_but_itself(
    storied: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_AT_ONCE", 2)
    _age(731)
    storied.says("alpha", movie("Fog", overview="5"), movie("Tin"))
    storied.sync()
    retention.trim()
    assert ("overview", "4") not in _history()
    assert _history()[-1] == ("overview", "5")


def test_merged_titles_keep_their_births_and_the_merge(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    fog = Item.objects.get()
    now = timezone.now()
    for action in ("merged", "merged", "created"):
        FieldChange.objects.create(item=fog, action=action, at=now)
    _age(2000)
    retention.trim()
    assert [name for name, _ in _history()] == [
        "created",
        "merged",
        "merged",
        "created",
    ]


def test_zero_days_keep_for_ever(storied: Theatre, settings: Settings) -> None:
    settings.MEDIAHUB_HISTORY_DAYS = settings.MEDIAHUB_IDLE_RUN_DAYS = 0
    _age(10_000)
    assert retention.trim() == (0, 0, 0)


def test_runs_that_changed_nothing_go_with_their_requests(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog", overview="1"))
    first = theatre.sync()
    theatre.says("alpha", movie("Fog", overview="2"))
    second = theatre.sync()
    idle = [theatre.sync().pk for _ in range(3)]
    _age(31)
    assert retention.trim()[1:] == (3, 2)
    assert set(Run.objects.values_list("pk", flat=True)) == {first.pk, second.pk}
    assert not Run.objects.filter(pk__in=idle).exists()
    # A request without its run would be planned anew.
    assert triggers.unplanned() == []
    # What observations name stays, and each server's last scan.
    assert Observation.objects.get().changed_by is not None
    assert Scan.objects.latest("pk").pk in Scan.objects.values_list("pk", flat=True)
    _age(731)
    assert retention.trim().runs == 2
    assert Observation.objects.get().changed_by is not None
    assert not Trigger.objects.exists()
    # The next sync finds its way.
    assert theatre.sync().writes == 0


def test_what_is_owed_or_undecided_stays(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    held, owed, running = (theatre.sync() for _ in range(3))
    Scan.objects.filter(runs=held).update(
        state=Scan.State.HELD, decision=Scan.Decision.WAITING, proven={}
    )
    Scan.objects.filter(runs=owed).update(adopted_at=timezone.now(), finalized_at=None)
    Scan.objects.filter(runs=running).update(state=Scan.State.RUNNING)
    Run.objects.update(created=0)
    _age(5000)
    assert retention.trim()[1:] == (1, 0)
    left = set(Run.objects.values_list("pk", flat=True))
    assert left == {held.pk, owed.pk, running.pk}


def test_the_command_and_the_nightly_task_do_it(storied: Theatre) -> None:
    _age(731)
    said = Hub().do("trim_history")
    assert said.startswith("Forgot 3 changes, ")
    storied.says("alpha", movie("Fog", overview="9"), movie("Tin"))
    storied.sync()
    _age(731)
    tasks.trim_history()
    assert ("overview", "4") not in _history()


def test_a_nightly_audit_is_kept_and_old_ones_go(
    storied: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.verify_catalog()
    row = Audit.objects.get()
    assert (row.differences, row.lines, row.note) == (0, [], "")
    assert row.titles == 2
    Item.objects.filter(title="Fog").update(overview="forged")
    tasks.verify_catalog()
    row = Audit.objects.latest("pk")
    assert row.differences == 1
    assert "forged" in row.lines[0]
    Scan.objects.filter(pk=Scan.objects.latest("pk").pk).update(finalized_at=None)
    row = audit.audit_now(patience=0)
    assert (row.differences, "is being merged" in row.note) == (0, True)
    monkeypatch.setattr(retention, "_AUDITS", 2)
    retention.trim()
    assert Audit.objects.count() == 2
