"""A server's next scan is adopted while its last one is being projected."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, transaction

from sync import execute, store, triggers
from sync.models import Observation, Trigger
from tests.sync.scripted import Theatre, movie

_TITLES = 400


def _sync_both_ways(theatre: Theatre) -> list[BaseException]:
    """Two threads sync one server again and again; it says something new each time."""
    server = theatre.server("a")
    counter = iter(range(1_000))
    broken: list[BaseException] = []

    def say_something_new() -> None:
        number = next(counter)
        # Never so few that the brake would hold them.
        keys = [f"{n:04d}" for n in range(_TITLES) if n % 6 != number % 6]
        theatre.says("a", *(movie(key, overview=f"{number}") for key in keys))

    def sync_again() -> None:
        try:
            for _ in range(4):
                say_something_new()
                trigger = triggers.request_sync(source=Trigger.Source.ADMIN)
                triggers.plan(trigger.pk)
                execute.scan_server(server.pk)
        except OperationalError as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sync_again) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return broken


def test_adoption_and_projection_do_not_deadlock(theatre: Theatre) -> None:
    assert _sync_both_ways(theatre) == []
    assert not Observation.objects.filter(item__isnull=True).exists()


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite has one writer; only PostgreSQL has locks to forget",
)
def test_who_changes_observations_is_alone(theatre: Theatre) -> None:
    inside = threading.Event()
    order: list[str] = []

    def second() -> None:
        inside.wait()
        with transaction.atomic():
            store.lock_observations()
            order.append("second")
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        store.lock_observations()
        inside.set()
        thread.join(timeout=0.5)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
