"""Only who holds the lease writes; a paused worker's late writes find nothing."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection
from pytest_django import Settings

from sync import leases
from sync.models import Heartbeat, Lease, beat

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lease_is_held_once_and_given_back() -> None:
    first = leases.take("thing")
    assert first is not None
    with first:
        assert leases.take("thing") is None
        assert not leases.is_free("thing")
    assert leases.is_free("thing")
    second = leases.take("thing")
    assert second is not None
    assert second.epoch > first.epoch


def test_leases_of_other_names_are_free() -> None:
    assert leases.take("one") is not None
    assert leases.take("other") is not None


def test_a_worker_that_was_paused_past_its_lease_writes_nothing() -> None:
    paused = leases.take("thing")
    assert paused is not None
    _expire("thing")
    assert leases.take("thing") is not None
    with pytest.raises(leases.LeaseLost), paused.writing():
        beat("written by a zombie")
    assert not Heartbeat.objects.filter(part="written by a zombie").exists()
    assert paused.lost.is_set()


def test_without_the_check_the_zombie_would_have_written() -> None:
    paused = leases.take("thing")
    assert paused is not None
    _expire("thing")
    assert leases.take("thing") is not None
    beat("written by a zombie")
    assert Heartbeat.objects.filter(part="written by a zombie").exists()


def test_what_fails_in_a_writing_block_is_rolled_back() -> None:
    held = leases.take("thing")
    assert held is not None

    def fail_half_way() -> None:
        with held.writing():
            beat("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert not Heartbeat.objects.filter(part="half").exists()


def test_a_held_lease_outlives_its_seconds(settings: Settings) -> None:
    settings.MEDIAHUB_LEASE_SECONDS = 1
    held = leases.take("thing")
    assert held is not None
    with held:
        time.sleep(2.5)
        assert leases.take("thing") is None
        with held.writing():
            beat("still ours")
    assert Heartbeat.objects.filter(part="still ours").exists()


def test_of_many_who_reach_for_it_one_gets_it() -> None:
    got: list[leases.Held] = []
    together = threading.Barrier(6)

    def reach() -> None:
        together.wait()
        if (held := leases.take("thing")) is not None:
            got.append(held)
        connection.close()

    threads = [threading.Thread(target=reach) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def _expire(name: str) -> None:
    row = Lease.objects.get(name=name)
    row.expires_at = row.expires_at.replace(year=2000)
    row.save()


def test_who_reaches_for_a_lease_never_waits_for_a_long_write() -> None:
    held = leases.take("thing")
    assert held is not None
    answers: list[object] = []

    def reach() -> None:
        answers.append(leases.take("thing"))
        connection.close()

    with held.writing():
        thread = threading.Thread(target=reach)
        thread.start()
        thread.join(timeout=10)
        assert answers == [None]
