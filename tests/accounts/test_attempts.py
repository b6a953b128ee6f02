"""Tries that are counted end, whatever the clock did meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts import attempts
from accounts.models import Attempt

pytestmark = pytest.mark.django_db


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    limit = attempts.OLD_PASSWORD
    for _ in range(limit.tries):
        attempts.take(limit, "mia")
    with pytest.raises(attempts.TooOften):
        attempts.take(limit, "mia")
    # As it stands after the clock was a year ahead.
    Attempt.objects.update(ends_at=timezone.now() + timedelta(days=365))
    attempts.take(limit, "mia")
    assert Attempt.objects.get().ends_at <= timezone.now() + limit.within


def test_a_clock_that_is_a_little_ahead_wins_nobody_a_try() -> None:
    # Another machine, or another thread a moment later, began the count.
    limit = attempts.LOG_IN
    late = timezone.now() + limit.within + timedelta(seconds=20)
    attempts.take(limit, "mia")
    Attempt.objects.update(ends_at=late, count=limit.tries)
    with pytest.raises(attempts.TooOften):
        attempts.take(limit, "mia")
    assert Attempt.objects.get().ends_at == late


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:0:7::1", "2001:db8:0:7:ffff::2", True),
        ("2001:db8:0:7::1", "2001:db8:0:8::1", False),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "", True),
    ],
)
def test_who_counts_as_one(
    first: str,
    second: str,
    is_one: bool,
) -> None:
    places = [
        attempts.place_of(RequestFactory(REMOTE_ADDR=address).get("/"))
        for address in (first, second)
    ]
    assert (places[0] == places[1]) is is_one


def test_a_try_is_given_back_and_no_more_than_that() -> None:
    limit = attempts.LOG_INS
    for _ in range(limit.tries):
        attempts.take(limit, "here")
    attempts.give_back(limit, "here")
    attempts.take(limit, "here")
    with pytest.raises(attempts.TooOften):
        attempts.take(limit, "here")
    attempts.give_back(limit, "elsewhere")
    assert Attempt.objects.get().count == limit.tries
