"""Pictures that change behind the same address while browsers keep what they have."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from catalog import tasks
from catalog.models import Picture, Server
from catalog.pictures import checking, drawing, keeping
from catalog.pictures import gate as gates
from catalog.pictures.checking import Checked
from mediahub.celery import app
from tests.catalog.gallery import Wall, a_picture, a_title, a_wall, opened, photo
from tests.faults import answer, refused_port, silence

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("artwork_folder"),
]

LONG = "private, max-age=2592000, immutable"
SHORT = "private, max-age=300"


def later(asked: timedelta, seen: timedelta = timedelta(0)) -> None:
    """As if all pictures had been asked for, and looked at, so long ago."""
    now = timezone.now()
    Picture.objects.update(asked_at=now - asked, seen_at=now - seen)


TWO_DAYS = timedelta(days=2)


def hang(wall: Wall, bobs: Client, count: int) -> None:
    """More pictures of a wall's server, all of them looked at."""
    for number in range(count):
        item = a_title()
        url = f"{wall.far.url}/{number}.jpg"
        a_picture(item, url=url, server=wall.artwork.server)
        path = f"/artwork/{item.public_id}/poster/160.webp"
        assert bobs.get(path).status_code == 200


def test_a_picture_that_changed_is_noticed_though_no_browser_asks(
    bobs: Client,
) -> None:
    first = answer(photo(), "200 OK", 'ETag: "one"')
    with a_wall(first, answer(photo(300, 450), "200 OK", 'ETag: "two"')) as wall:
        before = wall.version()
        assert bobs.get(wall.path(640, v=before))["Cache-Control"] == LONG
        later(TWO_DAYS, seen=timedelta(days=29))
        # The control: without the task, pages name what browsers have.
        assert wall.version() == before
        tasks.check_pictures.apply().get()
        after = wall.version()
        assert after != before
        assert b'If-None-Match: "one"' in wall.far.requests[1]
        got = bobs.get(wall.path(640, v=after))
        assert opened(got.content).size == (300, 450)
        assert got["Cache-Control"] == LONG
        assert bobs.get(wall.path(v=before))["Cache-Control"] == SHORT
        assert wall.far.connections == 2


def test_whoever_has_it_already_lets_it_be_asked_for_too(bobs: Client) -> None:
    """The answer "as you have it" is a look like any other."""
    with a_wall(answer(photo()), answer(photo(300, 450))) as wall:
        before = wall.version()
        etag = bobs.get(wall.path())["ETag"]
        later(TWO_DAYS, seen=timedelta(days=30))
        got = bobs.get(wall.path(), headers={"if-none-match": etag})
        assert got.status_code == 304
        keeping.gate.settle()
        assert wall.version() != before
        assert timezone.now() - wall.kept().seen_at < timedelta(hours=1)


@pytest.mark.parametrize("same", [True, False], ids=["304", "the same bytes"])
def test_what_did_not_change_keeps_its_address_and_is_not_drawn_again(
    bobs: Client, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    unchanged = answer(b"", "304 Not Modified") if same else answer(photo())
    with a_wall(answer(photo()), unchanged) as wall:
        bobs.get(wall.path())
        before = wall.version()
        later(TWO_DAYS)
        monkeypatch.delattr(drawing, "draw")
        assert checking.check() == Checked(asked=1, changed=0)
        assert wall.version() == before
        assert checking.check() == Checked(asked=0, changed=0), "asked today already"
        assert wall.far.connections == 2
        assert (wall.kept().failure, wall.kept().claim) == ("", None)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, 1),
        ({"asked_at": timedelta(hours=23)}, 0),
        ({"seen_at": timedelta(days=32)}, 0),
        ({"seen_at": timedelta(days=30, hours=12)}, 1),
    ],
    ids=["due", "asked today", "out of sight", "still in a browser"],
)
def test_only_what_is_in_sight_and_a_day_old_is_asked_for(
    bobs: Client, change: dict[str, timedelta], asked: int
) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        later(TWO_DAYS)
        now = timezone.now()
        Picture.objects.update(**{name: now - ago for name, ago in change.items()})
        assert checking.check().asked == asked
        assert wall.far.connections == 1 + asked


def test_a_server_that_is_switched_off_is_not_asked(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        later(TWO_DAYS)
        Server.objects.update(enabled=False)
        assert checking.check().asked == 0
        assert wall.far.connections == 1
        Server.objects.update(enabled=True)
        assert checking.check().asked == 1


def test_so_many_of_a_server_at_a_time_the_stalest_first(
    bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_PER_SERVER", 2)
    with a_wall(answer(photo())) as wall, a_wall(answer(photo())) as other:
        hang(wall, bobs, 3)
        hang(other, bobs, 1)
        for number, picture in enumerate(Picture.objects.order_by("-pk")):
            asked = timezone.now() - TWO_DAYS - timedelta(hours=number)
            Picture.objects.filter(pk=picture.pk).update(asked_at=asked)
        assert checking.check() == Checked(asked=3, changed=0)
        asked_again = [r.split()[1] for r in wall.far.requests[3:]]
        assert asked_again == [b"/0.jpg", b"/1.jpg"]
        monkeypatch.setattr(checking, "MOST", 1)
        later(TWO_DAYS)
        assert checking.check().asked == 1


def test_a_server_that_does_not_answer_costs_one_try_and_delays_no_other(
    bobs: Client,
) -> None:
    with a_wall(answer(photo())) as dead, a_wall(answer(photo())) as alive:
        hang(dead, bobs, 3)
        hang(alive, bobs, 2)
        later(TWO_DAYS)
        gone = f"http://127.0.0.1:{refused_port()}"
        server = dead.artwork.server
        assert server is not None
        Server.objects.filter(pk=server.pk).update(api_url=gone)
        Picture.objects.filter(server=server).update(url=f"{gone}/poster.jpg")
        assert checking.check() == Checked(asked=3, changed=0)
        failed = Picture.objects.filter(server=server, failure="connect_refused")
        assert failed.count() == 1
        assert alive.far.connections == 4
        assert all(picture.widths for picture in failed), "it is still shown"


def test_a_slow_server_is_left_for_the_next_time(
    bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_wall(answer(photo()), answer(photo()), silence) as slow:
        hang(slow, bobs, 2)
        later(TWO_DAYS)
        monkeypatch.setattr(gates, "PATIENCE_SECONDS", 0.2)
        assert checking.check() == Checked(asked=1, changed=0)
        later(TWO_DAYS)
        monkeypatch.setattr(checking, "SECONDS", 0.0)
        assert checking.check().asked == 0
        slow.far.over.set()


def test_one_bad_picture_does_not_stop_the_rest(
    bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = [answer(photo())] * 3
    bad = [answer(b"gone", "404 Not Found"), answer(b"<html>"), answer(photo(300, 450))]
    with a_wall(*scripts, *bad) as wall:
        hang(wall, bobs, 3)
        later(TWO_DAYS)
        assert checking.check() == Checked(asked=3, changed=1)
        failures = set(Picture.objects.values_list("failure", flat=True))
        assert failures == {"not_found", "not_a_picture", ""}


@contextmanager
def somebody_writes() -> Iterator[None]:
    """Another connection holds the rows of all pictures."""
    holds, over = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                Picture.objects.update(revision=0)
                holds.set()
                over.wait(30)
        finally:
            connection.close()

    with ExitStack() as stack:
        thread = threading.Thread(target=work)
        thread.start()
        stack.callback(thread.join)
        stack.callback(over.set)
        assert holds.wait(30)
        yield


def test_a_look_that_cannot_be_noted_is_not_kept_for_long(bobs: Client) -> None:
    """Else a browser would keep what nobody looks after."""
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        later(timedelta(0), seen=TWO_DAYS)
        address = wall.path(v=wall.version())
        with somebody_writes():
            got = bobs.get(address)
        assert (got.status_code, got["Cache-Control"]) == (200, SHORT)
        assert bobs.get(address)["Cache-Control"] == LONG
        assert timezone.now() - wall.kept().seen_at < timedelta(hours=1)


def test_the_scheduler_knows_the_task_whatever_rows_it_had() -> None:
    PeriodicTask.objects.all().delete()
    entry = DatabaseScheduler(app=app, lazy=False).schedule[
        "Notice pictures that changed"
    ]
    assert entry.task in app.tasks
    assert entry.schedule.run_every == timedelta(minutes=15)
    assert entry.model.expire_seconds == 600
