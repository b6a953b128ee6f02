"""Schedules as people read and change them, and as the scheduler runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import (
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    PeriodicTasks,
)

from accounts.models import Household, User
from sync import schedules, servers, tasks
from sync.models import Schedule, Trigger
from sync.schedules import BACK_UP, SYNC, When
from tests.api import client_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIST = "admin:sync_schedule_changelist"
ADD = "admin:sync_schedule_add"


@pytest.fixture(autouse=True)
def none_yet(db: None) -> None:
    PeriodicTask.objects.all().delete()


def made(when: When, task: str = SYNC, **options: Any) -> PeriodicTask:
    row = PeriodicTask(task=task, kwargs=json.dumps(options))
    schedules.keep_when(row, when)
    row.name = f"{schedules.sentence(row)} ({PeriodicTask.objects.count()})"
    row.save()
    return row


def page_of(row: PeriodicTask) -> str:
    return reverse("admin:sync_schedule_change", args=[row.pk])


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(every=15), "every 15 minutes"),
        (When(every=1), "every minute"),
        (When(every=1, unit="days"), "every day"),
        (When(at=time(4, 30)), "every day at 04:30"),
        (When(at=time(4, 30), days=(0, 1, 2, 3, 4, 5, 6)), "every day at 04:30"),
        (When(at=time(23, 5), days=(1,)), "every Monday at 23:05"),
        (When(at=time(0, 0), days=(0, 6)), "every Sunday and Saturday at 00:00"),
    ],
)
def test_when_is_said_and_kept(when: When, words: str) -> None:
    assert str(when) == words
    row = made(when)
    assert str(schedules.when_of(PeriodicTask.objects.get(pk=row.pk))) == words


def test_sentences_name_servers_as_people_do() -> None:
    for name in ("Big Attic", "cellar"):
        servers.add_server(name=name, kind="media-processor", api_url="http://a")
    every = When(every=15)
    assert schedules.sentence(made(every)) == "Sync everything every 15 minutes"
    named = made(every, servers=["big-attic", "cellar", "gone"])
    assert schedules.what(named, {"big-attic": "Big Attic", "cellar": "cellar"}) == (
        "Sync Big Attic, cellar and gone"
    )
    at_night = made(When(at=time(4, 30)), task=BACK_UP)
    assert schedules.sentence(at_night) == "Back up MediaHub every day at 04:30"


def test_what_our_page_cannot_say_is_not_guessed() -> None:
    odd, _ = CrontabSchedule.objects.get_or_create(minute="*/7", hour="3")
    row = PeriodicTask.objects.create(name="odd", task=SYNC, crontab=odd, kwargs="[")
    assert schedules.when_of(row) is None
    assert schedules.sentence(row) == "Sync everything at times of its own"
    fast, _ = IntervalSchedule.objects.get_or_create(every=90, period="seconds")
    row = PeriodicTask.objects.create(name="fast", task=SYNC, interval=fast)
    assert schedules.when_of(row) is None


def test_the_next_run_is_foretold() -> None:
    row = made(When(every=15))
    row.last_run_at = datetime.now(UTC) - timedelta(minutes=5)
    upcoming = schedules.next_run(row, datetime.now(UTC))
    assert upcoming is not None
    assert 9 * 60 < (upcoming - datetime.now(UTC)).total_seconds() <= 10 * 60 + 1
    row.last_run_at -= timedelta(days=1)
    now = datetime.now(UTC)
    assert schedules.next_run(row, now) == now, "never in the past"
    row.enabled = False
    assert schedules.next_run(row, now) is None


def test_times_of_day_follow_the_household() -> None:
    Household.objects.create(time_zone="Europe/Berlin")
    row = made(When(at=time(4, 30)), task=BACK_UP)
    upcoming = schedules.next_run(row, datetime.now(UTC))
    assert upcoming is not None
    assert upcoming.astimezone(schedules.zone()).strftime("%H:%M") == "04:30"
    foreign, _ = CrontabSchedule.objects.get_or_create(minute="1", timezone="UTC")
    other = PeriodicTask.objects.create(name="x", task="other", crontab=foreign)
    Household.objects.update(time_zone="Asia/Tokyo")
    before = PeriodicTasks.objects.filter(ident=1).values("last_update").first()
    schedules.keep_to_the_households_clock()
    row.refresh_from_db()
    other.refresh_from_db()
    assert str(row.crontab.timezone) == "Asia/Tokyo"
    assert str(other.crontab.timezone) == "UTC"
    after = PeriodicTasks.objects.filter(ident=1).values("last_update").first()
    assert before != after, "the scheduler is told"
    Household.objects.update(time_zone="Atlantis/Main")
    assert str(schedules.zone()) == "UTC"


def test_a_schedule_asks_for_its_servers_and_is_noted() -> None:
    servers.add_server(name="attic", kind="media-processor", api_url="http://a")
    row = made(When(every=15), servers=["attic"])
    # As the worker calls it, with the scheduler's header.
    tasks.request_sync.apply(
        kwargs={"servers": ["attic"]}, headers={"periodic_task_name": row.name}
    ).get()
    tasks.request_sync.apply().get()
    asked = Trigger.objects.filter(source="schedule").order_by("pk")
    assert [trigger.servers for trigger in asked] == [["attic"], None]


def test_a_schedule_that_came_round_is_noted() -> None:
    row = made(When(every=15))
    schedules.ran(None)
    assert PeriodicTask.objects.get(pk=row.pk).last_run_at is None
    schedules.ran(row.name)
    assert PeriodicTask.objects.get(pk=row.pk).last_run_at is not None


def test_the_page_of_schedules_is_for_people(alice: User) -> None:
    made(When(every=15))
    made(When(at=time(4, 30)), task=BACK_UP)
    PeriodicTask.objects.create(
        name="celery.backend_cleanup",
        task="celery.backend_cleanup",
        interval=IntervalSchedule.objects.first(),
    )
    browser = client_of(alice)
    listed = browser.get(reverse(LIST)).content.decode()
    assert "Sync everything every 15 minutes" in listed
    assert "Back up MediaHub every day at 04:30" in listed
    assert "backend_cleanup" not in listed
    desk = browser.get(reverse("admin:index")).content.decode()
    assert "Schedules" in desk
    for theirs in ("Crontabs", "Periodic tasks", "Solar events", "Clocked"):
        assert theirs not in desk
    page = browser.get(page_of(Schedule.objects.get(task=SYNC))).content.decode()
    for raw in ("kwargs", "Keyword", "JSON", "crontab", "sync.request_sync"):
        assert raw not in page


def saved(browser: Client, address: str, **given: Any) -> tuple[int, str]:
    answer = browser.post(address, given)
    return answer.status_code, answer.content.decode()


def test_a_schedule_is_added_changed_and_deleted(alice: User) -> None:
    servers.add_server(name="Big Attic", kind="media-processor", api_url="http://a")
    browser = client_of(alice)
    given = {"enabled": "on", "how": "every", "every": "2", "unit": "hours"}
    assert saved(browser, reverse(ADD), **given, servers=["big-attic"])[0] == 302
    row = PeriodicTask.objects.get()
    assert (row.task, json.loads(row.kwargs)) == (SYNC, {"servers": ["big-attic"]})
    assert schedules.sentence(row) == "Sync Big Attic every 2 hours"
    shown = browser.get(page_of(row)).content.decode()
    assert 'value="2"' in shown
    assert "checked" in shown
    at_night = {"how": "at", "at": "03:10", "days": ["1", "5"]}
    assert saved(browser, page_of(row), **at_night)[0] == 302
    row.refresh_from_db()
    assert not row.enabled
    assert schedules.sentence(row) == "Sync everything every Monday and Friday at 03:10"
    # A second one that says the same finds a name of its own.
    for _ in range(2):
        assert saved(browser, reverse(ADD), how="every", every="5")[0] == 302
    assert (
        PeriodicTask.objects.filter(name__startswith="Sync everything every 5").count()
        == 2
    )
    gone = reverse("admin:sync_schedule_delete", args=[row.pk])
    assert browser.post(gone, {"post": "yes"}).status_code == 302
    assert not PeriodicTask.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"how": "every", "every": "0"}, "greater than or equal to 1"),
        ({"how": "every", "every": ""}, "Say how often"),
        ({"how": "every", "every": "many"}, "whole number"),
        ({"how": "every", "every": "400", "unit": "days"}, "At most 365 days"),
        ({"how": "every", "every": "5", "unit": "fortnights"}, "valid choice"),
        ({"how": "at", "at": ""}, "Say at what time"),
        ({"how": "at", "at": "25:00"}, "valid time"),
        ({"how": "at", "at": "04:30", "days": ["9"]}, "valid choice"),
        ({"how": "", "every": "5"}, "required"),
        ({"how": "every", "every": "5", "servers": ["nowhere"]}, "valid choice"),
    ],
)
def test_nonsense_is_said_beside_its_field(
    alice: User, given: dict[str, Any], said: str
) -> None:
    before = PeriodicTask.objects.count()
    status, page = saved(client_of(alice), reverse(ADD), **given)
    assert status == 200
    assert said in page
    assert PeriodicTask.objects.count() == before


def test_a_backup_keeps_so_many_and_cannot_be_deleted(alice: User) -> None:
    row = made(When(at=time(4, 30)), task=BACK_UP, daily=3, weekly=2)
    browser = client_of(alice)
    shown = browser.get(page_of(row)).content.decode()
    assert 'name="daily" value="3"' in shown
    assert 'name="servers"' not in shown
    given = {"enabled": "on", "how": "at", "at": "05:00", "daily": "10", "weekly": "0"}
    assert saved(browser, page_of(row), **given)[0] == 302
    row.refresh_from_db()
    assert json.loads(row.kwargs) == {"daily": 10, "weekly": 0}
    assert row.task == BACK_UP
    wrong = {**given, "daily": "0"}
    assert saved(browser, page_of(row), **wrong)[0] == 200
    gone = reverse("admin:sync_schedule_delete", args=[row.pk])
    assert browser.post(gone, {"post": "yes"}).status_code == 403


def test_one_click_switches_and_rights_are_asked(alice: User, bob: User) -> None:
    row = made(When(every=15))
    switch = reverse("admin:sync_schedule_switch", args=[row.pk])
    browser = client_of(alice)
    assert browser.get(switch).status_code == 405
    for expected in (False, True):
        assert browser.post(switch).status_code == 302
        row.refresh_from_db()
        assert row.enabled is expected
    bob.is_staff = True
    bob.save()
    bob.user_permissions.set(Permission.objects.filter(codename="view_run"))
    stranger = client_of(bob)
    for address in (switch, page_of(row), reverse(ADD)):
        assert stranger.post(address, {"how": "every", "every": "5"}).status_code == 403
    row.refresh_from_db()
    assert row.enabled
    nobody = reverse("admin:sync_schedule_switch", args=[row.pk + 1000])
    assert browser.post(nobody).status_code == 404
